"""Suspending a member from the whole community, and lifting it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts import policies
from app.accounts.actor import ADMIN, SUSPENDED, Actor
from app.accounts.commands.sessions import end_sessions
from app.accounts.events import MemberSuspended, SuspensionLifted
from app.accounts.models import Grant, Member, Restriction
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.core.scope import ROOT


@command
def suspend(actor: Actor, member_id: int, until: datetime | None, reason: str) -> int:
    """Suspend a member until then (None: until lifted) and end their sessions; answers the restriction's id.

    Suspended already, end and reason are replaced. Raises Forbidden, NotFound, Invalid (no reason, or an end that has passed).
    """
    now = clock.now()
    if db.session.get(Member, member_id) is None:
        raise NotFound
    require(policies.suspend_member(actor, member_id, _is_admin(member_id)))
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if until is not None and until <= now:
        raise Invalid("past_date", field="until")
    restriction = _suspension(member_id) or Restriction(
        member_id=member_id, kind=SUSPENDED, path=ROOT, from_at=now, by_id=actor.member_id
    )
    restriction.until, restriction.reason = until, reason.strip()
    db.session.add(restriction)
    db.session.flush()
    end_sessions(actor, member_id, "suspended")
    publish(MemberSuspended(actor_id=actor.member_id, restriction_id=restriction.id, member_id=member_id, until=until))
    return restriction.id


@command
def lift_suspension(actor: Actor, member_id: int) -> None:
    """End a member's suspension now; not suspended, nothing happens. Raises Forbidden, NotFound."""
    if db.session.get(Member, member_id) is None:
        raise NotFound
    require(policies.suspend_member(actor, member_id, _is_admin(member_id)))
    restriction = _suspension(member_id)
    if restriction is None:
        return
    restriction.lift(clock.now())
    publish(SuspensionLifted(actor_id=actor.member_id, restriction_id=restriction.id, member_id=member_id))


def _suspension(member_id: int) -> Restriction | None:
    return db.session.scalar(
        select(Restriction).where(
            Restriction.member_id == member_id,
            Restriction.kind == SUSPENDED,
            Restriction.path == ROOT,
            Restriction.in_force(clock.now()),
        )
    )


def _is_admin(member_id: int) -> bool:
    found = select(Grant.id).where(
        Grant.member_id == member_id, Grant.kind == ADMIN, Grant.path == ROOT, Grant.in_force(clock.now())
    )
    return db.session.scalar(found.limit(1)) is not None
