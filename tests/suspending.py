"""Shutting somebody out and letting them in again, without the decision that would do it: for tests of what a suspension means."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import SUSPENDED, Actor
from app.accounts.commands import RestrictionInput, lift_restriction, restrict
from app.accounts.models import Restriction
from app.core.db import db
from app.core.scope import ROOT


def suspend(actor: Actor, member_id: int, until: datetime | None, reason: str) -> int:
    """Suspend a member from the whole community; answers the restriction's id."""
    return restrict(actor, member_id, RestrictionInput(SUSPENDED, ROOT, until, reason))


def lift_suspension(actor: Actor, member_id: int) -> None:
    """End whatever keeps a member out."""
    shut_out = select(Restriction.id).where(
        Restriction.member_id == member_id, Restriction.kind == SUSPENDED, Restriction.path == ROOT
    )
    for restriction_id in db.session.scalars(shut_out).all():
        lift_restriction(actor, restriction_id)
