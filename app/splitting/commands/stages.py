"""One step of a run or an undoing at a time: whoever calls this often enough takes it to its end."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.core.command import command
from app.core.db import db
from app.groups.models import Group
from app.splitting.commands import steps, undoing
from app.splitting.models import RUNNING, UNDOING, SplitPlan

Step = Callable[[SplitPlan, Group], None]

STEPS: dict[tuple[str, str], Step] = {
    (RUNNING, steps.MEMBERS): steps.admit_members,
    (RUNNING, steps.DISCUSSIONS): steps.move_discussions,
    (RUNNING, steps.LATE): steps.move_late,
    (RUNNING, steps.OFFERS): steps.make_offers,
    (UNDOING, undoing.BACK): undoing.bring_back,
    (UNDOING, undoing.ROOMS): undoing.close_rooms,
}


@command
def advance(plan_id: int) -> bool:
    """Do the next step; True while more is to do. Two at once take turns: each does what it finds left. Over, nothing happens."""
    held = select(SplitPlan).where(SplitPlan.id == plan_id).with_for_update().execution_options(populate_existing=True)
    plan = db.session.scalar(held)
    if plan is None or plan.state not in (RUNNING, UNDOING) or plan.group_id is None:
        return False
    STEPS[plan.state, plan.stage](plan, db.session.get_one(Group, plan.group_id))
    return plan.state in (RUNNING, UNDOING)
