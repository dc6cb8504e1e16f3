"""Making a plan, empty or from the advisor's rooms, and what concerns it as a whole. Nothing outside the plan changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.core.text import one_line
from app.discussions.models import Discussion
from app.groups.models import Group
from app.groups.policies import see_listing
from app.groups.queries import find_group
from app.splitting import policies
from app.splitting.commands.finding import hold_draft, hold_plan, mark_changed
from app.splitting.commands.refreshing import place_new, put_by_hand, refresh_places
from app.splitting.commands.rooms import insert_room
from app.splitting.commands.rules import insert_rule
from app.splitting.events import PlanDropped, PlanMade
from app.splitting.inputs import LONGEST_CLUSTER, LONGEST_NAME, RoomInput, RuleInput
from app.splitting.models import CLUSTER, DRAFT, DROPPED, Advice, SplitPlace, SplitPlan
from app.splitting.planfile import BY_HAND, PlanFile, refused
from app.splitting.queries.talks import CHUNK
from app.splitting.wording import sentence

READY = "ready"
"""The verdict of a proposal that can become a room."""


@command
def make_plan(actor: Actor, group_id: int, *, from_advice: bool) -> int:
    """Begin a plan for the group; answers its id. A group has one draft at a time: when there is one, that is the answer.

    Raises NotFound, Forbidden (not_moderator, group_archived), Invalid: no_advice, no_proposals.
    """
    group = _hold_group(actor, group_id)
    draft = select(SplitPlan.id).where(SplitPlan.group_id == group_id, SplitPlan.state == DRAFT)
    known = db.session.scalar(draft.order_by(SplitPlan.id.desc()).limit(1))
    if known is not None:
        return known
    plan = insert_plan(actor, group, from_advice=from_advice)
    if from_advice:
        _take_rooms(plan, group)
    refresh_places(plan)
    return plan.id


@command
def make_plan_from_file(actor: Actor, file: PlanFile) -> int:
    """A draft as the file says, besides any other draft of the group; answers its id.

    A discussion of the file that is elsewhere now keeps its line, and the report of a run says so; one that the file does not name
    goes by the rules. Raises Forbidden, and Invalid plan_file (fact `problems`) for slugs and ids that are not there.
    """
    group = _find_group(actor, file)
    plan = insert_plan(actor, group, divides=file.divides)
    problems = _unknown(file)
    ids = _lay_rooms(plan, group, file, problems)
    if problems:
        raise refused(problems)
    refresh_places(plan)
    _lay_talks(actor, plan, file, ids)
    return plan.id


@command
def insert_plan(actor: Actor, group: Group, *, from_advice: bool = False, divides: bool = False) -> SplitPlan:
    """The new row, flushed and announced, with no rooms. Nested."""
    now = clock.now()
    plan = SplitPlan(
        group_id=group.id,
        group_name=group.name,
        from_advice=from_advice,
        divides=divides,
        created_by=actor.member_id,
        created_at=now,
        changed_by=actor.member_id,
        changed_at=now,
    )
    db.session.add(plan)
    db.session.flush()
    publish(PlanMade(actor_id=actor.member_id, plan_id=plan.id, group_id=group.id))
    return plan


@command
def take_advice(actor: Actor, plan_id: int, version: int) -> None:
    """Add the rooms that the advisor proposes now and the plan has not. Raises NotFound, Conflict, Invalid as `make_plan`."""
    plan, group = hold_draft(actor, plan_id, version)
    _take_rooms(plan, group)
    plan.from_advice = True
    refresh_places(plan)
    mark_changed(actor, plan)


@command
def take_in_new(actor: Actor, plan_id: int) -> int:
    """Place what has come into the group since the plan was last looked at; answers how many. Raises NotFound, Conflict."""
    plan, _ = hold_plan(actor, plan_id)
    if not plan.is_draft:
        raise Conflict("not_a_draft", state=plan.state)
    return len(place_new(plan))


@command
def set_divides(actor: Actor, plan_id: int, divides: bool, version: int) -> None:
    """Whether, after the run, new discussions are started in the rooms alone. Raises NotFound, Conflict."""
    plan, _ = hold_draft(actor, plan_id, version)
    if plan.divides != divides:
        plan.divides = divides
        mark_changed(actor, plan)


@command
def drop_plan(actor: Actor, plan_id: int, version: int) -> None:
    """Put a draft aside for good; it stays in the list of plans. Raises NotFound, Conflict."""
    plan, group = hold_draft(actor, plan_id, version)
    plan.state = DROPPED
    mark_changed(actor, plan)
    publish(PlanDropped(actor_id=actor.member_id, plan_id=plan.id, group_id=group.id))


def _hold_group(actor: Actor, group_id: int) -> Group:
    """The group, held, so that two people who begin at once get one plan."""
    held = select(Group).where(Group.id == group_id).with_for_update().execution_options(populate_existing=True)
    group = db.session.scalar(held)
    if group is None or not see_listing(actor, group):
        raise NotFound
    require(policies.plan(actor, group))
    require(policies.run(actor, group))
    return group


def _take_rooms(plan: SplitPlan, group: Group) -> None:
    """The rooms that the advisor calls ready become rooms of the plan, each with its cluster."""
    advice = db.session.get(Advice, group.id)
    if advice is None:
        raise Invalid("no_advice")
    ready = [proposal for proposal in advice.proposals if proposal["verdict"] == READY]
    if not ready:
        raise Invalid("no_proposals")
    for proposal in ready:
        _take_room(plan, group, proposal)


def _take_room(plan: SplitPlan, group: Group, proposal: dict[str, Any]) -> None:
    """One room. One that the group or the plan has already, by its name or its words, is left out."""
    words = one_line(" ".join(proposal["words"]), LONGEST_CLUSTER)
    try:
        with db.session.begin_nested():
            room = insert_room(plan, group, RoomInput(proposal["name"][:LONGEST_NAME]))
            insert_rule(plan, room, RuleInput(CLUSTER, words))
    except Invalid as error:
        if error.reason not in ("name_taken", "rule_taken", "into_itself"):
            raise


def _find_group(actor: Actor, file: PlanFile) -> Group:
    try:
        group = find_group(actor, file.group).group
    except NotFound as error:
        raise refused([f'No group has the address "{file.group}". `./dayroom groups list` shows them all.']) from error
    require(policies.plan(actor, group))
    require(policies.run(actor, group))
    return group


def _lay_rooms(plan: SplitPlan, group: Group, file: PlanFile, problems: list[str]) -> dict[str, int]:
    """The rooms with their rules; the ids by slug. What is wrong with one is told with its slug."""
    ids: dict[str, int] = {}
    for room in file.rooms:
        try:
            made = insert_room(plan, group, RoomInput(room.name, room.purpose, room.slug))
            ids[room.slug] = made.id
            for rule in room.rules:
                insert_rule(plan, made, rule)
        except Invalid as error:
            problems.append(f'Room "{room.slug}": {sentence(error)}')
    return ids


def _unknown(file: PlanFile) -> list[str]:
    """A sentence for every discussion that there is not."""
    wanted = sorted({talk.id for talk in file.discussions})
    known: set[int] = set()
    for at in range(0, len(wanted), CHUNK):
        some = select(Discussion.id).where(Discussion.id.in_(wanted[at : at + CHUNK]))
        known.update(db.session.scalars(some))
    return [f"There is no discussion {key}. Take its line out." for key in wanted if key not in known]


def _lay_talks(actor: Actor, plan: SplitPlan, file: PlanFile, ids: dict[str, int]) -> None:
    """What the file wants otherwise than the rules is placed by hand."""
    known = select(SplitPlace.discussion_id, SplitPlace.room_id).where(SplitPlace.plan_id == plan.id)
    stored = {key: room_id for key, room_id in db.session.execute(known)}
    wanted = [(talk, ids[talk.to] if talk.to is not None else None) for talk in file.discussions]
    chosen = [
        (talk.id, room_id)
        for talk, room_id in wanted
        if talk.why == BY_HAND or (stored[talk.id] != room_id if talk.id in stored else room_id is not None)
    ]
    for at in range(0, len(chosen), CHUNK):
        put_by_hand(plan.id, chosen[at : at + CHUNK], actor.member_id)
