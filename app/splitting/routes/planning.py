"""The plans of a group, and the page of one: what it would do, and what concerns it as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import access, see_other
from app.core.wording import many
from app.groups.models import Group
from app.groups.queries import managed_group
from app.splitting.commands import making
from app.splitting.forms import PlanForm, RunForm
from app.splitting.models import DRAFT, DROPPED
from app.splitting.queries.advice import given_to
from app.splitting.queries.finding import FoundPlan, find_plan
from app.splitting.queries.plan import PlanShown, plan_shown
from app.splitting.queries.plans import plans_of
from app.splitting.routes.blueprint import blueprint, plan_page, say, staff_page
from app.splitting.wording import sentence


@blueprint.get("/groups/<slug>/splits")
@access("split.plan")
def plans(slug: str) -> ResponseReturnValue:
    """What the advisor says of the group, and its plans."""
    return _plans(managed_group(g.actor, slug))


@blueprint.post("/groups/<slug>/splits")
@access("split.plan")
def make(slug: str) -> ResponseReturnValue:
    """Begin a plan, empty or with the advisor's rooms; a draft that there is already is opened."""
    group = managed_group(g.actor, slug)
    try:
        plan_id = making.make_plan(g.actor, group.id, from_advice="from_advice" in request.form)
    except (Invalid, Forbidden) as error:
        return _plans(managed_group(g.actor, slug), sentence(error)), 403 if isinstance(error, Forbidden) else 422
    return see_other(".plan", plan_id=plan_id)


@blueprint.get("/splits/<int:plan_id>")
@access("split.plan")
def plan(plan_id: int) -> ResponseReturnValue:
    """The plan; once it runs, how far it is."""
    found = find_plan(g.actor, plan_id)
    if found.plan.state not in (DRAFT, DROPPED):
        return see_other(".progress", plan_id=plan_id)
    return show(found)


@blueprint.post("/splits/<int:plan_id>/divides")
@access("split.plan")
def divides(plan_id: int) -> ResponseReturnValue:
    """Whether nothing new is started in the group itself afterwards."""
    wanted = request.form.get("divides") == "1"
    return _change(plan_id, lambda seen: making.set_divides(g.actor, plan_id, wanted, seen), anchor="plan")


@blueprint.post("/splits/<int:plan_id>/advice")
@access("split.plan")
def take_advice(plan_id: int) -> ResponseReturnValue:
    """Add the advisor's rooms."""
    return _change(plan_id, lambda seen: making.take_advice(g.actor, plan_id, seen), anchor="plan")


@blueprint.post("/splits/<int:plan_id>/new")
@access("split.plan")
def take_in_new(plan_id: int) -> ResponseReturnValue:
    """Place what has come into the group since."""
    try:
        number = making.take_in_new(g.actor, plan_id)
    except Conflict as error:
        return show_changed(plan_id, error)
    flash(f"{many(number, 'discussion is', 'discussions are').capitalize()} placed by the rules.", "done")
    return see_other(".plan", plan_id=plan_id, anchor="plan")


@blueprint.post("/splits/<int:plan_id>/drop")
@access("split.plan")
def drop(plan_id: int) -> ResponseReturnValue:
    """Put the plan aside."""
    found = find_plan(g.actor, plan_id)
    slug = found.group.slug
    try:
        making.drop_plan(g.actor, plan_id, PlanForm().seen)
    except Conflict as error:
        return show_changed(plan_id, error)
    flash("The plan is put aside. Nothing of it was done.", "done")
    return see_other(".plans", slug=slug)


def run_form(found: FoundPlan, seen: PlanShown | None = None) -> RunForm:
    """The form of running this plan, with the ticks that concern it; filled from the request when one was sent."""
    seen = seen or plan_shown(found.plan, found.group)
    form = RunForm()
    form.ask(seen.unsure, seen.has_mentor)
    return form


def show(found: FoundPlan, form: RunForm | None = None, **values: Any) -> str:
    """The page of the plan as it is now. `form`: one that was refused, with what it says."""
    seen = plan_shown(found.plan, found.group)
    form = form or run_form(found, seen)
    form.version.data = str(found.plan.version)
    return plan_page("plan", found.plan, found.group, seen=seen, form=form, **values)


def show_changed(plan_id: int, error: Conflict) -> ResponseReturnValue:
    """The plan as it is now, and who was faster; 409."""
    found = find_plan(g.actor, plan_id)
    if found.plan.state not in (DRAFT, DROPPED):
        say(error)
        return see_other(".progress", plan_id=plan_id)
    return show(found, changed=error), 409


def _change(plan_id: int, command: Callable[[int], object], *, anchor: str) -> ResponseReturnValue:
    """Do something to the plan that the person saw, and show it again."""
    try:
        command(PlanForm().seen)
    except Conflict as error:
        return show_changed(plan_id, error)
    except Invalid as error:
        say(error)
    return see_other(".plan", plan_id=plan_id, anchor=anchor)


def _plans(group: Group, problem: str = "") -> str:
    return staff_page("plans", group, "splits", given=given_to(group.id), plans=plans_of(group), problem=problem)
