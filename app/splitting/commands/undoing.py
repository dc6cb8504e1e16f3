"""Undoing a run: what is in its rooms comes back, and rooms that are empty then go up in the group.

As with a run, a step finds what is left in the tables, and what it writes carries the moment at which the undoing began.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select, update

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Conflict, Forbidden, Invalid, require
from app.discussions.commands.relocation import relocate
from app.discussions.models import Discussion
from app.discussions.queries.meant import meant_for_group
from app.groups.commands.absorbing import absorb_group
from app.groups.commands.dividing import divide_group
from app.groups.commands.finding import hold_tree
from app.groups.models import Group
from app.groups.queries import joining_gains
from app.splitting import policies
from app.splitting.commands.finding import hold_plan
from app.splitting.commands.starting import ADVANCE, check_peace, hold_group
from app.splitting.commands.steps import TALKS_AT_ONCE, running_actor
from app.splitting.events import SplitUndone, UndoStarted
from app.splitting.models import DONE, DRAFT, DROPPED, RUNNING, UNDOING, UNDONE, SplitPlace, SplitPlan, SplitRoom
from app.splitting.queries.rooms import rooms_of
from app.splitting.queries.undo import HAS_ROOMS, HAS_TALK, WOULD_GAIN

BACK, ROOMS = "back", "rooms"
"""Stages of an undoing, in this order."""

NOT_NOW = {
    DRAFT: "not_run",
    DROPPED: "not_run",
    RUNNING: "still_running",
    UNDOING: "undo_running",
    UNDONE: "undone_already",
}


@command
def start_undo(actor: Actor, plan_id: int) -> None:
    """Take a split back, within the days for it; a job does the work.

    Raises NotFound, Forbidden (also when the actor does not moderate every room); Conflict: still_running, undo_running,
    undone_already, not_run, too_late, group_busy; Invalid has_rooms (fact `room`).
    """
    plan, _ = hold_plan(actor, plan_id)
    if plan.state != DONE:
        raise Conflict(NOT_NOW[plan.state], plan_id=plan.id)
    now = clock.now()
    if not plan.can_be_undone(now):
        raise Conflict("too_late", until=plan.undo_until)
    group = hold_group(plan)
    require(policies.run(actor, group))
    check_peace(group.id, plan.id)
    for room in standing(plan):
        check_room(actor, room, plan)
    plan.state, plan.stage, plan.undo_by, plan.undo_at = UNDOING, BACK, actor.member_id, now
    if plan.divides and not _divided_again(plan):
        divide_group(running_actor(plan.undo_by), group.id, divided=False, at=now)
    publish(UndoStarted(actor_id=actor.member_id, plan_id=plan.id, group_id=group.id))
    defer(ADVANCE, plan_id=plan.id)


@command
def bring_back(plan: SplitPlan, group: Group) -> None:
    """The next discussions of the rooms go back, also those that were begun there."""
    after = plan.report.get("after", 0)
    homes = {room.id: room for room in standing(plan)}
    here = select(Discussion.id, Discussion.group_id).where(Discussion.group_id.in_(homes), Discussion.id > after)
    found = db.session.execute(here.order_by(Discussion.id).limit(TALKS_AT_ONCE)).all()
    for group_id, room in homes.items():
        _bring(plan, group, room, [talk_id for talk_id, where in found if where == group_id])
    if len(found) < TALKS_AT_ONCE:
        plan.stage, plan.report = ROOMS, _without(plan.report, "after")
    else:
        plan.report = {**plan.report, "after": found[-1].id}


@command
def close_rooms(plan: SplitPlan, group: Group) -> None:
    """The next room that is empty goes up in the group; when none is left to look at, the split is undone."""
    hold_tree()
    kept: dict[str, str] = plan.report.get("kept", {})
    row = next((row for row in rooms_of(plan.id) if row.group_id is not None and str(row.id) not in kept), None)
    if row is None:
        _finish(plan, group)
        return
    room = db.session.get_one(Group, row.group_id)
    # What was begun here after it had been looked through.
    left = select(Discussion.id).where(Discussion.group_id == room.id).order_by(Discussion.id)
    some = db.session.scalars(left.limit(TALKS_AT_ONCE)).all()
    moved = _bring(plan, group, room, some)
    if moved and len(some) == TALKS_AT_ONCE:
        return
    reason = why_it_stays(room, group)
    if reason:
        plan.report = {**plan.report, "kept": {**kept, str(row.id): reason}}
        return
    actor = running_actor(plan.undo_by)
    assert plan.undo_at is not None
    absorb_group(actor, room, group, keep_roles=False, at=plan.undo_at)


def standing(plan: SplitPlan) -> Sequence[Group]:
    """The groups that the run made and that are there still, in the order of the plan."""
    found = select(Group).join(SplitRoom, SplitRoom.group_id == Group.id).where(SplitRoom.plan_id == plan.id)
    return db.session.scalars(found.order_by(SplitRoom.position, SplitRoom.id)).all()


def check_room(actor: Actor, room: Group, plan: SplitPlan) -> None:
    """Raises Forbidden, Conflict (group_busy) and Invalid (has_rooms) for a room that cannot be taken back now."""
    if not actor.moderates(room.path):
        raise Forbidden("not_moderator")
    check_peace(room.id, plan.id)
    if _has_rooms(room):
        raise Invalid("has_rooms", room=room.name)


def why_it_stays(room: Group, group: Group) -> str:
    """A code when the room cannot go: nobody comes to read what was not meant for them, and nothing is lost; '' when it can."""
    if _has_rooms(room):
        return HAS_ROOMS
    if db.session.scalar(select(exists().where(Discussion.group_id == room.id))):
        return HAS_TALK
    return WOULD_GAIN if joining_gains(room, group) and meant_for_group(group.id) else ""


def _bring(plan: SplitPlan, group: Group, room: Group, ids: Sequence[int]) -> tuple[int, ...]:
    if not ids:
        return ()
    assert plan.undo_at is not None
    done = relocate(running_actor(plan.undo_by), ids, room, group, at=plan.undo_at)
    placed = (SplitPlace.plan_id == plan.id, SplitPlace.discussion_id.in_(done.moved))
    db.session.execute(update(SplitPlace).where(*placed).values(back_at=plan.undo_at))
    known = db.session.scalar(select(func.count()).select_from(SplitPlace).where(*placed)) or 0
    figures = plan.report.get("undo", {"back": 0, "since": 0})
    back, since = figures["back"] + len(done.moved), figures["since"] + len(done.moved) - known
    plan.report = {**plan.report, "undo": {"back": back, "since": since}}
    return done.moved


def _finish(plan: SplitPlan, group: Group) -> None:
    """Undone since the moment the undoing began, however often it was resumed."""
    plan.state, plan.stage, plan.undone_at = UNDONE, "", plan.undo_at
    publish(SplitUndone(actor_id=plan.undo_by, plan_id=plan.id, group_id=group.id))


def _has_rooms(room: Group) -> bool:
    return bool(db.session.scalar(select(exists().where(Group.parent_id == room.id))))


def _divided_again(plan: SplitPlan) -> bool:
    """Another split of the same group, that is not undone, divided it as well."""
    other = (SplitPlan.group_id == plan.group_id, SplitPlan.id != plan.id, SplitPlan.divides, SplitPlan.state == DONE)
    return bool(db.session.scalar(select(exists().where(*other))))


def _without(values: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}
