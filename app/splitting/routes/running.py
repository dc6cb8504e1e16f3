"""A dry run, the run with its progress, and undoing."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.splitting.commands import report, starting, undoing
from app.splitting.forms import PlanForm, refuse
from app.splitting.models import DROPPED
from app.splitting.queries.finding import find_plan
from app.splitting.queries.progress import progress as progress_of
from app.splitting.queries.report import seen_by
from app.splitting.queries.undo import undo_preview as preview_of
from app.splitting.routes.blueprint import blueprint, plan_page, say
from app.splitting.routes.planning import run_form, show, show_changed
from app.splitting.wording import KEPT, PARTS, STAYED

SHOWN = 50
"""Discussions that stay against the plan, named on the page of a dry run."""


@blueprint.post("/splits/<int:plan_id>/dry-run")
@access("split.run")
def dry_run(plan_id: int) -> ResponseReturnValue:
    """Look what a run would do, and remember that somebody looked."""
    try:
        report.dry_run(g.actor, plan_id)
    except Conflict as error:
        return show_changed(plan_id, error) if error.reason != "group_busy" else _refused(plan_id, error)
    except Invalid as error:
        return _refused(plan_id, error)
    return see_other(".dry_run_page", plan_id=plan_id)


@blueprint.get("/splits/<int:plan_id>/dry-run")
@access("split.run")
def dry_run_page(plan_id: int) -> ResponseReturnValue:
    """What a run would do now."""
    found = find_plan(g.actor, plan_id)
    if not found.plan.is_draft:
        return see_other(".progress", plan_id=plan_id)
    try:
        told = report.foresee(found.plan, found.group)
    except Invalid as error:
        return _refused(plan_id, error)
    noted = seen_by(g.actor, told.noted[:SHOWN])
    return plan_page("dry_run", found.plan, found.group, told=told, noted=noted, stayed=STAYED)


@blueprint.post("/splits/<int:plan_id>/run")
@access("split.run")
def run(plan_id: int) -> ResponseReturnValue:
    """Run the plan that the person saw, with what had to be ticked."""
    found = find_plan(g.actor, plan_id)
    if found.plan.is_draft:
        form = run_form(found)
        if not form.validate():
            return show(found, form), 422
    try:
        starting.start_run(g.actor, plan_id, PlanForm().seen)
    except Conflict as error:
        return show_changed(plan_id, error) if error.reason != "group_busy" else _refused(plan_id, error)
    except Invalid as error:
        return _refused(plan_id, error)
    return see_other(".progress", plan_id=plan_id)


@blueprint.get("/splits/<int:plan_id>/progress")
@access("split.run")
def progress(plan_id: int) -> ResponseReturnValue:
    """How far a run or an undoing is, and its report when it is over."""
    found = find_plan(g.actor, plan_id)
    if found.plan.is_draft or found.plan.state == DROPPED:
        return see_other(".plan", plan_id=plan_id)
    seen = progress_of(found.plan, found.group)
    can_undo = found.plan.can_be_undone(clock.now())
    words = {"parts": PARTS, "stayed": STAYED, "kept": KEPT}
    noted = seen_by(g.actor, seen.noted)
    return plan_page("progress", found.plan, found.group, seen=seen, noted=noted, can_undo=can_undo, **words)


@blueprint.post("/splits/<int:plan_id>/go-on")
@access("split.run")
def go_on(plan_id: int) -> ResponseReturnValue:
    """Hand the rest of a run that stands still to the worker again."""
    starting.go_on(g.actor, plan_id)
    flash("It goes on.", "done")
    return see_other(".progress", plan_id=plan_id)


@blueprint.get("/splits/<int:plan_id>/undo")
@access("split.run")
def undo_preview(plan_id: int) -> ResponseReturnValue:
    """What undoing would do."""
    found = find_plan(g.actor, plan_id)
    if not found.plan.is_done:
        return see_other(".progress", plan_id=plan_id)
    seen = preview_of(g.actor, found.plan, found.group)
    return plan_page("undo", found.plan, found.group, seen=seen, kept=KEPT)


@blueprint.post("/splits/<int:plan_id>/undo")
@access("split.run")
def undo(plan_id: int) -> ResponseReturnValue:
    """Begin to undo."""
    try:
        undoing.start_undo(g.actor, plan_id)
    except (Conflict, Invalid) as error:
        say(error)
    return see_other(".progress", plan_id=plan_id)


def _refused(plan_id: int, error: Conflict | Invalid) -> ResponseReturnValue:
    """The plan again, with the sentence that says what stands against it."""
    found = find_plan(g.actor, plan_id)
    form = run_form(found)
    refuse(form, error)
    return show(found, form), 409 if isinstance(error, Conflict) else 422
