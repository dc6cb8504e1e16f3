"""Asking again: a page of its own, for the desk's panel is small and a word is asked for."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.core.web import access, see_other
from app.duty import wording
from app.duty.commands.following import close_follow_up as close
from app.duty.forms import WordsForm, refuse
from app.duty.policies import answer_alarm
from app.duty.queries.alarms import follow_up_panel
from app.duty.routes.blueprint import blueprint, duty_page, require_duty


@blueprint.get("/desk/duty/follow-ups/<int:follow_up_id>")
@access("alarm.answer")
def follow_up(follow_up_id: int) -> ResponseReturnValue:
    """Whom it is about, and a field for how it went."""
    return _page(follow_up_id, WordsForm(formdata=None))


@blueprint.post("/desk/duty/follow-ups/<int:follow_up_id>")
@access("alarm.answer")
def close_follow_up(follow_up_id: int) -> ResponseReturnValue:
    """Say how it went; it leaves the desk."""
    require_duty()
    form = WordsForm()
    try:
        close(g.actor, follow_up_id, form.words.data or "")
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(follow_up_id, form), 422
    except Conflict as conflict:
        db.session.rollback()
        form.form_errors.append(_why(conflict))
        return _page(follow_up_id, form), 409
    flash("Thank you for asking. It is off the desk.", "done")
    return see_other("moderation.desk")


def _why(conflict: Conflict) -> str:
    if conflict.reason == "claimed":
        return f"{conflict.facts['who']} is asking at this moment. Your words are still below."
    return wording.sentence("over_already")


def _page(follow_up_id: int, form: WordsForm) -> str:
    require_duty()
    follow = follow_up_panel(follow_up_id)
    if follow is None or follow.follow_up.opened_at is None or not answer_alarm(g.actor, follow.alarm):
        raise NotFound
    return duty_page("follow_up", follow=follow, form=form, spans=wording.SPAN_WORDS)
