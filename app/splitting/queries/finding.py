"""Finding a plan that the actor may know of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.groups.models import Group
from app.splitting.models import SplitPlan
from app.splitting.policies import see_plan


@dataclass(frozen=True)
class FoundPlan:
    """A plan and the group it splits."""

    plan: SplitPlan
    group: Group


def find_plan(actor: Actor, plan_id: int) -> FoundPlan:
    """The plan. Raises NotFound when it or its group is missing, or the actor does not moderate the group. 1 statement."""
    wanted = select(SplitPlan, Group).join(Group, Group.id == SplitPlan.group_id).where(SplitPlan.id == plan_id)
    row = db.session.execute(wanted).first()
    if row is None or not see_plan(actor, row[1]):
        raise NotFound
    return FoundPlan(row[0], row[1])
