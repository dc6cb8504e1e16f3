"""What has to be known before words become a post, read at once, and the post with its first revision, written once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Restriction
from app.core import clock
from app.core.command import Overtaken, must_hold
from app.core.db import Id, UtcDateTime, db
from app.core.driver import dialect_of
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite
from app.core.reserving import next_id
from app.discussions import policies
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.post import CURRENT, HELD, PUBLISHED
from app.discussions.preparing import Words
from app.groups.models import Group
from app.guidelines.models import Acceptance
from app.guidelines.queries import current


class KnownTalk(NamedTuple):
    """What the rules ask of a discussion. `beyond` is its version without the places it has given: it tells any change but a new post."""

    id: int
    author_id: int | None
    audience: int
    opening_id: int | None
    is_out: bool
    is_locked: bool
    beyond: int


class KnownPlace(NamedTuple):
    """What the rules ask of a group."""

    id: int
    path: str
    access: str
    archived_at: datetime | None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class PostThere(NamedTuple):
    """What the rules ask of a post, and of where it stands: the columns of `OF_POST`."""

    author_id: int | None
    audience: int
    state: str
    group_id: int
    path: str
    access: str
    archived_at: datetime | None
    talk_id: int
    talk_author_id: int | None
    talk_audience: int
    opening_id: int | None
    is_out: bool
    is_locked: bool
    beyond: int

    def is_seen_by(self, actor: Actor) -> bool:
        """The rule for one post (`policies.see_post`), of what was read without loading rows."""
        talk = KnownTalk._make(self[-len(KnownTalk._fields) :])
        place = KnownPlace(self.group_id, self.path, self.access, self.archived_at)
        return policies.see_post(actor, cast(Post, self), cast(Discussion, talk), cast(Group, place))


class Standing(NamedTuple):
    """Of one author, one draft, one group and one discussion.

    `earlier_id`: the post that the same draft became before. `disputed`: of the kept draft; None where none is kept. `limits`: how many
    hold for the author now. The ids are for the post to be written. What is `answered_…` is None where nothing is answered or it is gone.
    """

    earlier_id: int | None
    disputed: list[str] | None
    accepted: bool
    limits: int
    post_id: int
    revision_id: int
    group_id: int
    path: str
    access: str
    archived_at: datetime | None
    answered_in: int | None = None
    answered_state: str | None = None
    answered_seq: int | None = None
    answered_branch: int | None = None
    talk_id: int | None = None
    talk_author_id: int | None = None
    audience: int | None = None
    opening_id: int | None = None
    is_out: bool | None = None
    is_locked: bool | None = None
    beyond: int | None = None

    @property
    def place(self) -> KnownPlace:
        return KnownPlace(self.group_id, self.path, self.access, self.archived_at)

    @property
    def talk(self) -> KnownTalk:
        """The discussion. Raises TypeError where none was asked for."""
        if self.talk_id is None:
            raise TypeError("this was asked of a group alone")
        return KnownTalk._make(self[-len(KnownTalk._fields) :])

    @property
    def branch(self) -> int | None:
        """The place of the branch that the answered post hangs on; the opening post has none."""
        return self.answered_branch if (self.answered_seq or 0) > 1 else None


class Reply(NamedTuple):
    """Whose reply, sent with which draft, to what; `answered_id`: to one post there."""

    member_id: int
    draft_key: str
    discussion_id: int
    answered_id: int | None


class NewPost(NamedTuple):
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


def hold(discussion_id: int) -> None:
    """Nobody else changes the discussion until the command ends. 1 statement."""
    _HELD.rows(discussion=discussion_id)


def standings(asked: Sequence[Reply]) -> list[Standing | None]:
    """Of the discussions of replies; None where there is none. What is not held may change meanwhile. A statement for
    each reply, on PostgreSQL one."""
    values = [
        {**_asked(one.member_id, one.draft_key), "discussion": one.discussion_id, "answered": one.answered_id or 0}
        for one in asked
    ]
    return [found and _accepted(found) for found in _IN_TALK.first_of_each(values)]


def standing_in_group(member_id: int, draft_key: str, group_id: int) -> Standing:
    """Of a group that is there, for a discussion that will be. 1 statement."""
    return _accepted(Standing(*_IN_GROUP.first(**_asked(member_id, draft_key), group=group_id)))


def reserved(known: Sequence[Standing], member_ids: Sequence[int]) -> list[Standing]:
    """What is known of some who write, with ids that nobody else gets. Raises Overtaken when limits were laid on one of them since.

    On SQLite the look was before the turn to write, for which one may wait for seconds: ids and limits are asked for again, a statement
    for each.
    """
    if must_hold() or dialect_of(db.session()).name != "sqlite":
        return list(known)
    now = clock.now()
    found = _NOW.first_of_each([{"member": member_id, "now": now} for member_id in member_ids])
    if any(each.limits != one.limits for each, one in zip(found, known, strict=True)):
        raise Overtaken
    # None of them is written yet: they were all told of the next free ids.
    return [
        one._replace(post_id=each.post_id + place, revision_id=each.revision_id + place)
        for place, (one, each) in enumerate(zip(known, found, strict=True))
    ]


def write(post: NewPost, words: Words, draft_key: str, anyway: bool) -> None:
    """Write a post and its first revision. Raises Overtaken when the same draft became a post meanwhile. 2 statements."""
    try:
        POST.run(
            **shown_of(post, words),
            id=post.id,
            branch_seq=post.branch_seq,
            seq=post.seq,
            state=HELD if post.seq is None else PUBLISHED,
            draft_key=draft_key,
            published_at=post.published_at,
            edited_at=None,
            state_at=post.created_at,
        )
    except IntegrityError as error:
        raise Overtaken from error
    REVISION.run(
        **kept_of(post, words, anyway),
        known={"discussion_id": post.discussion_id},
        id=post.revision_id,
        state=CURRENT,
    )


def shown_of(post: NewPost, words: Words) -> dict[str, Any]:
    """What stands in a post's row, wherever its place is."""
    return {
        "discussion_id": post.discussion_id,
        "reply_to_id": post.reply_to_id,
        "audience": post.audience,
        "excerpt": words.excerpt,
        "revision_id": post.revision_id,
        **_text_of(post, words),
    }


