"""Appeals: the member's page, signed in or with the link of their letter; and how somebody else decides at the desk."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import SignInNeeded, access, see_other, wants_json
from app.core.wording import zone_named
from app.guidelines.queries import clause as guideline
from app.guidelines.queries import current
from app.moderation.actions import OVERTURN
from app.moderation.appeal_forms import OUTCOME_HINTS, AppealForm, RulingForm, TalkForm, explain_appeal, send_ruling
from app.moderation.commands import appeal_ruling, appealing
from app.moderation.forms import PROBLEMS
from app.moderation.inputs import AppealRuling
from app.moderation.kinds import APPEAL
from app.moderation.milder import begin_with, leaves_something
from app.moderation.models import ReviewItem
from app.moderation.models.appeals import CHANGED, OVERTURNED, UPHELD
from app.moderation.queries.appeals import AppealFile, OwnAppeal, appeal_file, own_appeal, preview_appeal
from app.moderation.queries.opened import opened
from app.moderation.queries.panel import places_for
from app.moderation.registry import register_panel
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here, stale_page, which_shown
from app.moderation.routes.panel import Panel, put_into
from app.moderation.routes.statements import held_statement
from app.moderation.wording import letter_hint

ENDED = {
    UPHELD: "Done: the decision stands.",
    CHANGED: "Done: something milder takes its place.",
    OVERTURNED: "Done: it is as if the decision had never been.",
}

CHOOSE = letter_hint("", "", "")
CHOOSE_GUIDELINE = letter_hint(OVERTURN, "", "")


@blueprint.get("/decisions/<int:decision_id>/appeal")
@access("public.read", suspended=True)
def appeal(decision_id: int) -> str:
    """The appeal against a decision: a form, or how it stands."""
    return _own_page(decision_id, AppealForm())


@blueprint.post("/decisions/<int:decision_id>/appeal")
@access("public.read", suspended=True)
def make_appeal(decision_id: int) -> Response | Any:
    """Appeal."""
    form = AppealForm()
    own_appeal(g.actor, decision_id, held_statement())
    if not form.validate():
        return _own_page(decision_id, form), 422
    try:
        appealing.appeal(g.actor, decision_id, form.words.data or "", held_statement())
    except Invalid as problem:
        explain_appeal(form, problem)
        return _own_page(decision_id, form), 422
    except Conflict:
        return _too_late(decision_id, form)
    flash("Your appeal is with us. Somebody else than the first moderator reads it.", "done")
    return see_other("moderation.appeal", decision_id=decision_id)


@blueprint.post("/decisions/<int:decision_id>/appeal/take-back")
@access("public.read", suspended=True)
def take_appeal_back(decision_id: int) -> Response:
    """Nobody needs to look again."""
    appealing.take_back(g.actor, decision_id, held_statement())
    return see_other("moderation.appeal", decision_id=decision_id)


@blueprint.post("/decisions/<int:decision_id>/appeal/question")
@access("public.read", suspended=True)
def ask_team(decision_id: int) -> Response | Any:
    """The member's one question."""
    return _own_talk(decision_id, appealing.ask_team)


@blueprint.post("/decisions/<int:decision_id>/appeal/answer")
@access("public.read", suspended=True)
def answer_team(decision_id: int) -> Response | Any:
    """The member's answer to the team's one question."""
    return _own_talk(decision_id, appealing.answer_team)


@blueprint.post("/desk/<int:item_id>/appeal")
@access("appeal.decide")
def rule_appeal(item_id: int) -> Response | Any:
    """Uphold, change or overturn."""
    panel, form, found = _desk_form(item_id)
    if found is None or (panel.opened.item.is_open and not form.validate()):
        return panel.page(), 422
    try:
        outcome = appeal_ruling.rule(g.actor, item_id, _given(form))
    except (Invalid, Forbidden) as problem:
        return _refused(item_id, problem)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    told = f" {outcome.author_name} has been told." if outcome.author_name else ""
    flash(f"{ENDED[outcome.outcome]}{told}", "done")
    return see_other("moderation.desk", **which_shown().query)


@blueprint.post("/desk/<int:item_id>/appeal/preview")
@access("appeal.decide")
def preview_ruling(item_id: int) -> Response | Any:
    """What the member will read: for a script its parts, for everybody else the page with what was typed.

    With `put` in the form, the chosen text of the team goes into the reason first.
    """
    panel, form, found = _desk_form(item_id)
    if "put" in request.form:
        put_into(form)
    name = panel.opened.author_name
    if found is not None and form.outcome.data in ENDED:
        given = _given(form)
        g.appeal_letter = preview_appeal(panel.opened.item, found.first, given, name, g.actor.staff_name).letter
        if given.outcome == CHANGED and not leaves_something(given.action, given.measure):
            g.appeal_letter, g.letter_hint = (), PROBLEMS["is_overturn"]
        elif guideline(given.clause) is None:
            g.appeal_letter, g.letter_hint = (), CHOOSE_GUIDELINE
    return _parts(form, name) if wants_json() else panel.page()


