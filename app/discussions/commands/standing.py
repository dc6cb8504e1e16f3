"""What has to be known before words become a post, read at once, and the post with its first revision, written once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, true
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import Id
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite
from app.core.reserving import next_id
from app.discussions.inputs import ReplyInput, StartInput
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.post import CURRENT, HELD, PLACED, PUBLISHED
from app.discussions.preparing import Words
from app.guidelines.models import Acceptance
from app.guidelines.queries import current


class Standing(NamedTuple):
    """Of one author, one draft and one discussion, inside a command that holds the discussion.

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


def standing(
    member_id: int, given: ReplyInput | StartInput, discussion_id: int = 0, reply_to_id: int | None = None
) -> Standing:
    """Read it. 1 statement."""
    version = current()
    found: Standing = _STANDING.first(
        member=member_id,
        key=given.draft_key,
        discussion=discussion_id,
        answered=reply_to_id or 0,
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


def new_post(known: Standing, discussion: Discussion, member_id: int, reply_to_id: int | None) -> NewPost:
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
    one = select(true().label("is_one")).subquery()
    return select(
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
    ).select_from(one.outerjoin(answered, answered.id == bindparam("answered", type_=Id)))


_ASKED = {"member": Id, "key": Draft.key.type, "discussion": Id}
_STANDING = Prepared(_build, Standing)
_POST = PreparedWrite(Post, [column.key for column in Post.__table__.columns], lambda insert: insert)
_REVISION = PreparedWrite(Revision, [column.key for column in Revision.__table__.columns], lambda insert: insert)
