"""An opened item, its decision with a preview, and the page of one decision."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other, wants_json
from app.guidelines.queries import current
from app.moderation import commands, wording
from app.moderation.actions import SPARES_AUTHOR
from app.moderation.forms import DecisionForm, explain
from app.moderation.kinds import kind_named
from app.moderation.queries.opened import Opened, opened
from app.moderation.queries.rulings import decision_letter, preview, subject_url
from app.moderation.registry import panel_values
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import frame, stale_page, which_shown


@blueprint.get("/desk/<int:item_id>")
@access("item.read")
def item(item_id: int) -> str:
    """The inbox with one item opened. Looking at it claims nothing."""
    return _item_page(opened(g.actor, item_id))


@blueprint.post("/desk/<int:item_id>/preview")
@access("item.decide")
def preview_decision(item_id: int) -> Any:
    """What the author will read: for a script the paragraphs, for everybody else the page with what was typed."""
    page = opened(g.actor, item_id)
    form = _form(page)
    letter = _letter(page, form)
    if wants_json():
        return {"letter": list(letter)}
    return _item_page(page, form, letter)


@blueprint.post("/desk/<int:item_id>/decision")
@access("item.decide")
def decide(item_id: int) -> Response | Any:
    """Decide, tell people, and go back to the inbox."""
    page = opened(g.actor, item_id)
    form = _form(page)
    if page.item.is_open and not form.validate():
        return _item_page(page, form, _letter(page, form)), 422
    try:
        outcome = commands.decide(g.actor, item_id, form.given())
    except Invalid as problem:
        explain(form, problem)
        return _item_page(opened(g.actor, item_id), form, _letter(page, form)), 422
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash(_done(outcome.action, outcome.author_name), "done")
    return see_other("moderation.desk", **which_shown().query)


@blueprint.get("/decisions/<int:decision_id>")
@access("decision.read", suspended=True)
def decision(decision_id: int) -> str:
    """A decision, as the member concerned reads it."""
    found, letter = decision_letter(g.actor, decision_id)
    url = "" if g.actor.is_suspended else subject_url(found)
    title = wording.notice_title(found.action, found.what, found.title, wording.was_out(found.state_before))
    return render_template("moderation/decision.html", decision=found, letter=letter, title=title, url=url)


def _item_page(page: Opened, form: DecisionForm | None = None, letter: tuple[str, ...] | None = None) -> str:
    form = form or _form(page)
    labels = {action: wording.SEND_LABELS[action].format(name=page.author_name or "nobody") for action in page.actions}
    hints = {
        action: wording.ACTION_HINTS[action].format(name=page.author_name or "The author") for action in page.actions
    }
    return render_template(
        "moderation/item.html",
        **frame(),
        **panel_values(g.actor, page.item.kind, page.item.subject_id),
        opened=page,
        kind=kind_named(page.item.kind),
        form=form,
        letter=_letter(page, form) if letter is None else letter,
        action_words=wording.ACTION_LABELS,
        labels=labels,
        hints=hints,
        spared=SPARES_AUTHOR,
    )


def _form(page: Opened) -> DecisionForm:
    form = DecisionForm()
    version = current()
    form.offer(
        page.actions,
        [(clause.number, f"{clause.number}. {clause.title}") for clause in version.clauses] if version else [],
    )
    if not form.is_submitted():
        form.action.data = page.actions[0] if len(page.actions) == 1 else None
        form.clause.data = page.first_clause
        form.version.data, form.revision_id.data = page.item.version, page.revision_id
    return form


def _letter(page: Opened, form: DecisionForm) -> tuple[str, ...]:
    action = form.action.data
    return preview(page, action, form.clause.data, form.statement.data or "") if action in page.actions else ()


def _done(action: str, name: str) -> str:
    if not name or action in SPARES_AUTHOR:
        return f"Done: {wording.ACTION_DONE[action]}."
    return f"Done: {wording.ACTION_DONE[action]}. {name} has been told."
