"""Care for oneself at the desk: what is covered, and marking an item as hard."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from app.core.web import access, see_other
from app.moderation.care import COVER_HINTS
from app.moderation.commands.care import choose_care, mark_hard
from app.moderation.desk_forms import CareForm
from app.moderation.queries.care import care_of
from app.moderation.queries.figures import require_desk
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here


@blueprint.get("/desk/care")
@access("desk.read")
def care() -> str:
    """What one chose for oneself."""
    require_desk(g.actor)
    form = CareForm()
    form.cover.data = care_of(g.actor).cover
    return _page(form)


@blueprint.post("/desk/care")
@access("desk.read")
def save_care() -> Response | Any:
    """Keep it."""
    require_desk(g.actor)
    form = CareForm()
    if not form.validate():
        return _page(form), 422
    choose_care(g.actor, form.cover.data or "")
    flash("Kept. Nobody else sees what you chose.", "done")
    return see_other("moderation.care")


@blueprint.post("/desk/<int:item_id>/hard")
@access("item.claim")
def mark_as_hard(item_id: int) -> Response:
    """Cover its words for colleagues, or take that back (`hard` is empty)."""
    hard = bool(request.form.get("hard"))
    mark_hard(g.actor, item_id, hard)
    flash("Marked as hard to read: its words are covered." if hard else "The mark is gone.", "done")
    return see_other("moderation.item", item_id=item_id, **here())


def _page(form: CareForm) -> str:
    return render_template("moderation/care.html", form=form, hints=COVER_HINTS)
