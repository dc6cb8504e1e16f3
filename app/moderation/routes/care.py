"""Care for oneself at the desk: what is covered, and marking an item as hard."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from app.core.policy import Invalid
from app.core.web import access, see_other
from app.moderation.care import COVER_HINTS, HARD_A_SHIFT
from app.moderation.commands.care import choose_care, mark_hard
from app.moderation.desk_forms import CareForm, explain_desk
from app.moderation.queries.care import care_of, team
from app.moderation.queries.figures import require_desk
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here


@blueprint.get("/desk/care")
@access("desk.read")
def care() -> str:
    """What one chose for oneself."""
    require_desk(g.actor)
    form = CareForm()
    care_now = care_of(g.actor)
    form.cover.data, form.most.data = care_now.cover, care_now.most
    return _page(form)


@blueprint.post("/desk/care")
@access("desk.read")
def save_care() -> Response | Any:
    """Keep it."""
    require_desk(g.actor)
    form = CareForm()
    if not form.validate():
        return _page(form), 422
    try:
        choose_care(g.actor, form.cover.data or "", _own(form.most.data))
    except Invalid as problem:
        explain_desk(form, problem)
        return _page(form), 422
    flash("Kept.", "done")
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
    return render_template(
        "moderation/care.html",
        form=form,
        hints=COVER_HINTS,
        care=care_of(g.actor),
        usual=HARD_A_SHIFT.get(),
        team=team(g.actor),
    )


def _own(most: int | None) -> int | None:
    """What is as for everybody follows the setting when that changes."""
    return None if most == HARD_A_SHIFT.get() else most
