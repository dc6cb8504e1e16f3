"""The team's own texts: a page to keep them, beside the desk."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.core.web import access, see_other
from app.guidelines.queries import current
from app.moderation import commands, wording
from app.moderation.forms import explain
from app.moderation.models import CannedText
from app.moderation.queries.figures import require_desk
from app.moderation.queries.panel import team_texts
from app.moderation.registry import desk_page
from app.moderation.routes.blueprint import blueprint
from app.moderation.text_forms import TextForm

Answer = str | tuple[str, int] | Response


@blueprint.get("/desk/texts")
@access("text.keep")
def texts() -> Answer:
    """All texts of the team."""
    require_desk(g.actor)
    return _page(_form())


@blueprint.get("/desk/texts/<int:text_id>")
@access("text.keep")
def text(text_id: int) -> Answer:
    """One text, to change it."""
    require_desk(g.actor)
    found = _found(text_id)
    return _page(_form(found), found)


@blueprint.post("/desk/texts")
@access("text.keep")
def keep_new_text() -> Answer:
    """Write a text for the team."""
    return _keep(None)


@blueprint.post("/desk/texts/<int:text_id>")
@access("text.keep")
def keep_text(text_id: int) -> Answer:
    """Change one."""
    return _keep(text_id)


@blueprint.post("/desk/texts/<int:text_id>/away")
@access("text.keep")
def take_text_away(text_id: int) -> Answer:
    """Take one away."""
    commands.take_text_away(g.actor, text_id)
    flash("The text is gone. What was sent with it stays as it was.", "done")
    return see_other("moderation.texts")


def _keep(text_id: int | None) -> Answer:
    require_desk(g.actor)
    found = _found(text_id) if text_id is not None else None
    form = _form()
    if not form.validate():
        return _page(form, found), 422
    try:
        commands.keep_text(g.actor, form.given(), text_id)
    except Invalid as problem:
        explain(form, problem)
        return _page(form, _found(text_id) if text_id is not None else None), 422
    flash("The text is kept. Everybody at the desk can use it.", "done")
    return see_other("moderation.texts")


def _found(text_id: int) -> CannedText:
    found = db.session.get(CannedText, text_id)
    if found is None:
        raise NotFound
    return found


def _form(text: CannedText | None = None) -> TextForm:
    form = TextForm(obj=text)
    version = current()
    clauses = [(each.number, f"{each.number}. {each.title}") for each in version.clauses] if version else []
    return form.offer(clauses)


def _page(form: TextForm, text: CannedText | None = None) -> str:
    values: dict[str, Any] = {"form": form, "text": text, "texts": team_texts()}
    return render_template(
        "moderation/texts.html", **values, actions=wording.ACTION_LABELS, measures=wording.MEASURE_LABELS
    )


desk_page("Texts", "moderation.texts")