@blueprint.post("/desk/<int:item_id>/appeal/question")
@access("appeal.decide")
def ask_member(item_id: int) -> Response | Any:
    """The team's one question."""
    return _desk_talk(item_id, appeal_ruling.ask_member)


@blueprint.post("/desk/<int:item_id>/appeal/answer")
@access("appeal.decide")
def answer_member(item_id: int) -> Response | Any:
    """The team's answer to the member's one question."""
    return _desk_talk(item_id, appeal_ruling.answer_member)


def panel_of_appeal(actor: Actor, decision_id: int) -> dict[str, Any]:
    """What `_appeal.html` reads. A form that was sent and refused is the one shown again."""
    found = appeal_file(actor, decision_id)
    form = g.get("appeal_form") or (_ruling_form(found) if found else None)
    return {
        "file": found,
        "appeal_form": form,
        "talk_form": g.get("talk_form") or TalkForm(formdata=None),
        "appeal_letter": g.get("appeal_letter", ()),
        "letter_hint": g.get("letter_hint", CHOOSE),
        "outcome_hints": OUTCOME_HINTS,
        "send_ruling": send_ruling,
    }


register_panel(APPEAL, panel_of_appeal)


def _own_page(decision_id: int, form: FlaskForm, talk: FlaskForm | None = None) -> str:
    key = held_statement()
    if g.actor.is_visitor and not key:
        raise SignInNeeded
    found: OwnAppeal = own_appeal(g.actor, decision_id, key)
    return render_template(
        "moderation/appeal.html",
        found=found,
        decision=found.statement.decision,
        form=form,
        talk=talk or TalkForm(formdata=None),
        is_signed_in=not g.actor.is_visitor,
    )


def _too_late(decision_id: int, form: FlaskForm) -> tuple[str, int]:
    """The page says how it stands now; what was typed stays on it."""
    db.session.rollback()
    return _own_page(decision_id, form), 409


def _own_talk(decision_id: int, say: Any) -> Response | Any:
    talk = TalkForm()
    own_appeal(g.actor, decision_id, held_statement())
    if not talk.validate():
        return _own_page(decision_id, AppealForm(formdata=None), talk), 422
    try:
        say(g.actor, decision_id, talk.words.data or "", held_statement())
    except Invalid as problem:
        explain_appeal(talk, problem)
        return _own_page(decision_id, AppealForm(formdata=None), talk), 422
    except Conflict:
        db.session.rollback()
        return _own_page(decision_id, AppealForm(formdata=None), talk), 409
    flash("Sent. It stands with your appeal.", "done")
    return see_other("moderation.appeal", decision_id=decision_id)


def _desk_form(item_id: int) -> tuple[Panel, RulingForm, AppealFile | None]:
    panel = Panel(opened(g.actor, item_id))
    found = appeal_file(g.actor, panel.opened.item.subject_id) if panel.opened.item.kind == APPEAL else None
    form = _ruling_form(found) if found else RulingForm()
    g.appeal_form = form
    return panel, form, found


def _parts(form: RulingForm, name: str) -> dict[str, Any]:
    """For the script, as those of the panel of a decision."""
    return {
        "letter": list(g.get("appeal_letter", ())),
        "hint": g.get("letter_hint", CHOOSE),
        "send": send_ruling(form.outcome.data or "", name),
        "statement": form.statement.data or "",
        "clause": form.clause.data,
        "action": (form.action.data or "") if form.outcome.data in ENDED else "",
        "measure": form.measure.data or "",
    }


def _ruling_form(found: AppealFile) -> RulingForm:
    form, version = RulingForm(), current()
    clauses = [(each.number, f"{each.number}. {each.title}") for each in version.clauses] if version else []
    first = found.first
    form.offer(found.actions, found.measures, places_for(g.actor, first.path or first.scope_path), clauses)
    if not form.is_submitted():
        form.clause.data = first.clause
        form.action.data, form.measure.data = begin_with(first, found.actions)
        item = db.session.get(ReviewItem, found.appeal.item_id)
        form.version.data = item.version if item else 0
    return form


def _given(form: RulingForm) -> AppealRuling:
    return form.given(clock.now(), zone_named(current_app.config["DAYROOM"].timezone))


def _refused(item_id: int, problem: Invalid | Forbidden) -> tuple[str, int]:
    panel, form, _found = _desk_form(item_id)
    explain_appeal(form, problem)
    return panel.page(), 422


def _desk_talk(item_id: int, say: Any) -> Response | Any:
    talk = TalkForm()
    panel = Panel(opened(g.actor, item_id))
    g.talk_form = talk
    if not talk.validate():
        return panel.page(), 422
    try:
        say(g.actor, item_id, talk.words.data or "")
    except Invalid as problem:
        explain_appeal(talk, problem)
        return panel.page(), 422
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("Sent. It stands with the appeal, and the member has been told.", "done")
    return see_other("moderation.item", item_id=item_id, **here())
