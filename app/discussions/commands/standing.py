"""What has to be known before words become a post, read at once, and the post with its first revision, written once each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import identity_key

from app.core import clock
from app.core.db import Id, db
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite
from app.core.reserving import next_id
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.discussion import Talk
from app.discussions.models.post import CURRENT, HELD, PLACED, PUBLISHED
from app.discussions.preparing import Words
from app.groups.models import Group
from app.guidelines.models import Acceptance
from app.guidelines.queries import current


@dataclass
class HeldTalk(Talk):
    """A discussion that a command holds: its columns, without an object of the session. `keep` writes down what has become of them."""

    id: int
    group_id: int
    author_id: int | None
    audience: int
    opening_id: int | None
    published_at: datetime | None
    removed_at: datetime | None
    locked_at: datetime | None
    answered_at: datetime | None
    asked_again_at: datetime | None
    last_post_at: datetime
    last_post_id: int | None
    last_seq: int
    reply_count: int
    people_count: int
    people_ids: list[int]
    version: int

    @classmethod
    def _make(cls, row: Iterable[Any]) -> HeldTalk:
        return cls(*row)

    def keep(self) -> None:
        """Write the counters down. 1 statement. An object of the session that has them otherwise is read again."""
        values = {name: getattr(self, name) for name in _COUNTERS}
        _COUNTED.run(known={"id": self.id, "group_id": self.group_id}, this=self.id, **values)
        known = db.session.identity_map.get(identity_key(Discussion, self.id))
        if known is not None:
            db.session.expire(known)


class HeldPlace(NamedTuple):
    """What the rules ask of a group."""

    id: int
    path: str
    access: str
    archived_at: datetime | None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Standing(NamedTuple):
    """Of one author, one draft, one group and one discussion, inside a command that holds them.

    `earlier_id`: the post that the same draft became before. `disputed`: of the kept draft; None where none is kept. `was_here`: a post of
    theirs stands there. The ids are for the post to be written. What is `answered_…` is None where nothing is answered or it is gone.
    """

    earlier_id: int | None
    disputed: list[str] | None
    accepted: bool
    was_here: bool
    post_id: int
    revision_id: int
    answered_in: int | None
    answered_state: str | None
    answered_seq: int | None
    answered_branch: int | None
    group_id: int
    path: str
    access: str
    archived_at: datetime | None

    @property
    def place(self) -> HeldPlace:
        return HeldPlace(self.group_id, self.path, self.access, self.archived_at)

    @property
    def branch(self) -> int | None:
        """The place of the branch that the answered post hangs on; the opening post has none."""
        return self.answered_branch if (self.answered_seq or 0) > 1 else None


@dataclass(frozen=True)
class NewPost:
    """A post that is about to be written. Without a place it waits."""

    id: int
    revision_id: int
    discussion_id: int
    author_id: int | None
    reply_to_id: int | None
    audience: int
    created_at: datetime
    seq: int | None = None
    branch_seq: int | None = None

    @property
    def published_at(self) -> datetime | None:
        return self.created_at if self.seq is not None else None


def hold(discussion_id: int) -> HeldTalk | None:
    """The discussion as it is once it is ours. 1 statement."""
    held: HeldTalk | None = _HELD.first(discussion=discussion_id)
    return held


def standing(
    member_id: int, draft_key: str, group_id: int, discussion_id: int = 0, answered_id: int | None = None
) -> Standing:
    """Read it, once the discussion is held. 1 statement."""
    version = current()
    found: Standing = _STANDING.first(
        member=member_id,
        key=draft_key,
        group=group_id,
        discussion=discussion_id,
        answered=answered_id or 0,
        version=version.id if version else 0,
    )
    return found if version else found._replace(accepted=True)


def write(post: NewPost, words: Words, draft_key: str, anyway: bool) -> None:
    """Write a post and its first revision. 2 statements."""
    state = HELD if post.seq is None else PUBLISHED
    text: dict[str, Any] = {"body": words.body, "html": words.rendered.html}
    text |= {"author_id": post.author_id, "created_at": post.created_at}
    _POST.run(
        **text,
        id=post.id,
        discussion_id=post.discussion_id,
        reply_to_id=post.reply_to_id,
        branch_seq=post.branch_seq,
        seq=post.seq,
        state=state,
        audience=post.audience,
        excerpt=words.excerpt,
        revision_id=post.revision_id,
        draft_key=draft_key,
        published_at=post.published_at,
        edited_at=None,
        state_at=post.created_at,
    )
    _REVISION.run(
        **text,
        known={"discussion_id": post.discussion_id},
        id=post.revision_id,
        post_id=post.id,
        number=1,
        title=words.title or None,
        state=CURRENT,
        findings=words.findings,
        anyway=anyway,
    )


def new_post(known: Standing, discussion: Discussion | HeldTalk, member_id: int, reply_to_id: int | None) -> NewPost:
    """A post of now that has no place yet."""
    return NewPost(
        known.post_id,
        known.revision_id,
        discussion.id,
        member_id,
        reply_to_id,
        discussion.audience,
        clock.now(),
    )


def _build() -> Any:
    member, key, discussion = (bindparam(name, type_=kind) for name, kind in _ASKED.items())
    answered = aliased(Post)
    mine = select(Post.id).where(Post.author_id == member, Post.draft_key == key)
    kept = select(Draft.disputed).where(Draft.key == key, Draft.author_id == member)
    accepted = exists().where(Acceptance.member_id == member, Acceptance.version_id == bindparam("version", type_=Id))
    here = exists().where(Post.discussion_id == discussion, Post.author_id == member, Post.state.in_(PLACED))
    return (
        select(
            mine.scalar_subquery().label("earlier_id"),
            kept.scalar_subquery().label("disputed"),
            accepted.label("accepted"),
            here.label("was_here"),
            next_id(Post).label("post_id"),
            next_id(Revision).label("revision_id"),
            answered.discussion_id,
            answered.state,
            answered.seq,
            answered.branch_seq,
            Group.id,
            Group.path,
            Group.access,
            Group.archived_at,
        )
        .select_from(Group)
        .outerjoin(answered, answered.id == bindparam("answered", type_=Id))
        .where(Group.id == bindparam("group", type_=Id))
    )


def _build_held() -> Any:
    columns = [getattr(Discussion, field.name) for field in fields(HeldTalk)]
    return select(*columns).where(Discussion.id == bindparam("discussion", type_=Id)).with_for_update()


def _count(_insert: Any) -> Any:
    return update(Discussion).where(Discussion.id == bindparam("this", type_=Id))


_COUNTERS = (
    "published_at", "answered_at", "asked_again_at", "last_post_at", "last_post_id",
    "last_seq", "reply_count", "people_count", "people_ids", "version",
)  # fmt: skip
_ASKED = {"member": Id, "key": Draft.key.type, "discussion": Id}
_HELD = Prepared(_build_held, HeldTalk)
_COUNTED = PreparedWrite(Discussion, _COUNTERS, _count)
_STANDING = Prepared(_build, Standing)
_POST = PreparedWrite(Post, [column.key for column in Post.__table__.columns], lambda insert: insert)
_REVISION = PreparedWrite(Revision, [column.key for column in Revision.__table__.columns], lambda insert: insert)
