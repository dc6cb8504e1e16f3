"""The plan that a command works on, held against everybody else until it is done."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.command import publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.groups.models import Group
from app.splitting.events import PlanChanged
from app.splitting.models import SplitPlan, SplitRoom
from app.splitting.policies import see_plan


def hold_plan(actor: Actor, plan_id: int) -> tuple[SplitPlan, Group]:
    """The plan, locked, and its group. Raises NotFound when either is missing or the actor does not moderate the group."""
    held = select(SplitPlan).where(SplitPlan.id == plan_id).with_for_update().execution_options(populate_existing=True)
    plan = db.session.scalar(held)
    group = db.session.get(Group, plan.group_id) if plan is not None and plan.group_id is not None else None
    if plan is None or group is None or not see_plan(actor, group):
        raise NotFound
    return plan, group


def hold_draft(actor: Actor, plan_id: int, version: int) -> tuple[SplitPlan, Group]:
    """The same for a change of a draft that the actor saw as `version`.

    Raises Conflict: not_a_draft; plan_changed (facts `by`: a display name or '', `at`) when somebody changed it since.
    """
    plan, group = hold_plan(actor, plan_id)
    if not plan.is_draft:
        raise Conflict("not_a_draft", state=plan.state)
    if plan.version != version:
        raise Conflict("plan_changed", by=_name(plan.changed_by), at=plan.changed_at)
    return plan, group


def room_in(plan: SplitPlan, room_id: int) -> SplitRoom:
    """A room of the plan. Raises Invalid no_such_room."""
    room = db.session.get(SplitRoom, room_id)
    if room is None or room.plan_id != plan.id:
        raise Invalid("no_such_room", field="room_id")
    return room


def mark_changed(actor: Actor, plan: SplitPlan) -> None:
    """The plan is another one now; who has the former one open is told when they save."""
    plan.change(actor.member_id, clock.now())
    db.session.flush()
    publish(PlanChanged(actor_id=actor.member_id, plan_id=plan.id, version=plan.version))


def _name(member_id: int | None) -> str:
    found = member_cards([member_id]) if member_id is not None else {}
    return next((card.display_name for card in found.values()), "")
