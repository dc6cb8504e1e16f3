"""A whole notice, for the moderators of the place."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template

from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.outsiders import commands
from app.outsiders.forms import AnswerForm, refuse
from app.outsiders.queries import notice_for
from app.outsiders.routes.blueprint import blueprint


@blueprint.get("/desk/notices/<int:notice_id>")
@access("outsider_notice.read")
def whole(notice_id: int) -> Any:
    """Who told us what. That it was read is noted in the record."""
    commands.note_reading(g.actor, notice_id)
    return _page(notice_id)


@blueprint.post("/desk/notices/<int:notice_id>")
@access("outsider_notice.answer")
def keep_answer(notice_id: int) -> Any:
    """Keep a word to who told us."""
    form = AnswerForm()
    try:
        commands.keep_answer(g.actor, notice_id, form.words.data or "")
    except (Invalid, Conflict) as error:
        refuse(form, error)
        return _page(notice_id, form), 422 if isinstance(error, Invalid) else 409
    flash("Your words go out with the decision.", "done")
    return see_other(".whole", notice_id=notice_id)


def _page(notice_id: int, form: AnswerForm | None = None) -> str:
    found = notice_for(g.actor, notice_id)
    if form is None:
        form = AnswerForm(formdata=None)
        form.words.data = found.notice.answer
    return render_template("outsiders/whole.html", found=found, notice=found.notice, item=found.item, form=form)
