"""The rooms of a plan: their names, and what goes there by itself."""

from __future__ import annotations

from flask import flash, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core.policy import Conflict, Invalid, NotFound
from app.core.web import access, see_other
from app.splitting.commands import rooms, rules
from app.splitting.forms import PlanForm, RoomForm, RuleForm, refuse
from app.splitting.queries.finding import FoundPlan, find_plan
from app.splitting.queries.plans import RoomOfPlan, find_room, room_of_rule
from app.splitting.routes.blueprint import blueprint, plan_page
from app.splitting.routes.planning import show_changed


@blueprint.get("/splits/<int:plan_id>/rooms/new")
@access("split.plan")
def new_room(plan_id: int) -> ResponseReturnValue:
    """An empty form for a room."""
    found = find_plan(g.actor, plan_id)
    if not found.plan.is_draft:
        return see_other(".plan", plan_id=plan_id)
    return _new_page(found, RoomForm(formdata=None))


@blueprint.post("/splits/<int:plan_id>/rooms/new")
@access("split.plan")
def add_room(plan_id: int) -> ResponseReturnValue:
    """Add the room, then say what goes there."""
    found, form = find_plan(g.actor, plan_id), RoomForm()
    if not form.validate_on_submit():
        return _new_page(found, form), 422
    try:
        room_id = rooms.add_room(g.actor, plan_id, form.as_input(), form.seen)
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict) and error.reason != "plan_changed":
            return show_changed(plan_id, error)
        refuse(form, error)
        return _new_page(find_plan(g.actor, plan_id), form, error), _status(error)
    flash("The room is in the plan. Now say what goes there.", "done")
    return see_other(".room", plan_id=plan_id, room_id=room_id, anchor="goes")


@blueprint.get("/splits/<int:plan_id>/rooms/<int:room_id>")
@access("split.plan")
def room(plan_id: int, room_id: int) -> ResponseReturnValue:
    """A room: name, purpose, address, rules."""
    found = _find(plan_id, room_id)
    if not found.plan.is_draft:
        return see_other(".plan", plan_id=plan_id)
    return _room_page(found)


@blueprint.post("/splits/<int:plan_id>/rooms/<int:room_id>")
@access("split.plan")
def save_room(plan_id: int, room_id: int) -> ResponseReturnValue:
    """Keep what the room should be."""
    found, form = _find(plan_id, room_id), RoomForm()
    if not form.validate_on_submit():
        return _room_page(found, form), 422
    try:
        rooms.edit_room(g.actor, room_id, form.as_input(), form.seen)
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict) and error.reason != "plan_changed":
            return show_changed(plan_id, error)
        refuse(form, error)
        return _room_page(_find(plan_id, room_id), form, changed=error), _status(error)
    flash("Saved.", "done")
    return see_other(".plan", plan_id=plan_id, anchor=f"room-{room_id}")


@blueprint.post("/splits/<int:plan_id>/rooms/<int:room_id>/remove")
@access("split.plan")
def remove_room(plan_id: int, room_id: int) -> ResponseReturnValue:
    """Take the room out of the plan."""
    _find(plan_id, room_id)
    try:
        rooms.remove_room(g.actor, room_id, PlanForm().seen)
    except (Conflict, Invalid) as error:
        return _stale(plan_id, error)
    flash("The room is out of the plan. Its discussions go by the other rules, or stay.", "done")
    return see_other(".plan", plan_id=plan_id, anchor="plan")


@blueprint.post("/splits/<int:plan_id>/rooms/<int:room_id>/rules")
@access("split.plan")
def add_rule(plan_id: int, room_id: int) -> ResponseReturnValue:
    """Let discussions go there by a tag, a word or a cluster."""
    found, form = _find(plan_id, room_id), RuleForm()
    if not form.validate_on_submit():
        return _room_page(found, rule_form=form), 422
    try:
        rules.add_rule(g.actor, plan_id, room_id, form.as_input(), form.seen)
    except (Invalid, Conflict) as error:
        if isinstance(error, Conflict) and error.reason != "plan_changed":
            return show_changed(plan_id, error)
        refuse(form, error)
        return _room_page(_find(plan_id, room_id), rule_form=form, changed=error), _status(error)
    flash("Every discussion is placed anew.", "done")
    return see_other(".room", plan_id=plan_id, room_id=room_id, anchor="goes")


@blueprint.post("/splits/<int:plan_id>/rules/<int:rule_id>/remove")
@access("split.plan")
def remove_rule(plan_id: int, rule_id: int) -> ResponseReturnValue:
    """Take a rule out."""
    try:
        room_id = room_of_rule(g.actor, rule_id)
    except NotFound:
        raise _taken_out(plan_id) from None
    _find(plan_id, room_id)
    try:
        rules.remove_rule(g.actor, rule_id, PlanForm().seen)
    except Conflict as error:
        return _stale(plan_id, error)
    flash("The rule is out. Every discussion is placed anew.", "done")
    return see_other(".room", plan_id=plan_id, room_id=room_id, anchor="goes")


def _find(plan_id: int, room_id: int) -> RoomOfPlan:
    """The room. Raises NotFound when it is not in this plan, and Conflict for a form, which stood on a page that showed it."""
    try:
        found = find_room(g.actor, room_id)
    except NotFound:
        if request.method != "POST":
            raise
        raise _taken_out(plan_id) from None
    if found.plan.id != plan_id:
        raise NotFound
    return found


def _taken_out(plan_id: int) -> Conflict:
    """Somebody took the room or the rule out of the plan meanwhile. Raises NotFound for whoever may not know of the plan."""
    find_plan(g.actor, plan_id)
    return Conflict("plan_changed", url=url_for(".plan", plan_id=plan_id))


def _status(error: Invalid | Conflict) -> int:
    return 409 if isinstance(error, Conflict) else 422


def _stale(plan_id: int, error: Invalid | Conflict) -> ResponseReturnValue:
    """Somebody was faster, also when they took the room itself out."""
    return show_changed(plan_id, error if isinstance(error, Conflict) else Conflict("plan_changed", by="", at=None))


def _new_page(found: FoundPlan, form: RoomForm, error: Invalid | Conflict | None = None) -> str:
    form.version.data = str(found.plan.version)
    return plan_page("new_room", found.plan, found.group, form=form, changed=_changed(error))


def _room_page(
    found: RoomOfPlan,
    form: RoomForm | None = None,
    rule_form: RuleForm | None = None,
    changed: Invalid | Conflict | None = None,
) -> str:
    """The page of a room; what was typed into a form that was refused stays, and the next try counts for the plan as it is."""
    form = form or RoomForm(formdata=None, obj=found.room)
    rule_form = rule_form or RuleForm(formdata=None)
    form.version.data = rule_form.version.data = str(found.plan.version)
    values = {"room": found.room, "rules": found.rules, "form": form, "rule_form": rule_form}
    return plan_page("room", found.plan, found.group, changed=_changed(changed), **values)


def _changed(error: Invalid | Conflict | None) -> Conflict | None:
    return error if isinstance(error, Conflict) else None
