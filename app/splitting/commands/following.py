"""Plans follow a group that goes up in another one."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core.command import command, publish
from app.core.db import db
from app.splitting.events import PlanDropped
from app.splitting.models import DROPPED, SplitPlan, SplitRoom


@command
def hand_over_plans(actor_id: int | None, group_id: int, into_id: int) -> None:
    """A split of the group can still be undone: its rooms then go back to where the group went. Drafts are put aside. Nested."""
    held = select(SplitPlan).where(SplitPlan.group_id == group_id).order_by(SplitPlan.id)
    for plan in db.session.scalars(held):
        if plan.is_draft:
            # Without a time: an undoing that was cut off and resumed leaves the same rows as one that was not.
            plan.state = DROPPED
            plan.version += 1
            publish(PlanDropped(actor_id=actor_id, plan_id=plan.id, group_id=group_id))
        plan.group_id = into_id
    db.session.flush()
    # A group that was a room of the other's split is no room of itself.
    of_into = select(SplitPlan.id).where(SplitPlan.group_id == into_id)
    db.session.execute(
        update(SplitRoom)
        .where(SplitRoom.group_id == into_id, SplitRoom.plan_id.in_(of_into))
        .values(group_id=None)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
