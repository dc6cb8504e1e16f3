"""The plans of a group, and the rooms and rules of one for its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core.db import Id, db
from app.core.policy import NotFound
from app.core.prepared import Prepared
from app.groups.models import Group
from app.splitting.advice import SPLIT
from app.splitting.models import DRAFT, RUNNING, UNDOING, Advice, SplitPlan, SplitRoom, SplitRule
from app.splitting.policies import see_plan

MOST_SHOWN = 50
"""Plans of a group that its page lists, latest first."""


@dataclass(frozen=True)
class PlanRow:
    """One plan of a group. `at` is when it got into its state, or was changed last; `by` is who did that, '' for nobody any more."""

    id: int
    state: str
    rooms: int
    from_advice: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class RoomOfPlan:
    """A room with its rules, its plan and its group."""

    room: SplitRoom
    plan: SplitPlan
    group: Group
    rules: tuple[SplitRule, ...]


@dataclass(frozen=True)
class Standing:
    """How splitting stands with a group: the state of its plan, or 'split' when the advisor says so and there is none."""

    plan_id: int | None
    state: str


def plans_of(group: Group) -> list[PlanRow]:
    """The plans of a group that the actor moderates, latest first. 1 statement."""
    rooms = select(func.count()).where(SplitRoom.plan_id == SplitPlan.id).correlate(SplitPlan).scalar_subquery()
    query = (
        select(SplitPlan, rooms, Member.display_name)
        .outerjoin(Member, Member.id == func.coalesce(SplitPlan.undo_by, SplitPlan.run_by, SplitPlan.changed_by))
        .where(SplitPlan.group_id == group.id)
        .order_by(SplitPlan.id.desc())
    )
    return [
        PlanRow(plan.id, plan.state, number, plan.from_advice, _at(plan), by or "")
        for plan, number, by in db.session.execute(query.limit(MOST_SHOWN))
    ]


def standing(group_id: int) -> Standing | None:
    """The plan that is made or under way, else the advisor's verdict when it is to split; None when neither is. 1 statement."""
    found = _STANDING.first(group=group_id)
    if found is None:
        return None
    # Without a plan both of its columns are None, whatever their models say.
    plan_id, state, verdict = tuple[int | None, str | None, str | None](found)
    return Standing(plan_id, state or SPLIT) if state or verdict == SPLIT else None


def _standing() -> Any:
    order = case((SplitPlan.state == DRAFT, 1), else_=0)
    under_way = and_(SplitPlan.group_id == Group.id, SplitPlan.state.in_((DRAFT, RUNNING, UNDOING)))
    return (
        select(SplitPlan.id, SplitPlan.state, Advice.verdict)
        .select_from(Group)
        .outerjoin(Advice, Advice.group_id == Group.id)
        .outerjoin(SplitPlan, under_way)
        .where(Group.id == bindparam("group", type_=Id), Group.archived_at.is_(None))
        .order_by(order, SplitPlan.id.desc())
        .limit(1)
    )


_STANDING = Prepared(_standing)


def find_room(actor: Actor, room_id: int) -> RoomOfPlan:
    """A room of a plan. Raises NotFound when it is missing, or the actor does not moderate the group. 2 statements."""
    query = (
        select(SplitRoom, SplitPlan, Group)
        .join(SplitPlan, SplitPlan.id == SplitRoom.plan_id)
        .join(Group, Group.id == SplitPlan.group_id)
        .where(SplitRoom.id == room_id)
    )
    row = db.session.execute(query).first()
    if row is None or not see_plan(actor, row[2]):
        raise NotFound
    rules = db.session.scalars(select(SplitRule).where(SplitRule.room_id == room_id).order_by(SplitRule.id))
    return RoomOfPlan(row[0], row[1], row[2], tuple(rules))


def room_of_rule(actor: Actor, rule_id: int) -> int:
    """The id of the room that goes by this rule. Raises NotFound. 1 statement."""
    query = (
        select(SplitRule.room_id, Group)
        .join(SplitPlan, SplitPlan.id == SplitRule.plan_id)
        .join(Group, Group.id == SplitPlan.group_id)
        .where(SplitRule.id == rule_id)
    )
    row = db.session.execute(query).first()
    if row is None or not see_plan(actor, row[1]):
        raise NotFound
    return int(row[0])


def _at(plan: SplitPlan) -> datetime:
    return plan.undone_at or plan.undo_at or plan.done_at or plan.run_at or plan.changed_at
