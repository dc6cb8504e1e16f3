"""Posts as rows of a page: whom they answer, what waits, and what their reader may do with each, loaded for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core.among import among, numbers
from app.core.prepared import Prepared
from app.discussions import policies
from app.discussions.models import Discussion, Mention, Post, Revision
from app.discussions.models.post import HELD, HIDDEN, PUBLISHED, REMOVED, WITHDRAWN
from app.discussions.queries.people import Author
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
    """One post on the page. `depth` is 0 or 1; `waiting` is set while the post, or an edit of it, waits and the reader may know.

    `mentioned` are the usernames of whom it mentions, for readers who may open a profile.
    """

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
    mentioned: frozenset[str] = frozenset()


class Line(NamedTuple):
    """A post as a page reads it: what its row is made of, also of the post that it answers, wherever that stands."""

    id: int
    author_id: int | None
    reply_to_id: int | None
    branch_seq: int | None
    seq: int | None
    state: str
    audience: int
    html: str
    revision_id: int | None
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    answered_state: str | None
    answered_author_id: int | None

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def is_opening(self) -> bool:
        return self.seq == 1

    @property
    def is_place(self) -> bool:
        """Its author has left and taken the words along; it keeps its place, so that answers stay readable."""
        return self.state == PUBLISHED and self.author_id is None and not self.html


def lines(*which: ColumnElement[bool]) -> Select[Any]:
    """The columns of a `Line` of these posts: not the words as they were typed, which are as long as the page."""
    answered = aliased(Post)
    own = (getattr(Post, name) for name in Line._fields[:-2])
    columns = (*own, answered.state.label("answered_state"), answered.author_id.label("answered_author_id"))
    return select(*columns).select_from(Post).outerjoin(answered, answered.id == Post.reply_to_id).where(*which)


class Rows:
    """Builds rows from posts with what was loaded for all of them: edits that wait, places in line."""

    def __init__(
        self, actor: Actor, discussion: Discussion, group: Group, known: dict[int | None, Author], posts: Sequence[Line]
    ) -> None:
        self.actor, self.discussion, self.group, self.known = actor, discussion, group, known
        self.moderates = actor.moderates(group.path)
        self.may_reply = policies.reply(actor, discussion, group)
        self.edits, self.clauses = self._waiting_words(posts)
        self.places = self._places(posts)
        self.mentioned = self._mentioned(posts)

    def row(self, post: Line) -> PostRow:
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
            in_reply_to=self._answered(post),
            is_opening=post.id == discussion.opening_id,
            seq=post.seq,
            audience=Audience(post.audience),
            waiting=self.places.get(post.id),
            edit_waits=mine_or_staff and post.id in self.edits,
            clause=self.clauses.get(post.id),
            may_reply=post.is_published and self.may_reply.allowed,
            may_edit=bool(policies.edit(actor, post, discussion, group)),
            may_take_back=bool(policies.take_back(actor, post, discussion)),
            may_flag=bool(policies.flag(actor, post)),
            may_review=self.moderates and post.state in (PUBLISHED, REMOVED, HIDDEN) and not gone,
            may_read_revisions=mine_or_staff and (post.edited_at is not None or post.id in self.edits),
            mentioned=frozenset() if gone else frozenset(self.mentioned.get(post.id, ())),
        )

    def _answered(self, post: Line) -> Answered | None:
        """Whom it answers, while that can be read."""
        if post.reply_to_id is None or post.answered_state != PUBLISHED:
            return None
        return Answered(post.reply_to_id, self.known.get(post.answered_author_id, self.known[None]).name)

    def _waiting_words(self, posts: Sequence[Line]) -> tuple[set[int], dict[int, int]]:
        """Posts with an edit that waits, and the clause that each waiting text is held for, where the reader may know.

        1 statement, none for who wrote nothing here and does not moderate.
        """
        me = self.actor.member_id
        mine = [post.id for post in posts if self.moderates or (me is not None and post.author_id == me)]
        if not mine:
            return set(), {}
        waiting = [post.revision_id for post in posts if post.state == HELD and post.revision_id is not None]
        rows = _WAITING_WORDS.rows(posts=mine, shown=waiting)
        edits = {row.post_id for row in rows if row.state == HELD}
        return edits, {row.post_id: clause for row in rows if (clause := clause_of(row.findings)) is not None}

    def _mentioned(self, posts: Sequence[Line]) -> dict[int, set[str]]:
        """Usernames of whom each post mentions. 1 statement, none for visitors and where no post could mention anybody."""
        named = [post.id for post in posts if "@" in post.html] if self.actor.member_id is not None else []
        found: dict[int, set[str]] = {}
        for row in _MENTIONED.rows(posts=named) if named else ():
            found.setdefault(row.post_id, set()).add(row.username)
        return found

    def _places(self, posts: Sequence[Line]) -> dict[int, Place]:
        """The places in line of the reader's own waiting words."""
        mine = [post for post in posts if post.author_id is not None and post.author_id == self.actor.member_id]
        waiting = [post.id for post in mine if post.state == HELD or post.id in self.edits]
        places = {key: place_in_line("post", key) for key in waiting}
        return {key: place for key, place in places.items() if place.open_item}


_WAITING_WORDS = Prepared(
    lambda: select(Revision.post_id, Revision.state, Revision.findings).where(
        among(Revision.post_id, [numbers("posts")]), or_(Revision.state == HELD, among(Revision.id, [numbers("shown")]))
    )
)


_MENTIONED = Prepared(
    lambda: (
        select(Mention.post_id, Member.username)
        .join(Member, Member.id == Mention.member_id)
        .where(among(Mention.post_id, [numbers("posts")]))
    )
)


def clause_of(findings: dict[str, Any]) -> int | None:
    """The clause that a stored text is held for."""
    found = findings.get("findings", [])
    return found[0]["clause"] if found else None
