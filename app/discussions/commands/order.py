"""Keeping a group in order: close and open a discussion, pin it, move it."""

from __future__ import annotations

from sqlalchemy import case, select, update

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.discussions import policies
from app.discussions.commands.finding import discussion_for
from app.discussions.events import DiscussionLocked, DiscussionMoved, DiscussionPinned
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Post
from app.groups.audience import Audience, widest
from app.groups.commands import count_discussions
from app.groups.models import Group
from app.groups.policies import read
from app.moderation.commands import hold_still, rescope_items
from app.moderation.models import OPEN, ReviewItem


@command
def lock(actor: Actor, discussion_id: int, *, locked: bool) -> None:
    """Close the discussion to new posts, or open it again. Idempotent. Raises NotFound, Forbidden."""
    discussion, group = discussion_for(actor, discussion_id)
    require(policies.lock(actor, group))
    if discussion.is_locked == locked:
        return
    if locked:
        discussion.lock(clock.now())
    else:
        discussion.unlock()
    group_id = discussion.group_id
    publish(DiscussionLocked(actor_id=actor.member_id, discussion_id=discussion.id, group_id=group_id, locked=locked))


@command
def pin(actor: Actor, discussion_id: int, *, pinned: bool) -> None:
    """Let the discussion stand first in its group, or no longer. Idempotent. Raises NotFound, Forbidden."""
    discussion, group = discussion_for(actor, discussion_id)
    require(policies.pin(actor, group))
    if (discussion.pinned_at is not None) == pinned:
        return
    if pinned:
        discussion.pin(clock.now())
    else:
        discussion.unpin()
    group_id = discussion.group_id
    publish(DiscussionPinned(actor_id=actor.member_id, discussion_id=discussion.id, group_id=group_id, pinned=pinned))


@command
def move_discussion(actor: Actor, discussion_id: int, group_id: int) -> None:
    """Put the discussion into another group, its audience narrowed to what that group allows, never widened.

    Its address stays. Raises NotFound, Forbidden, Invalid when it is there already or meant for this group only.
    """
    # A decision locks its item first, then the discussion: in the other order the two would wait for each other.
    for post_id in _posts_under_review(discussion_id):
        hold_still(SUBJECT, post_id)
    discussion, group = discussion_for(actor, discussion_id)
    destination = db.session.get(Group, group_id)
    if destination is None or not read(actor, destination):
        raise NotFound
    require(policies.move(actor, group, destination))
    if destination.id == group.id:
        raise Invalid("same_group", field="group")
    # What only this group could read was meant for these people: nobody else may read it by a move.
    if discussion.audience == Audience.GROUP:
        raise Invalid("meant_for_group", field="group")
    discussion.group_id = destination.id
    narrow_discussion(discussion, _allowed_after_move(discussion, destination))
    rescope_items(SUBJECT, _posts_under_review(discussion.id), destination.path)
    if discussion.is_out:
        for counted_id, change in sorted({group.id: -1, destination.id: 1}.items()):
            count_discussions(counted_id, change)
    publish(
        DiscussionMoved(
            actor_id=actor.member_id,
            discussion_id=discussion.id,
            from_group_id=group.id,
            to_group_id=destination.id,
        )
    )


def narrow_discussion(discussion: Discussion, audience: Audience) -> None:
    """Narrow a discussion and its posts to `audience`; inside a command."""
    discussion.narrow(int(audience))
    db.session.execute(
        update(Post)
        .where(Post.discussion_id == discussion.id, Post.audience < int(audience))
        .values(audience=int(audience))
    )


@command
def narrow_group(group_id: int) -> None:
    """Narrow everything in a group to what the group now allows. Idempotent."""
    group = db.session.get(Group, group_id)
    if group is None:
        return
    limit = int(widest(group.access))
    here = Discussion.group_id == group_id
    in_group = select(Discussion.id).where(here)
    db.session.execute(
        update(Post).where(Post.audience < limit, Post.discussion_id.in_(in_group)).values(audience=limit)
    )
    narrower = case((Discussion.audience < limit, limit), else_=Discussion.audience)
    db.session.execute(update(Discussion).where(here).values(audience=narrower, version=Discussion.version + 1))


def _posts_under_review(discussion_id: int) -> list[int]:
    open_items = select(ReviewItem.subject_id).join(Post, Post.id == ReviewItem.subject_id)
    here = (ReviewItem.subject_kind == SUBJECT, ReviewItem.state == OPEN, Post.discussion_id == discussion_id)
    return list(db.session.scalars(open_items.where(*here).order_by(ReviewItem.id)))


def _allowed_after_move(discussion: Discussion, destination: Group) -> Audience:
    return max(Audience(discussion.audience), widest(destination.access))
