"""An opened item, and its decision with a preview."""

from __future__ import annotations

from typing import Any

from flask import flash, g, request
from werkzeug.wrappers import Response

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import access, see_other, wants_json
from app.moderation import commands, wording
from app.moderation.actions import tells_author
from app.moderation.forms import explain
from app.moderation.inputs import DecisionOutcome
from app.moderation.queries.opened import opened
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import stale_page, which_shown
from app.moderation.routes.panel import Panel


@blueprint.get("/desk/<int:item_id>")
@access("item.read")
def item(item_id: int) -> str:
    """The inbox with one item opened. Looking at it claims nothing."""
    return Panel(opened(g.actor, item_id)).page()


@blueprint.post("/desk/<int:item_id>/preview")
@access("item.decide")
def preview_decision(item_id: int) -> Any:
    """What the author will read: for a script its parts, for everybody else the page with what was typed.

    With `put` in the form, the chosen text of the team goes into the reason first.
    """
    panel = Panel(opened(g.actor, item_id))
    if "put" in request.form:
        panel.put_text()
    return panel.answer() if wants_json() else panel.page()


@blueprint.post("/desk/<int:item_id>/decision")
@access("item.decide")
def decide(item_id: int) -> Response | Any:
    """Decide, tell people, and go back to the inbox."""
    panel = Panel(opened(g.actor, item_id))
    if panel.opened.item.is_open and not panel.form.validate():
        return panel.page(), 422
    try:
        outcome = commands.decide(g.actor, item_id, panel.given())
    except (Invalid, Forbidden) as problem:
        again = Panel(opened(g.actor, item_id))
        explain(again.form, problem)
        return again.page(), 422
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash(_done(outcome), "done")
    return see_other("moderation.desk", **which_shown().query)


def _done(outcome: DecisionOutcome) -> str:
    is_told = outcome.author_name and tells_author(outcome.action, outcome.measure)
    told = f" {outcome.author_name} has been told." if is_told else ""
    return f"Done: {wording.done(outcome.action, outcome.measure)}.{told}"
