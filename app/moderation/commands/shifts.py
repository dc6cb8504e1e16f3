"""The cap on hard items in a shift: what somebody has looked at counts, and from the cap on such items go to others."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict
from app.moderation.care import SHIFT, is_hard
from app.moderation.models import HardLook, ReviewItem
from app.moderation.queries.care import care_of, with_others


def must_be_bearable(actor: Actor, item: ReviewItem) -> None:
    """Raises Conflict 'rest' where a hard item is for somebody else: see `queries.care.with_others`."""
    if is_hard(item) and with_others(actor, [item.id], care_of(actor)):
        raise Conflict("rest", item_id=item.id)


def count_hard(actor: Actor, item: ReviewItem) -> None:
    """A hard item counts once in a shift. Inside the command that looks at it or decides it."""
    if actor.member_id is None or not is_hard(item):
        return
    now = clock.now()
    running = select(func.max(HardLook.shift_at)).where(
        HardLook.member_id == actor.member_id, HardLook.shift_at > now - SHIFT
    )
    shift_at = db.session.scalar(running) or now
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(HardLook).values(member_id=actor.member_id, item_id=item.id, shift_at=shift_at)
    db.session.execute(row.on_conflict_do_nothing())


@command
def forget_shifts() -> None:
    """Shifts that are over count for nothing, and nobody shall look them up later."""
    db.session.execute(delete(HardLook).where(HardLook.shift_at <= clock.now() - SHIFT))
