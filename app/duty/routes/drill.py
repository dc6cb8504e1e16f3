"""Starting a drill."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.policy import NotFound, require
from app.core.web import access, see_other
from app.duty import policies
from app.duty.commands import alarms as commands
from app.duty.forms import DrillForm
from app.duty.queries.rota import keepable_places, read_rota
from app.duty.routes.blueprint import blueprint, duty_page, require_duty
from app.duty.settings import MINUTES


@blueprint.get("/desk/duty/drill")
@access("drill.start")
def drill_form() -> ResponseReturnValue:
    """What a drill is, and where it can be."""
    return _page(_offered(DrillForm(formdata=None)))


@blueprint.post("/desk/duty/drill")
@access("drill.start")
def start_drill() -> ResponseReturnValue:
    """Begin."""
    form = _offered(DrillForm())
    try:
        alarm_id = commands.start_drill(g.actor, form.place.data or "")
    except NotFound:
        form.place.errors = [*form.place.errors, "Please choose a place."]
        return _page(form), 422
    flash("The drill has begun.", "done")
    return see_other(".alarm", alarm_id=alarm_id)


def _offered(form: DrillForm) -> DrillForm:
    require_duty()
    require(policies.start_drill(g.actor))
    form.offer(keepable_places(g.actor))
    return form


def _page(form: DrillForm) -> str:
    return duty_page(
        "drill", form=form, minutes=MINUTES.get(), has_rota=bool(read_rota().shifts), part="duty.drill_form"
    )
