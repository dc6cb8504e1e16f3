"""The inbox of the desk, what changes in it, and what one does with an item short of deciding: look, let go, close as seen."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.models import PEOPLE
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.for_one import ForOne
from app.core.for_readers import same_for_readers
from app.core.policy import Conflict
from app.core.versions import HOUSE
from app.core.web import access, see_other, wants_json
from app.groups.models import TREE
from app.moderation import commands, sifting, wording
from app.moderation.kinds import TABLE
from app.moderation.models import ReviewItem
from app.moderation.models.items import INBOX
from app.moderation.queries import colleagues
from app.moderation.queries import desk as desk_queries
from app.moderation.queries.care import care_of, with_others
from app.moderation.queries.changes import RowNow, changes
from app.moderation.queries.figures import Figures, counted, figures
from app.moderation.queries.which import WHOSE, Which
from app.moderation.registry import desk_pages
from app.moderation.routes.blueprint import blueprint

KEYS = (INBOX, PEOPLE, TREE, HOUSE)
"""What the inbox is made of. The name of the group that a discussion has gone to comes with its item, which goes along."""

MOST_IDS = 1600
"""Letters of a list of ids in an address."""


@blueprint.get("/desk")
@access("desk.read")
@same_for_readers(ForOne(*KEYS), args=(*Which.__dataclass_fields__, "after"))
def desk() -> str:
    """The inbox."""
    return render_template("moderation/desk.html", **frame())


@blueprint.get("/desk/changes")
@access("desk.read")
def desk_changes() -> Any:
    """For the script of the desk: what became of the items on screen (`ids`), and which are new. 204 when nothing is (`since`)."""
    shown = [int(key) for key in request.args.get("ids", "")[:MOST_IDS].split(",") if key.isdecimal() and len(key) < 19]
    found = changes(g.actor, which_shown(), request.args.get("after"), shown)
    if request.args.get("since") == found.mark:
        return "", 204
    return {"since": found.mark, "rows": [_row(row) for row in found.rows], "new": len(found.new)}


@blueprint.post("/desk/<int:item_id>/claim")
@access("item.claim")
def claim(item_id: int) -> Response | Any:
    """Look at it, so that colleagues see."""
    try:
        commands.claim(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    return see_other("moderation.item", item_id=item_id, **here())


@blueprint.post("/desk/<int:item_id>/release")
@access("item.claim")
def release(item_id: int) -> Response:
    """Let it go."""
    commands.let_go(g.actor, item_id)
    return see_other("moderation.item", item_id=item_id, **here())


@blueprint.post("/desk/<int:item_id>/seen")
@access("item.claim")
def close_as_seen(item_id: int) -> Response | Any:
    """Nobody has answered somebody, or a check went quiet: the moderator knows, and looks after it."""
    try:
        commands.close_as_seen(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("Closed as seen. It comes back only if it is noticed anew.", "done")
    return see_other("moderation.desk", **which_shown().query)


def frame(item: ReviewItem | None = None) -> dict[str, Any]:
    """What stands around every page of the desk, and around the opened item."""
    which = which_shown()
    page = desk_queries.inbox(g.actor, which, request.args.get("after"))
    numbers = figures(g.actor)
    care = care_of(g.actor)
    hard = [row.id for row in page.items if row.is_hard] + ([item.id] if item is not None else [])
    places = colleagues.places_of(g.actor, which)
    author = member_cards([which.author]).get(which.author) if which.author else None
    return {
        "desk_ways": [(label, url_for(endpoint)) for label, endpoint in desk_pages()],
        "which": which,
        "care": care,
        "rested": with_others(g.actor, hard, care),
        "here": here(),
        "page": page,
        "numbers": numbers,
        "open_words": counted(numbers.total) if not numbers.is_capped else f"{numbers.total:,}+",
        "kind_tabs": _kind_tabs(which, numbers),
        "whose_tabs": _whose_tabs(which, numbers),
        "views": colleagues.views_for(g.actor),
        "notes": colleagues.notes_for_the_shift(g.actor),
        "places": places,
        "sifted": sifting.words_for(which, dict(places), author.display_name if author else ""),
        "author_words": f"by {author.display_name}" if author else "this author",
        "risk_words": sifting.RISK_WORDS,
        "older_words": sifting.OLDER_WORDS,
        "beside": colleagues.beside(g.actor, item, which) if item is not None else None,
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
        "typed": request.form.get("statement", "") or request.form.get("words", ""),
        "item_id": item_id,
    }
    return render_template("moderation/stale.html", **values), 409


def which_shown() -> Which:
    """The view of the inbox that the address asks for."""
    return Which.of(**{name: request.args.get(name) for name in Which.__dataclass_fields__})


def here() -> dict[str, str]:
    """The view and the page of it, for the addresses of items: whoever opens one keeps their place."""
    after = request.args.get("after", "")
    return {**which_shown().query, **({"after": after} if after else {})}


def _kind_tabs(which: Which, numbers: Figures) -> list[dict[str, Any]]:
    shown = [kind for kind in TABLE if kind.is_common or numbers.kinds.get(kind.code) or which.kind == kind.code]
    kinds = (("", "All", numbers.total), *((kind.code, kind.tab, numbers.kinds.get(kind.code, 0)) for kind in shown))
    return [_tab(label, which.with_kind(kind), which, counted(count) if count else 0) for kind, label, count in kinds]


def _whose_tabs(which: Which, numbers: Figures) -> list[dict[str, Any]]:
    counts = {"asked": counted(numbers.asked) if numbers.asked else 0}
    rare = {"asked": numbers.asked, "passed": 0}
    shown = [whose for whose in WHOSE if whose not in rare or rare[whose] or which.whose == whose]
    return [_tab(sifting.WHOSE_WORDS[whose], which.with_whose(whose), which, counts.get(whose, 0)) for whose in shown]


def _tab(label: str, target: Which, present: Which, count: str | int) -> dict[str, Any]:
    url = url_for("moderation.desk", **target.query)
    return {"label": label, "url": url, "count": count, "is_current": target == present}


def _row(row: RowNow) -> dict[str, Any]:
    """One row for the script. The parts are rendered by the macros that the page uses, so that both look the same."""
    parts: Any = current_app.jinja_env.get_template("moderation/_row.html").module
    return {
        "id": row.id,
        "version": row.version,
        "top": str(parts.top(row)),
        "who": str(parts.who(row.is_mine, row.looking, row.ended)),
        "looking": row.looking if not row.is_mine else "",
        "ended": row.ended,
    }
