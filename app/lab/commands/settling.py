"""What becomes of a check that tripped: it goes back in force, or stays quiet, or the desk has seen it."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, NotFound, require
from app.lab import policies
from app.lab.events import TripSettled
from app.lab.models import ALERT, LEFT, QUIET, RESTORED, SEEN, CheckTrip
from app.lab.queries.stored import lab_changed
from app.moderation.commands import hold_still, withdraw_item
from app.moderation.kinds import BREAKER


@command
def put_back(actor: Actor, trip_id: int) -> None:
    """Put a quiet check back in force, whether somebody left it quiet or not; what it touches counts anew from now on.

    Raises NotFound, Forbidden, Conflict ('trip_over' when it is in force already).
    """
    # The item first, as closing it does, so that the two can never wait for each other.
    hold_still(BREAKER, trip_id)
    trip = _found(actor, trip_id)
    if not trip.is_hushed:
        raise Conflict("trip_over", trip_id=trip_id)
    _settle(actor.member_id, trip, RESTORED)
    withdraw_item(BREAKER, trip_id)


@command
def leave_quiet(actor: Actor, trip_id: int) -> None:
    """It goes on noting only, and leaves the desk; an alert, which hushed nothing, is seen.

    Raises NotFound, Forbidden, Conflict ('trip_over').
    """
    hold_still(BREAKER, trip_id)
    trip = _found(actor, trip_id)
    if trip.state not in (QUIET, ALERT):
        raise Conflict("trip_over", trip_id=trip_id)
    _settle(actor.member_id, trip, _as_seen(trip))
    withdraw_item(BREAKER, trip_id)


@command
def note_seen(actor_id: int | None, trip_id: int) -> None:
    """A moderator closed its item as seen. Idempotent."""
    trip = db.session.scalars(_locked(trip_id)).one_or_none()
    if trip is not None and trip.state in (QUIET, ALERT):
        _settle(actor_id, trip, _as_seen(trip))


def _as_seen(trip: CheckTrip) -> str:
    return LEFT if trip.state == QUIET else SEEN


def _settle(member_id: int | None, trip: CheckTrip, state: str) -> None:
    trip.settle(state, member_id, clock.now())
    lab_changed()
    publish(TripSettled(actor_id=member_id, trip_id=trip.id, check=trip.check_name, state=state))


def _found(actor: Actor, trip_id: int) -> CheckTrip:
    trip = db.session.scalars(_locked(trip_id)).one_or_none()
    if trip is None or not policies.read_rules(actor, trip.scope_path):
        raise NotFound
    require(policies.settle(actor, trip.scope_path))
    return trip


def _locked(trip_id: int) -> Select[CheckTrip]:
    return select(CheckTrip).where(CheckTrip.id == trip_id).with_for_update().execution_options(populate_existing=True)
