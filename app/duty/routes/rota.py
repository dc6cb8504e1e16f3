"""The rota: the coming week with its gaps, and the shifts behind it."""

from __future__ import annotations

from datetime import date

from flask import current_app, flash, g, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.web import access, see_other
from app.core.wording import zone_named
from app.duty import wording
from app.duty.commands import shifts as commands
from app.duty.forms import ShiftForm, refuse
from app.duty.queries.alarms import latest_alarms
from app.duty.queries.rota import keepable_places, people_to_choose, rota_page
from app.duty.routes.blueprint import blueprint, duty_page, require_duty


@blueprint.get("/desk/duty")
@access("rota.read")
def rota() -> ResponseReturnValue:
    """Who is on duty, when nobody is, and the latest calls."""
    return _page()


@blueprint.get("/desk/duty/shifts/new")
@access("rota.keep")
def new_shift() -> ResponseReturnValue:
    """An empty shift, beginning today."""
    require_duty()
    form = _offered(ShiftForm(formdata=None))
    form.zone.data = current_app.config["DAYROOM"].timezone
    form.from_on.data = clock.now().astimezone(zone_named(form.zone.data)).date()
    form.member.data = g.actor.member_id
    return duty_page("shift", form=form)


@blueprint.post("/desk/duty/shifts/new")
@access("rota.keep")
def add_shift() -> ResponseReturnValue:
    """Put somebody on the rota."""
    require_duty()
    form = _offered(ShiftForm())
    given = form.given() if form.validate() else None
    if given is None:
        return duty_page("shift", form=form), 422
    try:
        commands.add_shift(g.actor, given)
    except (Invalid, Forbidden) as error:
        db.session.rollback()
        _offered(form)
        refuse(form, error if isinstance(error, Invalid) else Invalid(error.reason, field="place"))
        return duty_page("shift", form=form), 422
    flash("The shift is on the rota.", "done")
    return see_other(".rota")


@blueprint.post("/desk/duty/shifts/<int:shift_id>/end")
@access("rota.keep")
def end_shift(shift_id: int) -> ResponseReturnValue:
    """It is over from now on."""
    commands.end_shift(g.actor, shift_id)
    flash("The shift is over.", "done")
    return see_other(".rota")


@blueprint.post("/desk/duty/shifts/<int:shift_id>/take")
@access("rota.keep")
def take_turn(shift_id: int) -> ResponseReturnValue:
    """Do one turn of it."""
    try:
        commands.take_turn(g.actor, shift_id, _day())
    except Conflict as conflict:
        return _moved_on(conflict)
    flash("Thank you. This shift is yours.", "done")
    return see_other(".rota", anchor="turns")


@blueprint.post("/desk/duty/shifts/<int:shift_id>/give-up")
@access("rota.keep")
def give_up_turn(shift_id: int) -> ResponseReturnValue:
    """Not be able to do a turn."""
    try:
        commands.give_up_turn(g.actor, shift_id, _day())
    except Conflict as conflict:
        return _moved_on(conflict)
    flash("Thank you for saying so. Those who lead have been told that somebody is missing.", "done")
    return see_other(".rota", anchor="turns")


def _moved_on(conflict: Conflict) -> ResponseReturnValue:
    db.session.rollback()
    flash(wording.sentence(conflict.reason), "problem")
    return _page(), 409


def _page() -> str:
    return duty_page("rota", page=rota_page(g.actor), alarms=latest_alarms(g.actor), part="duty.rota")


def _day() -> date:
    """The day a form names. Raises NotFound for anything else."""
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError as error:
        raise NotFound from error


def _offered(form: ShiftForm) -> ShiftForm:
    return form.offer(people_to_choose(g.actor), keepable_places(g.actor))
