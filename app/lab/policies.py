"""Who sees and makes rules, and chooses effects. What lies in another branch is a 404."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.policy import Verdict, allow_if, permission
from app.core.scope import ROOT, ancestors, is_within, within_any


def sees_place(actor: Actor, scope_path: str) -> bool:
    """One thing: what holds at `scope_path` lies on the actor's paths, or holds over them."""
    tops = actor.paths(MODERATOR, ADMIN)
    return any(is_within(scope_path, top) or is_within(top, scope_path) for top in tops)


def places_seen(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Many things: the same for a column of paths."""
    tops = actor.paths(MODERATOR, ADMIN)
    above = {path for top in tops for path in ancestors(top)}
    return or_(within_any(column, tops), column.in_(sorted(above)))


@permission("rule.read")
def read_rules(actor: Actor, scope_path: str | None = None) -> Verdict:
    """Read the rules of a place and what they noticed; without a place, whether there is a lab at all for the actor."""
    if scope_path is None:
        return allow_if(actor.is_staff, "staff_only")
    return allow_if(actor.is_staff and sees_place(actor, scope_path), "hidden")


@permission("rule.write")
def write_rules(actor: Actor, scope_path: str) -> Verdict:
    """Make and change rules of a place, and choose its effects: its moderators; for the whole community, admins."""
    if scope_path == ROOT:
        return allow_if(actor.is_admin, "admins_only")
    return allow_if(actor.moderates(scope_path), "not_your_group")


@permission("trip.settle")
def settle(actor: Actor, scope_path: str) -> Verdict:
    """Decide what becomes of a check that touched far too much."""
    return write_rules(actor, scope_path)
