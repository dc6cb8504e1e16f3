"""A dry run: exactly what a run would do, with nothing changed but the note that somebody looked."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.policy import Conflict, require
from app.groups.models import Group
from app.splitting import policies
from app.splitting.commands.finding import hold_plan
from app.splitting.commands.making import make_plan_from_file
from app.splitting.commands.room_making import rooms_to_make
from app.splitting.commands.starting import REFUSED, check_peace
from app.splitting.models import SplitPlan
from app.splitting.placing import place
from app.splitting.planfile import PlanFile
from app.splitting.queries.report import Late, Named, Report, foretold
from app.splitting.queries.rooms import rules_of
from app.splitting.queries.talks import talks_of


class Rehearsed(Exception):
    """The end of a rehearsal: everything is rolled back, and what was seen is carried out."""

    def __init__(self, report: Report) -> None:
        super().__init__("rehearsed")
        self.report = report


@command
def dry_run(actor: Actor, plan_id: int) -> Report:
    """What running the plan now would do; remembered as the dry run of this version. Raises as `start_run`."""
    plan, group = hold_plan(actor, plan_id)
    if not plan.is_draft:
        raise Conflict(REFUSED[plan.state], plan_id=plan.id)
    require(policies.run(actor, group))
    check_peace(group.id, plan.id)
    report = foresee(plan, group)
    plan.dry_run_at, plan.dry_run_version = clock.now(), plan.version
    return report


def dry_run_file(actor: Actor, file: PlanFile) -> Report:
    """The same for a plan in a file; nothing at all is kept. Raises as `make_plan_from_file` and `dry_run`."""
    try:
        _rehearse(actor, file)
    except Rehearsed as end:
        return end.report
    raise AssertionError("a rehearsal ends by being rolled back")


def foresee(plan: SplitPlan, group: Group) -> Report:
    """What a run would do, from the same functions as the run. Raises Invalid: no_rooms, name_beside."""
    rooms = [Named(each.room.id, each.slug, each.name) for each in rooms_to_make(plan, group)]
    rules = rules_of(plan.id)
    placings = [
        (talk.id, place(talk.facts, rules)) for talks in talks_of(group.id, without_place_in=plan.id) for talk in talks
    ]
    late = [Late(talk_id, placing.room_id, placing.why, placing.value) for talk_id, placing in placings]
    return foretold(plan, group, rooms, late)


@command
def _rehearse(actor: Actor, file: PlanFile) -> None:
    raise Rehearsed(dry_run(actor, make_plan_from_file(actor, file)))
