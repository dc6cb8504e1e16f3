"""The desk: the inbox, an opened item, a claim, a decision, and the page of one decision."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other, wants_json
from app.guidelines.queries import current
from app.moderation import commands, wording
from app.moderation.actions import SPARES_AUTHOR
from app.moderation.forms import DecisionForm, explain
from app.moderation.queries import desk as desk_queries
from app.moderation.queries.desk import Which
from app.moderation.queries.opened import Opened, opened
from app.moderation.queries.rulings import decision_letter, preview, subject_url
from app.moderation.registry import desk_pages
from app.moderation.routes.blueprint import blueprint


@blueprint.get("/desk")
@access("desk.read")
def desk() -> str:
    """The inbox."""
    return render_template("moderation/desk.html", **_frame())


@blueprint.get("/desk/<int:item_id>")
@access("item.read")
def item(item_id: int) -> str:
    """The inbox with one item opened. Looking at it claims nothing."""
    return _item_page(opened(g.actor, item_id))


@blueprint.post("/desk/<int:item_id>/claim")
@access("item.claim")
def claim(item_id: int) -> Response | Any:
    """Look at it, so that colleagues see."""
    try:
        commands.claim(g.actor, item_id)
    except Conflict as conflict:
        return _conflict(conflict, item_id)
    return see_other("moderation.item", item_id=item_id, **_which().query)


@blueprint.post("/desk/<int:item_id>/release")
@access("item.claim")
def release(item_id: int) -> Response:
    """Let it go."""
    commands.let_go(g.actor, item_id)
    return see_other("moderation.item", item_id=item_id, **_which().query)


@blueprint.post("/desk/<int:item_id>/seen")
@access("item.claim")
def close_as_seen(item_id: int) -> Response | Any:
    """Nobody has answered somebody, or a check went quiet: the moderator knows, and looks after it."""
    try:
        commands.close_as_seen(g.actor, item_id)
    except Conflict as conflict:
        return _conflict(conflict, item_id)
    flash("Closed as seen. It does not come back to the desk by itself.", "done")
    return see_other("moderation.desk", **_which().query)


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
        return _conflict(conflict, item_id)
    flash(_done(outcome.action, outcome.author_name), "done")
    return see_other("moderation.desk", **_which().query)


@blueprint.get("/decisions/<int:decision_id>")
@access("decision.read", suspended=True)
def decision(decision_id: int) -> str:
    """A decision, as the member concerned reads it."""
    found, letter = decision_letter(g.actor, decision_id)
    url = "" if g.actor.is_suspended else subject_url(found)
    title = wording.notice_title(found.action, found.what, found.title, wording.was_out(found.state_before))
    return render_template("moderation/decision.html", decision=found, letter=letter, title=title, url=url)


def _frame() -> dict[str, Any]:
    """What stands around every page of the desk."""
    which = _which()
    page = desk_queries.inbox(g.actor, which, request.args.get("after"))
    numbers = desk_queries.figures(g.actor)
    rare = [(kind, label) for kind, label in wording.RARE_TABS if numbers.kinds.get(kind) or which.kind == kind]
    counted = ((kind, label, numbers.kinds.get(kind, 0)) for kind, label in (*wording.TABS, *rare))
    kinds = (("", "All", numbers.total), *counted)
    return {
        "beside": [(label, url_for(endpoint)) for label, endpoint in desk_pages()],
        "which": which,
        "page": page,
        "numbers": numbers,
        "kind_tabs": [_tab(label, which.with_kind(kind), which, count) for kind, label, count in kinds],
        "whose_tabs": [_tab(label, which.with_whose(whose), which, 0) for whose, label in wording.WHOSE_TABS],
    }


def _item_page(page: Opened, form: DecisionForm | None = None, letter: tuple[str, ...] | None = None) -> str:
    form = form or _form(page)
    labels = {action: wording.SEND_LABELS[action].format(name=page.author_name or "nobody") for action in page.actions}
    hints = {
        action: wording.ACTION_HINTS[action].format(name=page.author_name or "The author") for action in page.actions
    }
    return render_template(
        "moderation/item.html",
        **_frame(),
        opened=page,
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


def _which() -> Which:
    return Which.of(request.args.get("kind"), request.args.get("whose"))


def _tab(label: str, target: Which, present: Which, count: int) -> dict[str, Any]:
    url = url_for("moderation.desk", **target.query)
    return {"label": label, "url": url, "count": count, "is_current": target == present}


def _done(action: str, name: str) -> str:
    if not name or action in SPARES_AUTHOR:
        return f"Done: {wording.ACTION_DONE[action]}."
    return f"Done: {wording.ACTION_DONE[action]}. {name} has been told."


def _conflict(conflict: Conflict, item_id: int) -> Any:
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
