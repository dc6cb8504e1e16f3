"""One call: what happened so far, and saying that one looks."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.web import access, see_other
from app.duty import wording
from app.duty.commands import alarms as commands
from app.duty.forms import WordsForm, refuse
from app.duty.queries.alarms import alarm_page
from app.duty.routes.blueprint import blueprint, duty_page, require_duty
from app.moderation.commands import claim


@blueprint.get("/desk/duty/alarms/<int:alarm_id>")
@access("alarm.read")
def alarm(alarm_id: int) -> ResponseReturnValue:
    """Where the link of a call leads. Looking at it answers nothing."""
    return _page(alarm_id, WordsForm(formdata=None))


@blueprint.post("/desk/duty/alarms/<int:alarm_id>/acknowledge")
@access("alarm.answer")
def acknowledge(alarm_id: int) -> ResponseReturnValue:
    """Say that one looks, and look: the desk shows it to colleagues from then on."""
    require_duty()
    if not commands.acknowledge(g.actor, alarm_id):
        flash("A colleague was a moment faster. Thank you all the same.", "done")
        return see_other(".alarm", alarm_id=alarm_id)
    flash("Thank you. The call goes no further.", "done")
    item_id = _taken_up(alarm_id)
    return see_other("moderation.item", item_id=item_id) if item_id else see_other(".alarm", alarm_id=alarm_id)


@blueprint.post("/desk/duty/alarms/<int:alarm_id>/enough")
@access("alarm.answer")
def need_no_follow_up(alarm_id: int) -> ResponseReturnValue:
    """Nobody need ask again, and why."""
    require_duty()
    form = WordsForm()
    try:
        commands.need_no_follow_up(g.actor, alarm_id, form.words.data or "")
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(alarm_id, form), 422
    except Conflict as conflict:
        db.session.rollback()
        form.form_errors.append(wording.sentence(conflict.reason))
        return _page(alarm_id, form), 409
    flash("Noted. Nobody is reminded any more.", "done")
    return see_other(".alarm", alarm_id=alarm_id)


def _taken_up(alarm_id: int) -> int | None:
    """The item of the call, claimed for whoever answered; None for a drill, and where somebody else looks at it or has ended it."""
    item_id = alarm_page(g.actor, alarm_id).shown.alarm.item_id
    if item_id is None:
        return None
    try:
        claim(g.actor, item_id)
    except (Conflict, Forbidden, NotFound):
        db.session.rollback()
        return None
    return item_id


def _page(alarm_id: int, form: WordsForm) -> str:
    require_duty()
    return duty_page("alarm", page=alarm_page(g.actor, alarm_id), form=form)
