"""Who keeps the rota, who reads alarms, who starts drills and sets addresses. What lies in another branch is a 404."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.policy import Verdict, allow_if, permission
from app.core.scope import ancestors, is_within, within_any
from app.duty.models import Alarm, DutyShift


class Ringing(Protocol):
    """What of an alarm counts here."""

    @property
    def scope_path(self) -> str: ...

    @property
    def about_id(self) -> int | None: ...


@permission("rota.read")
def read_rota(actor: Actor, scope_path: str | None = None) -> Verdict:
    """One thing: a shift at `scope_path` counts where the actor moderates, or lies below it; None: whether there is a rota for them at
    all. Many things: `shifts_readable`."""
    if scope_path is None:
        return allow_if(actor.is_staff, "staff_only")
    mine = actor.paths(MODERATOR, ADMIN)
    return allow_if(any(is_within(scope_path, top) or is_within(top, scope_path) for top in mine), "hidden")


def shifts_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the shifts that `read_rota` allows, as SQL."""
    mine = actor.paths(MODERATOR, ADMIN)
    above = {path for top in mine for path in ancestors(top)}
    return or_(within_any(DutyShift.scope_path, mine), DutyShift.scope_path.in_(sorted(above)))


@permission("rota.keep")
def keep_rota(actor: Actor, scope_path: str) -> Verdict:
    """Make, end and take shifts of a place: its moderators, and admins."""
    return allow_if(actor.member_id is not None and actor.moderates(scope_path), "not_your_group")


@permission("alarm.read")
def read_alarm(actor: Actor, alarm: Ringing) -> Verdict:
    """One thing: it is for a place that the actor moderates, and not about them. The many-things face is `alarms_readable`."""
    is_own = actor.member_id is not None and alarm.about_id == actor.member_id
    return allow_if(actor.moderates(alarm.scope_path) and not is_own, "not_your_group")


def alarms_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the alarms that `read_alarm` allows, as SQL."""
    there = within_any(Alarm.scope_path, actor.paths(MODERATOR, ADMIN))
    if actor.member_id is None:
        return there
    return and_(there, or_(Alarm.about_id.is_(None), Alarm.about_id != actor.member_id))


@permission("alarm.answer")
def answer_alarm(actor: Actor, alarm: Ringing) -> Verdict:
    """Who may read it may say that they look; a person, not the system."""
    return allow_if(actor.member_id is not None and bool(read_alarm(actor, alarm)), "not_your_group")


@permission("drill.start")
def start_drill(actor: Actor, _thing: object = None) -> Verdict:
    """Admins try out the call."""
    return allow_if(actor.is_admin, "admins_only")


@permission("hook.keep")
def keep_hooks(actor: Actor, _thing: object = None) -> Verdict:
    """Addresses leave the house, so admins alone set them."""
    return allow_if(actor.is_admin, "admins_only")
