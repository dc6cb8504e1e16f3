"""Passing an item on: back to the queue without a reason, and last in line for the passer until their shift is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.moderation.commands.claims import locked_item, must_be_free, must_be_open
from app.moderation.desk_events import ItemPassedOn
from app.moderation.hours import working
from app.moderation.models import PassedOn


@command
def pass_on(actor: Actor, item_id: int) -> datetime:
    """Give an item back, claimed or not. Answers until when it comes last for the actor.

    Raises NotFound; Conflict as `claim` does: 'decided', 'withdrawn', 'settled', or 'claimed' while a colleague looks.
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    must_be_free(actor, item)
    now = clock.now()
    until = working().shift_end(now)
    item.pass_on(now)
    _note(item.id, actor.member_id or 0, until)
    publish(ItemPassedOn(actor_id=actor.member_id, item_id=item.id))
    return until


@command
def forget_passes() -> None:
    """Shifts that are over: their rows say nothing any more."""
    db.session.execute(delete(PassedOn).where(PassedOn.until <= clock.now()))


def _note(item_id: int, member_id: int, until: datetime) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(PassedOn).values(item_id=item_id, member_id=member_id, until=until)
    db.session.execute(row.on_conflict_do_update(index_elements=["item_id", "member_id"], set_={"until": until}))
