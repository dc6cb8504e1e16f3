"""Telling the moderators about something."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.accounts.queries import member_cards
from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import access, see_other
from app.moderation import commands, policies, wording
from app.moderation.forms import FlagForm, explain
from app.moderation.hours import HOURS
from app.moderation.pressing import due_times
from app.moderation.queries.flags import own_flag
from app.moderation.registry import PUBLISHED, SubjectView, adapter_for
from app.moderation.routes.blueprint import blueprint


@blueprint.get("/<kind>s/<int:subject_id>/flag")
@access("subject.flag")
def flag_form(kind: str, subject_id: int) -> Any:
    """What is it about? Or, for who has told us: who reads it and when."""
    return _page(FlagForm().offer(wording.reasons_for(kind)), _view(kind, subject_id))


@blueprint.post("/<kind>s/<int:subject_id>/flag")
@access("subject.flag")
def flag(kind: str, subject_id: int) -> Response | Any:
    """Take it, and thank."""
    view, form = _view(kind, subject_id), FlagForm().offer(wording.reasons_for(kind))
    if not form.validate():
        return _page(form, view), 422
    try:
        outcome = commands.flag(g.actor, kind, subject_id, form.given())
    except Invalid as problem:
        explain(form, problem)
        return _page(form, view), 422
    if outcome.state == "already":
        flash(wording.REFUSALS["already_flagged"], "info")
    return see_other("moderation.flag_form", kind=kind, subject_id=subject_id)


@blueprint.post("/<kind>s/<int:subject_id>/review")
@access("subject.review")
def open_review(kind: str, subject_id: int) -> Response:
    """A moderator takes it to the desk."""
    return see_other("moderation.item", item_id=commands.open_review(g.actor, kind, subject_id))


def _view(kind: str, subject_id: int) -> SubjectView:
    view = adapter_for(kind).flaggable(g.actor, subject_id)
    if not policies.flag(g.actor, view):
        raise Forbidden("own_words")
    if view.state != PUBLISHED:
        raise Conflict("not_out", words=wording.REFUSALS["not_out"], url=view.url)
    return view


def _page(form: FlagForm, view: SubjectView) -> str:
    told = own_flag(g.actor, view)
    author = member_cards([view.author_id]).get(view.author_id or 0)
    hints = {reason.code: reason.hint for reason in wording.reasons_for(view.kind)}
    name = author.display_name if author else ""
    return render_template(
        "moderation/flag.html",
        form=form,
        view=view,
        told=told,
        hints=hints,
        due=due_times(),
        in_hours=bool(HOURS.get()),
        author_name=name,
    )