def kept_of(post: NewPost, words: Words, anyway: bool) -> dict[str, Any]:
    """What stands in the row of a post's first revision."""
    return {
        "post_id": post.id,
        "number": 1,
        "title": words.title or None,
        "findings": words.findings,
        "anyway": anyway,
        **_text_of(post, words),
    }


def new_post(
    known: Standing, discussion: Discussion | KnownTalk, member_id: int, reply_to_id: int | None = None
) -> NewPost:
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


def _text_of(post: NewPost, words: Words) -> dict[str, Any]:
    return {
        "body": words.body,
        "html": words.rendered.html,
        "author_id": post.author_id,
        "created_at": post.created_at,
    }


def _asked(member_id: int, draft_key: str) -> dict[str, Any]:
    version = current()
    return {"member": member_id, "key": draft_key, "version": version.id if version else 0, "now": clock.now()}


def _accepted(found: Standing) -> Standing:
    """Where there are no guidelines nobody has to accept any."""
    return found if current() else found._replace(accepted=True)


def _build() -> Any:
    """What is asked of everybody who writes, wherever they do."""
    member, version = bindparam("member", type_=Id), bindparam("version", type_=Id)
    key: Any = bindparam("key", type_=Draft.key.type)
    now: Any = bindparam("now", type_=UtcDateTime())
    mine = select(Post.id).where(Post.author_id == member, Post.draft_key == key)
    kept = select(Draft.disputed).where(Draft.key == key, Draft.author_id == member)
    accepted = exists().where(Acceptance.member_id == member, Acceptance.version_id == version)
    return select(
        mine.scalar_subquery().label("earlier_id"),
        kept.scalar_subquery().label("disputed"),
        accepted.label("accepted"),
        _limits(member, now),
        *_ids(),
        *(Group.id, Group.path, Group.access, Group.archived_at),
    )


def _build_now() -> Any:
    member, now = bindparam("member", type_=Id), bindparam("now", type_=UtcDateTime())
    return select(*_ids(), _limits(member, now))


def _limits(member: Any, now: Any) -> Any:
    in_force = select(func.count()).where(Restriction.member_id == member, Restriction.in_force(now))
    return in_force.scalar_subquery().label("limits")


def _ids() -> tuple[Any, Any]:
    return next_id(Post).label("post_id"), next_id(Revision).label("revision_id")


def _build_in_group() -> Any:
    return _build().where(Group.id == bindparam("group", type_=Id))


def _build_in_talk() -> Any:
    discussion, answered = bindparam("discussion", type_=Id), aliased(Post)
    return (
        _build()
        .add_columns(
            *(answered.discussion_id, answered.state, answered.seq, answered.branch_seq),
            *OF_TALK,
        )
        .select_from(Discussion)
        .join(Group, Group.id == Discussion.group_id)
        .outerjoin(answered, answered.id == bindparam("answered", type_=Id))
        .where(Discussion.id == discussion)
    )


def _build_held() -> Any:
    held = select(Discussion.id).where(Discussion.id == bindparam("discussion", type_=Id))
    return held.with_for_update(key_share=True)


BEYOND = Discussion.version - Discussion.last_seq
"""Each new post takes the next place and makes a new version; whatever else becomes of a discussion makes a new version alone."""

OF_TALK = (
    *(Discussion.id, Discussion.author_id, Discussion.audience, Discussion.opening_id),
    and_(Discussion.published_at.is_not(None), Discussion.removed_at.is_(None)).label("is_out"),
    Discussion.locked_at.is_not(None).label("is_locked"),
    BEYOND.label("beyond"),
)
"""The columns of a `KnownTalk`."""

OF_POST = (
    *(Post.author_id, Post.audience, Post.state),
    *(Group.id, Group.path, Group.access, Group.archived_at),
    *OF_TALK,
)
"""A post, of a statement that joins its discussion and group, as `PostThere`."""

_HELD = Prepared(_build_held)
_NOW = Prepared(_build_now)
_IN_GROUP = Prepared(_build_in_group)
_IN_TALK = Prepared(_build_in_talk, Standing)
POST = PreparedWrite(Post, [column.key for column in Post.__table__.columns], lambda insert: insert)
REVISION = PreparedWrite(Revision, [column.key for column in Revision.__table__.columns], lambda insert: insert)
