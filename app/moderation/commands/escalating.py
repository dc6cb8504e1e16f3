"""Late items: said once to those who lead, so that a missed time is somebody's business."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.scope import ROOT, ancestors
from app.moderation.desk_events import ItemEscalated
from app.moderation.models import IS_LATE, ReviewItem
from app.notifications.commands import notify_many

AT_ONCE = 200
"""Items in one run; what is left comes a minute later."""

LATE = "desk_late"


@command
def escalate() -> int:
    """Mark open items whose time has passed, and tell their leads: one notice to each of them in an hour. Answers how many.

    An item is marked once, however long it stays late, and another run at the same time takes others.
    """
    now = clock.now()
    late = (
        select(ReviewItem)
        .where(IS_LATE, ReviewItem.due_at <= now)
        .order_by(ReviewItem.due_at, ReviewItem.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    items = db.session.scalars(late).all()
    leads: set[int] = set()
    known: dict[str, frozenset[int]] = {}
    for item in items:
        item.escalate(now)
        publish(ItemEscalated(actor_id=None, item_id=item.id, kind=item.kind, risk=item.risk))
        if item.scope_path not in known:
            known[item.scope_path] = leads_of(item.scope_path)
        leads |= known[item.scope_path] - {item.author_id or 0}
    if leads:
        notify_many(leads, LATE, key=f"late:{now:%Y-%m-%dT%H}", subject_kind="desk")
    return len(items)


def leads_of(path: str) -> frozenset[int]:
    """The moderators on a path above `path`; where there are none, the admins."""
    above = ancestors(path)[:-1]
    return (holder_ids(above[-1], (MODERATOR,)) if above else frozenset()) or holder_ids(ROOT, (ADMIN,))
