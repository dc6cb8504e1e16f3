"""What happens when a limit is over: nothing has to run for it to end, but the member is told."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.events import RestrictionLifted
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.scope import is_within
from app.moderation.commands.sanctions import lifted
from app.moderation.measures import rank
from app.moderation.models import Sanction
from app.moderation.models.sanctions import PLACE_GONE
from app.notifications.commands import notify

LIMIT_OVER = "limit_over"
AT_ONCE = 100


def tell_ended() -> int:
    """Tell everybody whose limit has ended by the clock and who does not know yet; answers how many limits that were."""
    number = 0
    while found := _tell_some():
        number += found
    return number


@command
def note_place_gone(fact: RestrictionLifted) -> None:
    """A limit ended with the place it held in: so does its sanction. Lifted by a decision, it has ended before."""
    found = select(Sanction).where(Sanction.restriction_id == fact.restriction_id).with_for_update()
    sanction = db.session.scalars(found).one_or_none()
    now = clock.now()
    if sanction is None or not sanction.lift(PLACE_GONE, now):
        return
    sanction.told_of_end(now)
    publish(lifted(fact.actor_id, sanction))
    _notify(sanction)


@command
def _tell_some() -> int:
    now = clock.now()
    over = select(Sanction).where(
        Sanction.until <= now,
        Sanction.restriction_id.is_not(None),
        Sanction.lifted_at.is_(None),
        Sanction.told_end_at.is_(None),
    )
    free = over.order_by(Sanction.until, Sanction.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = db.session.scalars(free).all()
    others = _still_limited({sanction.member_id for sanction in found})
    for sanction in found:
        sanction.told_of_end(now)
        if not any(_goes_on(other, sanction) for other in others):
            _notify(sanction)
    return len(found)


def _still_limited(member_ids: set[int]) -> list[Sanction]:
    """The limits that still hold for these members."""
    now = clock.now()
    held = select(Sanction).where(
        Sanction.member_id.in_(member_ids), Sanction.restriction_id.is_not(None), Sanction.lifted_at.is_(None)
    )
    return [sanction for sanction in db.session.scalars(held) if sanction.is_in_effect(now)]


def _goes_on(other: Sanction, over: Sanction) -> bool:
    """Whether another limit keeps the member from the same: then nothing is new to them."""
    same = other.member_id == over.member_id and is_within(over.path, other.path)
    return same and rank(other.kind) >= rank(over.kind)


def _notify(sanction: Sanction) -> None:
    key = f"{LIMIT_OVER}:{sanction.id}"
    notify(sanction.member_id, LIMIT_OVER, key=key, subject_kind="sanction", subject_id=sanction.id)
