"""A member's own drafts and waiting posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.discussions import policies
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.post import HELD, SENT_BACK
from app.discussions.queries.post_rows import clause_of
from app.discussions.swaps import swaps_of, undone
from app.groups.models import Group
from app.groups.policies import read
from app.guidelines.checks.crisis import IN_DANGER
from app.moderation.inputs import Place
from app.moderation.queries import place_in_line


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list. `where` is the title of the discussion or the name of the group, '' when the place is gone."""

    key: str
    kind: str
    words: str
    title: str
    where: str
    updated_at: datetime


@dataclass(frozen=True)
class DraftPlace:
    """A draft with the place it is meant for, as far as its author may still see it."""

    draft: Draft
    group: Group | None
    discussion: Discussion | None
    post: Post | None
    answered: Post | None


@dataclass(frozen=True)
class WaitingRow:
    """One of the member's posts that waits for a moderator or was sent back, in a place they can still see.

    `is_heavy`: it sounded like danger. Then nobody is told a number in a line.
    """

    post_id: int
    discussion_id: int
    title: str
    state: str
    place: Place | None
    is_heavy: bool = False


def drafts_of(actor: Actor) -> list[DraftRow]:
    """The member's drafts, last touched first, at most 200. 1 statement."""
    rows = db.session.execute(
        select(Draft, Discussion, Group)
        .outerjoin(Discussion, Draft.discussion_id == Discussion.id)
        .outerjoin(Group, Group.id == func.coalesce(Discussion.group_id, Draft.group_id))
        .where(Draft.author_id == actor.member_id)
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
        .limit(200)
    ).all()
    return [
        DraftRow(draft.key, draft.kind, draft.body, draft.title, _where(actor, discussion, group), draft.updated_at)
        for draft, discussion, group in rows
    ]


def draft_place(actor: Actor, key: str) -> DraftPlace:
    """One's own draft and its place. Raises NotFound for anybody else. At most 5 statements."""
    draft = db.session.scalar(select(Draft).where(Draft.key == key, Draft.author_id == actor.member_id))
    if draft is None or not actor.is_active:
        raise NotFound
    post = db.session.get(Post, draft.post_id) if draft.post_id else None
    discussion_id = draft.discussion_id or (post.discussion_id if post else None)
    discussion = db.session.get(Discussion, discussion_id) if discussion_id else None
    group_id = discussion.group_id if discussion else draft.group_id
    group = db.session.get(Group, group_id) if group_id else None
    if discussion is not None and (group is None or not policies.see_discussion(actor, discussion, group)):
        discussion = post = group = None
    if discussion is None and group is not None and not read(actor, group):
        # Whoever keeps a draft names its group themselves.
        group = None
    answered = db.session.get(Post, draft.reply_to_id) if draft.reply_to_id and discussion else None
    return DraftPlace(draft, group, discussion, post, answered)


def may_bring_back(draft: Draft) -> bool:
    """Whether the last fix still stands in the draft as it was made."""
    return undone({"title": draft.title, "body": draft.body}, swaps_of(draft.swaps)) is not None


def waiting_posts(actor: Actor, limit: int = 10) -> Sequence[WaitingRow]:
    """The member's posts on their way, oldest first. 1 statement, and one for each that waits, at most ten."""
    rows = db.session.execute(
        select(Post.id, Post.discussion_id, Post.state, Discussion.title, Revision.findings)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(Revision, Revision.id == Post.revision_id)
        .where(Post.author_id == actor.member_id, Post.state.in_((HELD, SENT_BACK)), policies.posts_seen(actor))
        .order_by(Post.id)
        .limit(limit)
    ).all()
    heavy = {row.id for row in rows if row.state == HELD and clause_of(row.findings or {}) == IN_DANGER}
    return [
        WaitingRow(
            row.id,
            row.discussion_id,
            row.title,
            row.state,
            place_in_line("post", row.id) if row.state == HELD and row.id not in heavy else None,
            row.id in heavy,
        )
        for row in rows
    ]


def reply_draft(actor: Actor, discussion_id: int) -> Draft | None:
    """The words the member began as a reply to the discussion itself. 1 statement."""
    if not actor.is_active:
        return None
    return db.session.scalar(
        select(Draft)
        .where(
            Draft.author_id == actor.member_id,
            Draft.discussion_id == discussion_id,
            Draft.kind == "reply",
            Draft.reply_to_id.is_(None),
        )
        .order_by(Draft.updated_at.desc())
        .limit(1)
    )


def _where(actor: Actor, discussion: Discussion | None, group: Group | None) -> str:
    """The name of a draft's place, '' when it is gone or hidden now: a draft may name any place, and one may leave a group."""
    if group is None:
        return ""
    if discussion is not None:
        return discussion.title if policies.see_discussion(actor, discussion, group) else ""
    return group.name if read(actor, group) else ""
