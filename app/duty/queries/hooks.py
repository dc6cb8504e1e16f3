"""Addresses for calls."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.duty.models import DutyHook
from app.duty.queries.rota import name_in, place_names


@dataclass(frozen=True)
class HookShown:
    """An address. `whose` is a name, or 'The team: Heart'."""

    id: int
    whose: str
    url: str
    secret: str


def hooks_shown(actor: Actor) -> tuple[HookShown, ...]:
    """All addresses, for an admin. Three statements."""
    rows = db.session.scalars(select(DutyHook).order_by(DutyHook.id)).all()
    cards = member_cards([row.member_id for row in rows])
    names = place_names(actor, tuple({row.scope_path for row in rows}))
    return tuple(
        HookShown(
            row.id,
            name_in(cards, row.member_id) if row.member_id is not None else f"The team: {names[row.scope_path]}",
            row.url,
            row.secret,
        )
        for row in rows
    )
