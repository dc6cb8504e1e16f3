"""Suspending a member from the whole community, and lifting it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import SUSPENDED, Actor
from app.accounts.commands.restricting import RestrictionInput, lift_restriction, restrict
from app.accounts.models import Restriction
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.scope import ROOT


@command
def suspend(actor: Actor, member_id: int, until: datetime | None, reason: str) -> int:
    """Suspend a member until then (None: until lifted) and end their sessions; answers the restriction's id.

    Raises Forbidden, NotFound, Invalid (no reason, or an end that has passed).
    """
    return restrict(actor, member_id, RestrictionInput(SUSPENDED, ROOT, until, reason))


@command
def lift_suspension(actor: Actor, member_id: int) -> None:
    """End a member's suspension now; not suspended, nothing happens. Raises Forbidden, NotFound."""
    in_force = select(Restriction.id).where(
        Restriction.member_id == member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(clock.now()),
    )
    for restriction_id in db.session.scalars(in_force).all():
        lift_restriction(actor, restriction_id)
