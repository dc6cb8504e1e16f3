"""Acts that take two people: asking, doing it as the second one, and the list with both names."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.guidelines.queries import current
from app.moderation import grave
from app.moderation.commands import grave_acts
from app.moderation.commands.grave_acts import GraveInput
from app.moderation.forms import clause_choices, clause_field, explain, statement_field
from app.moderation.kinds import GRAVE
from app.moderation.queries import grave as queries
from app.moderation.queries.people import name_of
from app.moderation.registry import desk_page, register_panel
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import stale_page, which_shown

desk_page("Two people", "moderation.second_person")


class GraveForm(FlaskForm):
    """Under which guideline, and why."""

    clause = clause_field()
    statement = statement_field()


@blueprint.get("/desk/second-person")
@access("desk.read")
def second_person() -> str:
    """What was asked for and what became of it, with both names."""
    return render_template("moderation/grave_list.html", rows=queries.acts(g.actor), words=grave)


@blueprint.get("/desk/second-person/<kind>/<subject_kind>/<int:subject_id>")
@access("grave.ask")
def ask_second_form(kind: str, subject_kind: str, subject_id: int) -> str:
    """What is asked for, and what it would do."""
    return _page(_form(), GraveInput(kind, subject_kind, subject_id, 0, ""))


@blueprint.post("/desk/second-person/<kind>/<subject_kind>/<int:subject_id>")
@access("grave.ask")
def ask_second(kind: str, subject_kind: str, subject_id: int) -> Response | Any:
    """Ask a second person."""
    form = _form()
    given = GraveInput(kind, subject_kind, subject_id, form.clause.data or 0, form.statement.data or "")
    if not form.validate():
        return _page(form, given), 422
    try:
        item_id = grave_acts.ask(g.actor, given)
    except Invalid as problem:
        explain(form, problem)
        return _page(form, given), 422
    except Conflict:
        flash("It is asked for already. Another moderator does it or refuses.", "held")
        return see_other("moderation.second_person")
    flash("Asked. Nothing has happened yet: another moderator does it or refuses.", "done")
    return see_other("moderation.item", item_id=item_id)


@blueprint.post("/desk/<int:item_id>/second")
@access("grave.second")
def do_grave(item_id: int) -> Response | Any:
    """Do it, as the second person."""
    try:
        act = grave_acts.do(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash(f"Done. {grave.DONE_WORDS[act.kind]}", "done")
    return see_other("moderation.desk", **which_shown().query)


@blueprint.post("/desk/<int:item_id>/second/refuse")
@access("grave.second")
def refuse_grave(item_id: int) -> Response | Any:
    """It is not done."""
    try:
        grave_acts.refuse(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("It is not done, and nothing has happened.", "done")
    return see_other("moderation.desk", **which_shown().query)


def panel_of_act(actor: Actor, act_id: int) -> dict[str, Any]:
    """What `_grave.html` reads."""
    return {"row": queries.act(actor, act_id), "words": grave}


register_panel(GRAVE, panel_of_act)


def _form() -> GraveForm:
    form, version = GraveForm(), current()
    clauses = [(each.number, f"{each.number}. {each.title}") for each in version.clauses] if version else []
    form.clause.choices = clause_choices(clauses)
    return form


def _page(form: GraveForm, given: GraveInput) -> str:
    act = grave_acts.proposed(g.actor, given)
    return render_template(
        "moderation/grave_ask.html",
        form=form,
        given=given,
        name=name_of(act.member_id, as_staff=False),
        words=grave,
        has_second=queries.has_second(g.actor, act),
        html=queries.words_meant(act),
    )
