"""Those who ask to join, and answering them."""

from __future__ import annotations

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from app.accounts.queries import member_cards
from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.groups import commands, queries
from app.groups.forms import AnswerForm, refuse
from app.groups.models import Group
from app.groups.routes.blueprint import blueprint, staff_page


@blueprint.get("/groups/<slug>/asks")
@access("group.answer")
def asks(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    return _page(group)


@blueprint.post("/groups/<slug>/asks/<int:request_id>")
@access("group.answer")
def answer(slug: str, request_id: int) -> ResponseReturnValue:
    group, form = queries.managed_group(g.actor, slug), AnswerForm(prefix=f"ask-{request_id}")
    accepted = request.form.get("do") == "accept"
    if not form.validate_on_submit():
        return _page(group, form, request_id), 422
    try:
        commands.answer_request(g.actor, request_id, accepted, form.words.data or "")
    except Invalid as error:
        refuse(form, error)
        return _page(group, form, request_id), 422
    except Conflict as error:
        flash(_answered_by(error))
        return see_other(".asks", slug=group.slug)
    flash("They are in, and they have been told." if accepted else "They have been told, kindly.", "done")
    return see_other(".asks", slug=group.slug)


def _page(group: Group, filled: AnswerForm | None = None, filled_id: int = 0) -> str:
    waiting = queries.pending_requests(g.actor, group)
    forms = {one.id: AnswerForm(prefix=f"ask-{one.id}", formdata=None) for one in waiting}
    if filled is not None and filled_id in forms:
        forms[filled_id] = filled
    return staff_page("asks", group, "asks", waiting=waiting, forms=forms, filled=filled)


def _answered_by(error: Conflict) -> str:
    card = member_cards([error.facts["by_id"]]).get(error.facts["by_id"] or 0)
    who = card.display_name if card else "Somebody"
    return f"{who} has answered already: " + ("they are in." if error.facts["accepted"] else "not now.")
