"""Starting a run: everything that could refuse it is asked first, the rooms are made, and the rest is promised."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Conflict, NotFound, require
from app.groups.commands.finding import hold_tree
from app.groups.models import Group
from app.splitting import policies
from app.splitting.commands.finding import hold_draft, hold_plan
from app.splitting.commands.making import make_plan_from_file
from app.splitting.commands.room_making import make_rooms
from app.splitting.commands.steps import MEMBERS
from app.splitting.events import SplitStarted
from app.splitting.models import DONE, DRAFT, DROPPED, RUNNING, UNDOING, UNDONE, SplitPlan, SplitRoom
from app.splitting.planfile import PlanFile

ADVANCE = "splitting.advance"
"""The job that takes a run or an undoing to its end."""

BUSY = (RUNNING, UNDOING)
REFUSED = {
    RUNNING: "already_running",
    UNDOING: "undo_running",
    DONE: "already_run",
    UNDONE: "not_a_draft",
    DROPPED: "not_a_draft",
}


@command
def start_run(actor: Actor, plan_id: int, version: int) -> None:
    """Run the plan that the actor saw as `version`: its rooms are there at once, empty; a job does the rest.

    Raises NotFound, Forbidden; Conflict: already_running, undo_running, already_run, not_a_draft, plan_changed (facts `by`, `at`),
    group_busy (another plan of the group, or the one that makes it, is under way); Invalid: no_rooms, name_beside.
    """
    plan, _ = hold_plan(actor, plan_id)
    if plan.state != DRAFT:
        raise Conflict(REFUSED[plan.state], plan_id=plan.id)
    hold_draft(actor, plan_id, version)
    group = hold_group(plan)
    require(policies.run(actor, group))
    check_peace(group.id, plan.id)
    now = clock.now()
    make_rooms(actor, plan, group, now)
    plan.state, plan.stage, plan.run_by, plan.run_at = RUNNING, MEMBERS, actor.member_id, now
    publish(SplitStarted(actor_id=actor.member_id, plan_id=plan.id, group_id=group.id))
    defer(ADVANCE, plan_id=plan.id)


@command
def run_file(actor: Actor, file: PlanFile, digest: str) -> int:
    """Make the plan of a file and start it, both or neither; answers the plan's id. `digest` names what the file says.

    A plan that was started from the same file and is not undone is that plan: nothing is made twice. Raises as
    `make_plan_from_file` and `start_run`.
    """
    found = _plan_of(digest)
    if found is not None:
        return found
    plan_id = make_plan_from_file(actor, file)
    plan, _ = hold_plan(actor, plan_id)
    plan.report = {**plan.report, "file": digest}
    start_run(actor, plan_id, plan.version)
    return plan_id


@command
def go_on(actor: Actor, plan_id: int) -> None:
    """Promise the rest of a run or an undoing again, for one that stands still. Over, nothing happens. Raises NotFound."""
    plan, _ = hold_plan(actor, plan_id)
    if plan.state in BUSY:
        defer(ADVANCE, plan_id=plan.id)


@command
def promise_rest(plan_id: int) -> None:
    """Promise the next steps of a run or an undoing: for its job, when it has done its share."""
    defer(ADVANCE, plan_id=plan_id)


def hold_group(plan: SplitPlan) -> Group:
    """The group as it is while nobody else changes the tree. Raises NotFound when it is gone."""
    hold_tree()
    group = db.session.get(Group, plan.group_id, populate_existing=True) if plan.group_id is not None else None
    if group is None:
        raise NotFound
    return group


def check_peace(group_id: int, plan_id: int) -> None:
    """Raises Conflict (group_busy) while another run or undoing works on the group, or makes it."""
    makes_it = select(SplitRoom.plan_id).where(SplitRoom.group_id == group_id)
    here = or_(SplitPlan.group_id == group_id, SplitPlan.id.in_(makes_it))
    other = select(SplitPlan.id).where(here, SplitPlan.state.in_(BUSY), SplitPlan.id != plan_id).limit(1)
    if db.session.scalar(other) is not None:
        raise Conflict("group_busy")


def _plan_of(digest: str) -> int | None:
    """The plan that was started from the file, unless it was undone. The tree is held: two runs of one file are one plan."""
    hold_tree()
    started = select(SplitPlan).where(SplitPlan.state.in_((RUNNING, DONE, UNDOING))).order_by(SplitPlan.id.desc())
    return next((plan.id for plan in db.session.scalars(started) if plan.report.get("file") == digest), None)
