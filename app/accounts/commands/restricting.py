"""Limits on a member: fewer posts, reading only, suspended; on a path and below it. What somebody decided, these enforce.

Nobody limits a member without saying why and by which rule: the packages above call these inside a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts import policies
from app.accounts.actor import RESTRICTIONS, SUSPENDED, Actor
from app.accounts.commands.sessions import end_sessions
from app.accounts.events import MemberRestricted, RestrictionLifted
from app.accounts.models import Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require


@dataclass(frozen=True)
class RestrictionInput:
    """A limit: one of `actor.RESTRICTIONS` on a path, until then (None: until it is lifted). The member reads `reason`."""

    kind: str
    path: str
    until: datetime | None
    reason: str


@command
def restrict(actor: Actor, member_id: int, given: RestrictionInput) -> int:
    """Lay a limit on a member; answers its id. Suspended from the whole community, their sessions end.

    Each call lays a limit of its own: two may overlap, and lifting one leaves the other. Raises NotFound, Forbidden, Invalid
    ('unknown_restriction', 'reason_missing', 'past_date').
    """
    now = clock.now()
    require(policies.restrict_member(actor, actor_of(member_id), given.path))
    _check(given, now)
    restriction = Restriction(
        member_id=member_id,
        kind=given.kind,
        path=given.path,
        reason=given.reason.strip(),
        from_at=now,
        until=given.until,
        by_id=actor.member_id,
    )
    db.session.add(restriction)
    db.session.flush()
    laid = _laid(actor, restriction)
    if laid.shuts_out:
        end_sessions(actor, member_id, SUSPENDED)
    publish(laid)
    return restriction.id


@command
def lift_restriction(actor: Actor, restriction_id: int) -> None:
    """End a limit now; over already, nothing happens. Raises NotFound, Forbidden."""
    found = select(Restriction).where(Restriction.id == restriction_id).with_for_update()
    restriction = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if restriction is None:
        raise NotFound
    require(policies.restrict_member(actor, actor_of(restriction.member_id), restriction.path))
    now = clock.now()
    if restriction.is_in_force(now):
        restriction.lift(now)
        publish(lifted(actor, restriction))


def lifted(actor: Actor, restriction: Restriction) -> RestrictionLifted:
    """The fact that a limit ended before its time."""
    return RestrictionLifted(
        actor_id=actor.member_id,
        restriction_id=restriction.id,
        member_id=restriction.member_id,
        kind=restriction.kind,
        path=restriction.path,
    )


def _check(given: RestrictionInput, now: datetime) -> None:
    if given.kind not in RESTRICTIONS:
        raise Invalid("unknown_restriction", field="kind")
    if not given.reason.strip():
        raise Invalid("reason_missing", field="reason")
    if given.until is not None and given.until <= now:
        raise Invalid("past_date", field="until")


def _laid(actor: Actor, restriction: Restriction) -> MemberRestricted:
    return MemberRestricted(
        actor_id=actor.member_id,
        restriction_id=restriction.id,
        member_id=restriction.member_id,
        kind=restriction.kind,
        path=restriction.path,
        until=restriction.until,
    )
