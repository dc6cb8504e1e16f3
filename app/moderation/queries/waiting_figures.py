"""What waits at the desk, for a monitoring: how many items of each kind, and how old the oldest is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.metrics import Figure, measures
from app.moderation.models import OPEN, ReviewItem


@measures
def waiting_figures() -> Iterator[Figure]:
    """One statement; kinds are words of the code."""
    asked = (
        select(ReviewItem.kind, func.count(), func.min(ReviewItem.opened_at))
        .where(ReviewItem.state == OPEN)
        .group_by(ReviewItem.kind)
    )
    for kind, number, oldest in db.session.execute(asked).all():
        labels = (("kind", kind),)
        yield Figure("review_open", "Items that wait at the desk", float(number), labels)
        age = (clock.now() - oldest).total_seconds()
        yield Figure("review_oldest_seconds", "Since when the oldest of them waits", age, labels)
