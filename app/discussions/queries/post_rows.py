"""Posts as rows of a page: whom they answer, what waits, and what their reader may do with each, loaded for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.core.db import db
from app.discussions import policies
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import HELD, HIDDEN, PUBLISHED, REMOVED, WITHDRAWN
from app.discussions.queries.people import Author, authors
from app.groups.audience import Audience
from app.groups.models import Group
from app.moderation.inputs import Place
from app.moderation.queries import place_in_line


@dataclass(frozen=True)
class Answered:
    """Whom a nested post answers."""

    post_id: int
    name: str


@dataclass(frozen=True)
class PostRow:
    """One post on the page. `depth` is 0 or 1; `waiting` is set while the post, or an edit of it, waits and the reader may know."""

    id: int
    author: Author
    at: datetime
    edited_at: datetime | None
    html: str
    state: str
    depth: int
    in_reply_to: Answered | None
    is_opening: bool
    seq: int | None
    audience: Audience
    waiting: Place | None
    edit_waits: bool
    clause: int | None
    may_reply: bool
    may_edit: bool
    may_take_back: bool
    may_flag: bool
    may_review: bool
    may_read_revisions: bool


class Rows:
    """Builds rows from posts with what was loaded for all of them: whom they answer, edits that wait, places in line."""

    def __init__(
        self, actor: Actor, discussion: Discussion, group: Group, known: dict[int | None, Author], posts: list[Post]
    ) -> None:
        self.actor, self.discussion, self.group, self.known = actor, discussion, group, known
        self.answered = self._answered(posts)
        self.edits, self.clauses = self._waiting_words(posts)
        self.places = self._places(posts)

    def row(self, post: Post) -> PostRow:
        """The row of one post."""
        actor, group, discussion = self.actor, self.group, self.discussion
        mine_or_staff = bool(policies.read_revisions(actor, post, group))
        gone = post.state == WITHDRAWN or (post.state in (REMOVED, HIDDEN) and not mine_or_staff)
        gone = gone or post.is_place
        return PostRow(
            id=post.id,
            author=self.known[None] if gone else self.known.get(post.author_id, self.known[None]),
            at=post.published_at or post.created_at,
            edited_at=post.edited_at,
            html="" if gone else post.html,
            state=WITHDRAWN if post.is_place else post.state,
            depth=0 if post.reply_to_id is None or post.seq == post.branch_seq and post.seq is not None else 1,
            in_reply_to=self.answered.get(post.reply_to_id or 0),
            is_opening=post.id == discussion.opening_id,
            seq=post.seq,
            audience=Audience(post.audience),
            waiting=self.places.get(post.id),
            edit_waits=mine_or_staff and post.id in self.edits,
            clause=self.clauses.get(post.id),
            may_reply=post.is_published and bool(policies.reply(actor, discussion, group)),
            may_edit=bool(policies.edit(actor, post, discussion, group)),
            may_take_back=bool(policies.take_back(actor, post, discussion)),
            may_flag=bool(policies.flag(actor, post)),
            may_review=actor.moderates(group.path) and post.state in (PUBLISHED, REMOVED, HIDDEN) and not gone,
            may_read_revisions=mine_or_staff and (post.edited_at is not None or post.id in self.edits),
        )

    def _answered(self, posts: list[Post]) -> dict[int, Answered]:
        """Names of those whom posts on this page answer; most are on it, the rest is one statement."""
        wanted = {post.reply_to_id for post in posts if post.reply_to_id is not None}
        here = {post.id: post for post in posts}
        missing = sorted(wanted - set(here))
        there = select(Post.id, Post.author_id, Post.state).where(Post.id.in_(missing))
        elsewhere = db.session.execute(there).all() if missing else []
        known = authors(self.actor, {row.author_id for row in elsewhere}, self.group.path)
        found = {row.id: Answered(row.id, known[row.author_id].name) for row in elsewhere if row.state == PUBLISHED}
        for key in wanted & set(here):
            if here[key].is_published:
                found[key] = Answered(key, self.known.get(here[key].author_id, self.known[None]).name)
        return found

    def _waiting_words(self, posts: list[Post]) -> tuple[set[int], dict[int, int]]:
        """Posts with an edit that waits, and the clause that each waiting text is held for, where the reader may know.

        1 statement, none for who wrote nothing here and does not moderate.
        """
        me, moderates = self.actor.member_id, self.actor.moderates(self.group.path)
        mine = [post.id for post in posts if moderates or (me is not None and post.author_id == me)]
        if not mine:
            return set(), {}
        waiting = [post.revision_id for post in posts if post.state == HELD]
        rows = db.session.execute(
            select(Revision.post_id, Revision.state, Revision.findings).where(
                Revision.post_id.in_(mine), or_(Revision.state == HELD, Revision.id.in_(waiting))
            )
        ).all()
        edits = {row.post_id for row in rows if row.state == HELD}
        return edits, {row.post_id: clause for row in rows if (clause := _clause(row.findings)) is not None}

    def _places(self, posts: list[Post]) -> dict[int, Place]:
        """The places in line of the reader's own waiting words."""
        mine = [post for post in posts if post.author_id is not None and post.author_id == self.actor.member_id]
        waiting = [post.id for post in mine if post.state == HELD or post.id in self.edits]
        places = {key: place_in_line("post", key) for key in waiting}
        return {key: place for key, place in places.items() if place.open_item}


def _clause(findings: dict[str, Any]) -> int | None:
    found = findings.get("findings", [])
    return found[0]["clause"] if found else None
