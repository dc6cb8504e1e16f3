"""Where a waiting text stands, for its author."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.core import clock
from app.core.db import db
from app.moderation.inputs import Place
from app.moderation.kinds import HELD
from app.moderation.models import OPEN, Decision, ReviewItem

ENOUGH = 5
"""Fewer decisions than this say nothing about how long it usually takes."""
RECENT = 100
"""How many of the latest decisions are looked at."""


def place_in_line(subject_kind: str, subject_id: int) -> Place:
    """Its place in the queue as the desk shows it, and the usual wait. At most three statements.

    Where moderators share the groups out it comes sooner than that; nobody is told a place that is too good.
    """
    item = db.session.scalars(
        select(ReviewItem).where(
            ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id == subject_id, ReviewItem.state == OPEN
        )
    ).one_or_none()
    if item is None:
        return Place(0, None, open_item=False)
    ahead = select(func.count()).where(ReviewItem.state == OPEN, before(item))
    return Place((db.session.scalar(ahead) or 0) + 1, usual_minutes(), open_item=True)


def usual_minutes() -> int | None:
    """The median of the latest decisions on held texts, in whole minutes, at least 1; None when too few are known."""
    latest = (
        select(Decision.waited_seconds)
        .where(Decision.item_kind == HELD, Decision.decided_at <= clock.now())
        .order_by(Decision.decided_at.desc())
        .limit(RECENT)
    )
    return minutes_of(list(db.session.scalars(latest)))


def minutes_of(waits: Sequence[int]) -> int | None:
    """The median of `waits` (seconds) in whole minutes, at least 1; None below `ENOUGH` of them."""
    return max(1, round(median(waits) / 60)) if len(waits) >= ENOUGH else None


def before(item: ReviewItem) -> ColumnElement[bool]:
    """SQL for the items that come before `item` in the queue: higher risk, then due sooner, then older."""
    return or_(
        ReviewItem.risk > item.risk,
        and_(ReviewItem.risk == item.risk, ReviewItem.due_at < item.due_at),
        and_(ReviewItem.risk == item.risk, ReviewItem.due_at == item.due_at, ReviewItem.id < item.id),
    )
