"""What the desk does reaches the notices on its items. Nested in the desk's own commands."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.moderation.kinds import KINDS, NOTICE
from app.moderation.models import ReviewItem
from app.outsiders.events import OutsiderNoticeSettled
from app.outsiders.models import WAITING, OutsiderNotice

MAY_HOLD = frozenset(KINDS[: KINDS.index(NOTICE) + 1])
"""Kinds of items that a notice may be a cause of: an item goes by its gravest cause."""


@command
def note_claim(item_id: int) -> None:
    """A moderator looks at an item: so they look at its notices. Only the first time counts."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or item.kind not in MAY_HOLD:
        return
    fresh = update(OutsiderNotice).where(OutsiderNotice.item_id == item_id, OutsiderNotice.looked_at.is_(None))
    db.session.execute(fresh.values(looked_at=clock.now()))


@command
def settle(item_id: int, decision_id: int | None) -> None:
    """An item ended: so did every notice on it, and each sender is told by a letter of their own."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or item.kind not in MAY_HOLD:
        return
    rows = select(OutsiderNotice).where(OutsiderNotice.item_id == item_id, OutsiderNotice.state == WAITING)
    locked = rows.order_by(OutsiderNotice.id).with_for_update().execution_options(populate_existing=True)
    for notice in db.session.scalars(locked).all():
        notice.end(decision_id, clock.now())
        publish(
            OutsiderNoticeSettled(
                actor_id=None,
                notice_id=notice.id,
                item_id=item_id,
                author_id=item.author_id,
                decision_id=decision_id,
                scope_path=item.scope_path,
            )
        )
        defer("outsiders.send_answer", notice_id=notice.id)
