"""Bringing in discussions and posts, a batch at a time: rows in bulk, counters in memory, nobody told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import insert, select

from app.core.command import command
from app.core.db import db
from app.core.text import slugify
from app.discussions.commands.waiting import cause_of
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, DiscussionTag, Mention, Post, Revision, Watch
from app.discussions.models.post import CURRENT, HELD, PUBLISHED
from app.groups.commands import admit, count_discussions
from app.groups.models import Group
from app.imports.commands.changes import follow_posts, follow_settings
from app.imports.commands.sources import note_records
from app.imports.course import Course
from app.imports.fingerprints import of_discussion, of_post
from app.imports.placing import keep_first_place, take_place
from app.imports.plans.talks import PostPlan, TalkPlan
from app.imports.queries import in_parts, known_records, members_here, rows_by_id
from app.imports.records import DISCUSSIONS, POSTS
from app.moderation.commands import open_item
from app.moderation.inputs import OpenInput


@command
def bring_talks(course: Course, plans: Sequence[TalkPlan]) -> None:
    """Write a batch of planned discussions with their posts, revisions, tags, memberships and, for those that wait, review items."""
    batch = _Batch(course, plans)
    batch.add_discussions()
    batch.add_posts()
    batch.add_revisions()
    batch.link()
    batch.count()
    batch.note()
    batch.put_on_desk()
    follow_settings(course, plans, batch.discussions)
    follow_posts(course, plans)


@dataclass
class _Added:
    """A new post with its plan and its discussion."""

    plan: PostPlan
    post: Post
    discussion: Discussion


@dataclass
class _Batch:
    """The rows of one transaction. Each step is a fixed number of statements for each 500 rows."""

    course: Course
    plans: Sequence[TalkPlan]
    people: dict[str, int] = field(init=False)
    discussions: dict[str, Discussion] = field(default_factory=dict)
    openings: dict[str, Post] = field(default_factory=dict)
    lasts: dict[str, Post] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    added: list[_Added] = field(default_factory=list)

    def __post_init__(self) -> None:
        wanted = [plan.record.author_id for plan in self.plans]
        wanted += [post.record.author_id for plan in self.plans for post in plan.posts]
        handles = {handle for plan in self.plans for post in plan.posts for handle in post.words.rendered.mentions}
        wanted += [self.course.survey.handles[handle] for handle in handles if handle in self.course.survey.handles]
        self.people = members_here(self.course.source, wanted)

    def add_discussions(self) -> None:
        """New rows for new discussions; the rows of those that are here already."""
        old = {plan.record.id: plan.known.local_id for plan in self.plans if plan.known is not None}
        rows: dict[int, Discussion] = rows_by_id(Discussion, list(old.values()))
        self.discussions = {key: rows[local_id] for key, local_id in old.items()}
        for plan in self.plans:
            if plan.known is None:
                self.discussions[plan.record.id] = self._discussion(plan)
        fresh = [self.discussions[plan.record.id] for plan in self.plans if plan.known is None]
        db.session.add_all(fresh)
        db.session.flush()
        new = [plan for plan in self.plans if plan.known is None]
        tags = [{"discussion_id": self.discussions[plan.record.id].id, "tag": tag} for plan in new for tag in plan.tags]
        watches = [
            {"discussion_id": row.id, "member_id": row.author_id, "since": row.created_at}
            for row in fresh
            if row.author_id is not None
        ]
        for table, values in ((DiscussionTag, tags), (Watch, watches)):
            if values:
                db.session.execute(insert(table), values)

    def _discussion(self, plan: TalkPlan) -> Discussion:
        record = plan.record
        return Discussion(
            group_id=self.course.groups[record.group_id].id,
            title=record.title,
            slug=slugify(record.title) or "discussion",
            author_id=self.people.get(record.author_id),
            audience=int(plan.audience),
            created_at=record.created_at,
            excerpt=plan.posts[0].words.excerpt,
            last_post_at=record.created_at,
            reply_count=0,
            people_count=0,
            people_ids=[],
            last_seq=0,
            version=1,
            locked_at=record.created_at if record.is_locked else None,
            pinned_at=record.created_at if record.is_pinned else None,
        )

    def add_posts(self) -> None:
        """New posts take their places, in order; ids come with the flush."""
        here = self._who_is_here()
        self.posts = self._answered_before()
        for plan in self.plans:
            discussion = self.discussions[plan.record.id]
            for post in plan.posts:
                self._place(plan, post, discussion, here.setdefault(discussion.id, set()))
        db.session.add_all([each.post for each in self.added])
        db.session.flush()

    def _place(self, plan: TalkPlan, planned: PostPlan, discussion: Discussion, here: set[int]) -> None:
        record = planned.record
        post = Post(
            discussion_id=discussion.id,
            author_id=self.people.get(record.author_id),
            state=HELD,
            audience=discussion.audience,
            body=record.body,
            html=planned.words.rendered.html,
            excerpt=planned.words.excerpt,
            created_at=record.created_at,
            state_at=record.created_at,
        )
        self.posts[record.id] = post
        self.added.append(_Added(planned, post, discussion))
        if planned.title:
            self.openings[plan.record.id] = post
        if not planned.waits:
            answered = self.posts.get(planned.reply_to) if planned.reply_to is not None else None
            take_place(post, discussion, answered, bool(planned.title), here)
            self.lasts[plan.record.id] = post
        elif planned.title:
            keep_first_place(discussion)

    def add_revisions(self) -> None:
        """The first revision of each new post."""
        revisions = [
            Revision(
                post_id=each.post.id,
                number=1,
                title=each.plan.title or None,
                body=each.post.body,
                html=each.post.html,
                author_id=each.post.author_id,
                created_at=each.post.created_at,
                state=CURRENT,
                findings=each.plan.words.assessment.to_json(),
                anyway=False,
            )
            for each in self.added
        ]
        db.session.add_all(revisions)
        db.session.flush()
        for each, revision in zip(self.added, revisions, strict=True):
            each.post.revision_id = revision.id

    def link(self) -> None:
        """Whom posts answer, and each discussion's first and last post."""
        for key, post in self.openings.items():
            self.discussions[key].opening_id = post.id
        for key, post in self.lasts.items():
            self.discussions[key].last_post_id = post.id
        for each in self.added:
            answered = self.posts.get(each.plan.reply_to) if each.plan.reply_to is not None else None
            # As everywhere: who answers the opening post answers the discussion.
            if answered is not None and answered.id != each.discussion.opening_id:
                each.post.reply_to_id = answered.id
        mentions = [{"post_id": each.post.id, "member_id": key} for each in self.added for key in self._mentioned(each)]
        if mentions:
            db.session.execute(insert(Mention), mentions)
        db.session.flush()

    def _mentioned(self, each: _Added) -> set[int]:
        handles = self.course.survey.handles
        found = {self.people.get(handles.get(handle, "")) for handle in each.plan.words.rendered.mentions}
        return {key for key in found if key is not None and key != each.post.author_id}

    def count(self) -> None:
        """Discussions that are out, and authors as members of the groups they wrote in."""
        fresh = [self.discussions[plan.record.id] for plan in self.plans if plan.known is None]
        for group_id, number in Counter(row.group_id for row in fresh if row.is_out).items():
            count_discussions(group_id, number)
        joined: dict[int, dict[int, datetime]] = {}
        for each in self.added:
            if each.post.author_id is not None:
                people = joined.setdefault(each.discussion.group_id, {})
                people[each.post.author_id] = min(
                    each.post.created_at, people.get(each.post.author_id, each.post.created_at)
                )
        for group_id, people in joined.items():
            admit(group_id, people)

    def note(self) -> None:
        """Where each record went."""
        rows = [(plan, self.discussions[plan.record.id]) for plan in self.plans if plan.known is None]
        note_records(
            self.course.source,
            DISCUSSIONS.name,
            [(plan.record.id, row.id, plan.record.content, of_discussion(row, plan.tags)) for plan, row in rows],
        )
        note_records(
            self.course.source,
            POSTS.name,
            [
                (
                    each.plan.record.id,
                    each.post.id,
                    each.plan.record.content(each.plan.title),
                    of_post(each.post, each.plan.title),
                )
                for each in self.added
            ],
        )

    def put_on_desk(self) -> None:
        """A review item for each post that waits: since the import, or since it was written when it waited there too."""
        waiting = [each for each in self.added if each.plan.waits]
        groups = rows_by_id(Group, [each.discussion.group_id for each in waiting])
        for each in waiting:
            cause = cause_of(each.plan.words.assessment, each.post.body, each.post.revision_id)
            if each.plan.record.is_held:
                cause = replace(cause, at=each.post.created_at)
            what = "discussion" if each.plan.title else "reply"
            path = groups[each.discussion.group_id].path
            open_item(OpenInput(SUBJECT, each.post.id, path, each.post.author_id, what, (cause,), imported=True))

    def _who_is_here(self) -> dict[int, set[int]]:
        """Authors with posts out in discussions that were here before."""
        found: dict[int, set[int]] = {}
        for some in in_parts(
            [self.discussions[plan.record.id].id for plan in self.plans if plan.known is not None and plan.posts]
        ):
            rows = db.session.execute(
                select(Post.discussion_id, Post.author_id)
                .where(Post.discussion_id.in_(some), Post.state == PUBLISHED)
                .distinct()
            )
            for discussion_id, author_id in rows:
                if author_id is not None:
                    found.setdefault(discussion_id, set()).add(author_id)
        return found

    def _answered_before(self) -> dict[str, Post]:
        """Posts of earlier runs that new ones answer, by their id in the export."""
        wanted = [
            post.reply_to
            for plan in self.plans
            if plan.known is not None
            for post in plan.posts
            if post.reply_to is not None
        ]
        known = known_records(self.course.source, POSTS.name, wanted)
        rows = rows_by_id(Post, [each.local_id for each in known.values()])
        return {key: rows[each.local_id] for key, each in known.items() if each.local_id in rows}
