"""The inbox of the desk, and what one does with an item short of deciding: look, let go, close as seen."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.policy import Conflict
from app.core.web import access, see_other, wants_json
from app.moderation import commands, wording
from app.moderation.kinds import TABLE
from app.moderation.queries import desk as desk_queries
from app.moderation.queries.desk import Which
from app.moderation.registry import desk_pages
from app.moderation.routes.blueprint import blueprint


@blueprint.get("/desk")
@access("desk.read")
def desk() -> str:
    """The inbox."""
    return render_template("moderation/desk.html", **frame())


@blueprint.post("/desk/<int:item_id>/claim")
@access("item.claim")
def claim(item_id: int) -> Response | Any:
    """Look at it, so that colleagues see."""
    try:
        commands.claim(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    return see_other("moderation.item", item_id=item_id, **which_shown().query)


@blueprint.post("/desk/<int:item_id>/release")
@access("item.claim")
def release(item_id: int) -> Response:
    """Let it go."""
    commands.let_go(g.actor, item_id)
    return see_other("moderation.item", item_id=item_id, **which_shown().query)


@blueprint.post("/desk/<int:item_id>/seen")
@access("item.claim")
def close_as_seen(item_id: int) -> Response | Any:
    """Nobody has answered somebody, or a check went quiet: the moderator knows, and looks after it."""
    try:
        commands.close_as_seen(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("Closed as seen. It does not come back to the desk by itself.", "done")
    return see_other("moderation.desk", **which_shown().query)


def frame() -> dict[str, Any]:
    """What stands around every page of the desk."""
    which = which_shown()
    page = desk_queries.inbox(g.actor, which, request.args.get("after"))
    numbers = desk_queries.figures(g.actor)
    shown = [kind for kind in TABLE if kind.is_common or numbers.kinds.get(kind.code) or which.kind == kind.code]
    kinds = (("", "All", numbers.total), *((kind.code, kind.tab, numbers.kinds.get(kind.code, 0)) for kind in shown))
    return {
        "beside": [(label, url_for(endpoint)) for label, endpoint in desk_pages()],
        "which": which,
        "page": page,
        "numbers": numbers,
        "kind_tabs": [_tab(label, which.with_kind(kind), which, count) for kind, label, count in kinds],
        "whose_tabs": [_tab(label, which.with_whose(whose), which, 0) for whose, label in wording.WHOSE_TABS],
    }


def stale_page(conflict: Conflict, item_id: int) -> Any:
    """409: who was faster, with everything that was typed."""
    db.session.rollback()
    if wants_json():
        return {"error": conflict.reason}, 409
    values = {
        "reason": conflict.reason,
        "facts": conflict.facts,
        "words": wording.REFUSALS.get(conflict.reason, wording.OTHER_REFUSAL),
        "typed": request.form.get("statement", ""),
        "item_id": item_id,
    }
    return render_template("moderation/stale.html", **values), 409


def which_shown() -> Which:
    """The view of the inbox that the address asks for."""
    return Which.of(request.args.get("kind"), request.args.get("whose"))


def _tab(label: str, target: Which, present: Which, count: int) -> dict[str, Any]:
    url = url_for("moderation.desk", **target.query)
    return {"label": label, "url": url, "count": count, "is_current": target == present}
