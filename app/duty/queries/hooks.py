"""Addresses for calls, and whom they can be for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Grant, Member
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.core.scope import ROOT
from app.duty.models import DutyHook
from app.duty.queries.rota import WHOLE, name_in, place_names
from app.groups.models import Group

MOST = 500


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


def people_and_places(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[str, str]]]:
    """Everybody who moderates somewhere, by name, and every open group. Two statements."""
    staff = (
        select(Member.id, Member.display_name)
        .join(Grant, Grant.member_id == Member.id)
        .where(Grant.kind.in_((MODERATOR, ADMIN)), Grant.in_force(clock.now()))
        .distinct()
    )
    people = [
        (key, name) for key, name in db.session.execute(staff.order_by(Member.display_name, Member.id).limit(MOST))
    ]
    open_groups = select(Group.path, Group.name).where(Group.archived_at.is_(None)).order_by(Group.path).limit(MOST)
    return people, [(ROOT, WHOLE), *((path, name) for path, name in db.session.execute(open_groups))]
