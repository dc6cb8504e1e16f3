"""Addresses that calls are sent to as well; admins alone."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Invalid, require
from app.core.web import access, see_other
from app.duty import policies
from app.duty.commands import hooks as commands
from app.duty.forms import HookForm, refuse
from app.duty.queries.hooks import hooks_shown
from app.duty.queries.rota import keepable_places, people_to_choose
from app.duty.routes.blueprint import blueprint, duty_page, require_duty


@blueprint.get("/desk/duty/addresses")
@access("hook.keep")
def hooks() -> ResponseReturnValue:
    """All of them, with their secrets, and a new one."""
    return _page(_offered(HookForm(formdata=None)))


@blueprint.post("/desk/duty/addresses")
@access("hook.keep")
def add_hook() -> ResponseReturnValue:
    """Keep one."""
    form = _offered(HookForm())
    try:
        commands.add_hook(g.actor, form.given())
    except Invalid as error:
        db.session.rollback()
        _offered(form)
        refuse(form, Invalid(error.reason, field="whose") if error.field == "member" else error)
        return _page(form), 422
    flash("The address is kept. Try it with a drill.", "done")
    return see_other(".hooks")


@blueprint.post("/desk/duty/addresses/<int:hook_id>/away")
@access("hook.keep")
def remove_hook(hook_id: int) -> ResponseReturnValue:
    """Send nothing there any more."""
    require_duty()
    commands.remove_hook(g.actor, hook_id)
    flash("Nothing is sent there any more.", "done")
    return see_other(".hooks")


def _offered(form: HookForm) -> HookForm:
    require_duty()
    require(policies.keep_hooks(g.actor))
    return form.offer(people_to_choose(g.actor), keepable_places(g.actor))


def _page(form: HookForm) -> str:
    return duty_page("hooks", form=form, hooks=hooks_shown(g.actor), part="duty.hooks")
