"""Many discussions at once to another group: what a split, an undoing and a merge are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from app.accounts.actor import Actor
from app.core.command import command, publish
from app.core.db import db
from app.discussions.events import DiscussionsRelocated
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Post
from app.discussions.queries.meant import meant_among
from app.groups.audience import widest
from app.groups.commands import count_discussions
from app.groups.models import Group
from app.groups.queries import widening
from app.moderation.models import OPEN, ReviewItem

AT_ONCE = 500


@dataclass(frozen=True)
class Relocated:
    """Ids of what `moved`, and of what `stayed`: meant for its group alone, and somebody would have gained."""

    moved: tuple[int, ...]
    stayed: tuple[int, ...]


@command
def relocate(actor: Actor, discussion_ids: Sequence[int], source: Group, target: Group, *, at: datetime) -> Relocated:
    """Put discussions of `source` into `target`, in any state; what is not in `source` (any more) is left alone.

    Nested: the caller has authorised it. Audiences are narrowed to what `target` allows, never widened. Addresses, follows, read
    marks, posts and drafts stay; review items follow, the counters of both groups as well. `at` is the moment it counts from.
    """
    wanted = sorted(set(discussion_ids)) if source.id != target.id else []
    # A decision locks its item first, then the discussion, then the group: so does this.
    for some in _parts(wanted):
        _hold_items(some)
    found = [key for some in _parts(wanted) for key in _hold(some, source.id)]
    _hold_groups(source.id, target.id)
    meant = frozenset[int]().union(*(meant_among(some) for some in _parts(found)))
    stays = meant if meant and widening(source, target) else frozenset()
    moved = tuple(key for key in found if key not in stays)
    if moved:
        _move(moved, source.id, target)
        publish(
            DiscussionsRelocated(
                actor_id=actor.member_id,
                from_group_id=source.id,
                to_group_id=target.id,
                discussion_ids=moved,
                at=at,
            )
        )
    return Relocated(moved, tuple(sorted(stays)))


def _hold_items(ids: list[int]) -> None:
    waiting = select(ReviewItem.id).join(Post, Post.id == ReviewItem.subject_id)
    here = (ReviewItem.subject_kind == SUBJECT, ReviewItem.state == OPEN, Post.discussion_id.in_(ids))
    db.session.execute(waiting.where(*here).order_by(ReviewItem.id).with_for_update(of=ReviewItem))


def _hold(ids: list[int], group_id: int) -> Sequence[int]:
    here = select(Discussion.id).where(Discussion.id.in_(ids), Discussion.group_id == group_id)
    return db.session.scalars(here.order_by(Discussion.id).with_for_update()).all()


def _hold_groups(*ids: int) -> None:
    """Nobody narrows them meanwhile, and what they allow is read again."""
    both = select(Group).where(Group.id.in_(ids)).order_by(Group.id).with_for_update()
    db.session.execute(both.execution_options(populate_existing=True))


def _move(moved: tuple[int, ...], source_id: int, target: Group) -> None:
    target_id, target_path, limit = target.id, target.path, int(widest(target.access))
    out = 0
    for some in _parts(moved):
        out += _count_out(some)
        narrower = case((Discussion.audience < limit, limit), else_=Discussion.audience)
        changed = {"group_id": target_id, "audience": narrower, "version": Discussion.version + 1}
        _set(update(Discussion).where(Discussion.id.in_(some)).values(changed))
        _set(update(Post).where(Post.discussion_id.in_(some), Post.audience < limit).values(audience=limit))
        posts = select(Post.id).where(Post.discussion_id.in_(some))
        waiting = (ReviewItem.subject_kind == SUBJECT, ReviewItem.state == OPEN, ReviewItem.subject_id.in_(posts))
        _set(update(ReviewItem).where(*waiting).values(scope_path=target_path))
    for group_id, change in sorted({source_id: -out, target_id: out}.items()):
        count_discussions(group_id, change)
    # What was loaded before does not know of it.
    db.session.expire_all()


def _count_out(ids: list[int]) -> int:
    out = (Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
    return db.session.scalar(select(func.count()).where(Discussion.id.in_(ids), *out)) or 0


def _set(change: Any) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])
