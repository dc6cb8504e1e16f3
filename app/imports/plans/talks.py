"""Plans for discussions and their posts: rendered and checked, before any transaction opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.markup import TooLong
from app.core.text import slugify
from app.discussions.models import Discussion, DiscussionTag, Post
from app.discussions.preparing import MOST_TAGS, Words, prepare
from app.groups.audience import Audience, narrower, widest
from app.guidelines.effects import Effect
from app.imports.course import Course
from app.imports.fingerprints import of_discussion, of_post
from app.imports.queries import Known, in_parts, known_records, rows_by_id
from app.imports.records import DISCUSSIONS, POSTS, DiscussionRecord, PostRecord
from app.imports.survey import Place, Talk

_WRITER = Actor()
"""Whoever wrote it is no newcomer: the words are from before."""


@dataclass(frozen=True)
class PostPlan:
    """A post to add (`known` is None) or to change. `title` is set for an opening post. `waits`: a moderator reads it first."""

    record: PostRecord
    line: int
    words: Words
    title: str
    waits: bool
    reply_to: str | None
    known: Known | None = None


@dataclass(frozen=True)
class TalkPlan:
    """A discussion with what is new in it. `known` None: all of it. `settings_changed`: its group, tags, pin or lock too."""

    record: DiscussionRecord
    line: int
    audience: Audience
    tags: tuple[str, ...]
    known: Known | None = None
    settings_changed: bool = False
    posts: list[PostPlan] = field(default_factory=list)
    revised: list[PostPlan] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return self.known is not None and not (self.posts or self.revised or self.settings_changed)


class TalkPlanner:
    """Plans one batch of discussions, in a fixed number of statements for each 500 records."""

    def __init__(self, course: Course, talks: Sequence[Talk]) -> None:
        self.course, self.report, self.talks = course, course.report, talks
        self.records = course.read(DISCUSSIONS, [talk.place for talk in talks])
        self.known = known_records(course.source_id, DISCUSSIONS.name, [talk.id for talk in talks])
        self.known_posts = known_records(
            course.source_id, POSTS.name, [post.id for talk in talks for post in talk.posts]
        )
        self.discussions: dict[int, Discussion] = rows_by_id(
            Discussion, [known.local_id for known in self.known.values()]
        )
        self.tags = _tags(list(self.discussions))
        self.posts: dict[int, Post] = {}

    def plan(self) -> list[TalkPlan]:
        """What is to be written; the others are counted."""
        words = self.course.read(POSTS, [Place(post.line, post.offset) for talk in self.talks for post in talk.posts])
        suspects = [
            known.local_id
            for talk in self.talks
            for post in talk.posts
            if (known := self.known_posts.get(post.id))
            and known.content != words[post.line].content(self._title(talk, post.position))
        ]
        self.posts = rows_by_id(Post, suspects)
        plans = [self._plan(talk, words) for talk in self.talks]
        return [plan for plan in plans if plan is not None and not plan.is_empty]

    def _title(self, talk: Talk, position: int) -> str:
        return self.records[talk.place.line].title if position == 1 else ""

    def _plan(self, talk: Talk, words: dict[int, PostRecord]) -> TalkPlan | None:
        record, line = self.records[talk.place.line], talk.place.line
        group = self.course.groups.get(record.group_id)
        known = self.known.get(talk.id)
        if known is not None and known.local_id not in self.discussions:
            self._leave(talk, "gone_here")
            return None
        if group is None and known is None:
            self._skip(talk, "group_not_here", value=record.group_id)
            return None
        limit = widest(group.access) if group is not None else Audience.GROUP
        audience = narrower(record.audience if record.audience is not None else limit, limit)
        plan = TalkPlan(record, line, audience, self._words_to_find(line, record), known)
        if known is not None:
            plan = self._settings(plan, known, is_homeless=group is None)
        self._add_posts(plan, talk, words)
        if known is None and not plan.posts:
            self._skip(talk, "opening_unreadable")
            return None
        if known is None:
            self.report.tallies[DISCUSSIONS.name].new += 1
        return plan

    def _settings(self, plan: TalkPlan, known: Known, is_homeless: bool) -> TalkPlan:
        """Whether group, tags, pin and lock are to follow the export."""
        tally = self.report.tallies[DISCUSSIONS.name]
        if known.content == plan.record.content:
            tally.same += 1
            return plan
        row = self.discussions[known.local_id]
        if is_homeless or of_discussion(row, self.tags.get(row.id, ())) != known.local:
            self.report.keep(DISCUSSIONS.name, plan.line, "changed_here")
            return plan
        tally.updated += 1
        return changed(plan, settings_changed=True)

    def _add_posts(self, plan: TalkPlan, talk: Talk, words: dict[int, PostRecord]) -> None:
        tally = self.report.tallies[POSTS.name]
        for place in talk.posts:
            record, title = words[place.line], self._title(talk, place.position)
            known = self.known_posts.get(record.id)
            if known is not None and known.content == record.content(title):
                tally.same += 1
                continue
            if known is not None and not self._is_untouched(known, title):
                self.report.keep(
                    POSTS.name, place.line, "gone_here" if known.local_id not in self.posts else "changed_here"
                )
                continue
            prepared = self._prepare(place.line, record, title)
            if prepared is None:
                if title and plan.known is None:
                    return
                continue
            post = PostPlan(record, place.line, prepared, title, self._waits(record, prepared), place.reply_to, known)
            (plan.posts if known is None else plan.revised).append(post)
            tally.new += known is None
            tally.updated += known is not None

    def _is_untouched(self, known: Known, title: str) -> bool:
        row = self.posts.get(known.local_id)
        if row is None:
            return False
        discussion = self.discussions.get(row.discussion_id)
        return of_post(row, discussion.title if title and discussion else "") == known.local

    def _prepare(self, line: int, record: PostRecord, title: str) -> Words | None:
        kind = "discussion" if title else "reply"
        try:
            words = prepare(_WRITER, kind, record.body, title, plain=self.course.manifest.is_plain)
        except TooLong as error:
            self.report.skip(POSTS.name, line, f"too_long_{error.what}")
            self.course.lost_posts.add(record.id)
            return None
        for family in {finding.family for finding in words.assessment.findings}:
            self.report.findings[family] = self.report.findings.get(family, 0) + 1
        return words

    def _waits(self, record: PostRecord, words: Words) -> bool:
        effect = words.assessment.effect
        holds = words.assessment.is_crisis or (effect is not None and effect >= Effect.HOLD)
        waits = record.is_held or (holds and self.course.hold)
        self.report.waiting += waits
        self.report.would_hold += holds and not waits
        return waits

    def _words_to_find(self, line: int, record: DiscussionRecord) -> tuple[str, ...]:
        slugs = tuple(dict.fromkeys(slug for slug in (slugify(tag, 30) for tag in record.tags) if slug))
        if len(slugs) > MOST_TAGS:
            self.report.note(DISCUSSIONS.name, line, "tags_cut", most=MOST_TAGS)
        return slugs[:MOST_TAGS]

    def _skip(self, talk: Talk, code: str, **facts: str) -> None:
        """A discussion that cannot be here, with those of its posts that are not named yet."""
        self.report.skip(DISCUSSIONS.name, talk.place.line, code, **facts)
        first = 1 if code == "opening_unreadable" else 0
        self.course.lost_posts.update(post.id for post in talk.posts)
        for post in talk.posts[first:]:
            self.report.skip(
                POSTS.name, post.line, "unknown_id", field="discussion_id", value=talk.id, file=DISCUSSIONS.file
            )

    def _leave(self, talk: Talk, code: str) -> None:
        self.report.keep(DISCUSSIONS.name, talk.place.line, code)
        self.report.tallies[POSTS.name].kept += len(talk.posts)


def _tags(discussion_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in in_parts(discussion_ids):
        for row in db.session.scalars(select(DiscussionTag).where(DiscussionTag.discussion_id.in_(some))):
            found.setdefault(row.discussion_id, []).append(row.tag)
    return found
