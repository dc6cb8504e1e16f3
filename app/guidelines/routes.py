"""The guidelines as pages: in force, past versions, accepting them, and writing the next version."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.core.for_visitors import same_for_visitors
from app.core.policy import Conflict, Invalid, require
from app.core.versions import HOUSE
from app.core.web import access, safe_next, see_other
from app.guidelines import commands, policies, queries
from app.guidelines.forms import VersionForm

blueprint = Blueprint("guidelines", __name__)


@blueprint.get("/guidelines")
@access("public.read", suspended=True)
@same_for_visitors(HOUSE)
def guidelines() -> ResponseReturnValue:
    asks = g.actor.is_active and not queries.has_accepted(g.actor.member_id)
    return render_template(
        "guidelines/guidelines.html",
        version=queries.current(),
        versions=queries.versions(),
        asks=asks,
        may_edit=policies.edit(g.actor).allowed,
        back=safe_next(request.args.get("next"), ""),
    )


@blueprint.get("/guidelines/versions/<int:number>")
@access("public.read", suspended=True)
@same_for_visitors(HOUSE)
def version(number: int) -> ResponseReturnValue:
    return render_template("guidelines/version.html", version=queries.version_text(number), versions=queries.versions())


@blueprint.post("/guidelines/accept")
@access("guidelines.accept")
def accept() -> Response:
    number = request.form.get("number", "")
    try:
        commands.accept(g.actor, int(number) if number.isdigit() else 0)
    except Conflict:
        flash("The guidelines have changed since you opened the page. Please read them once more.", "info")
        return see_other("guidelines.guidelines")
    flash("Thank you. You can write now.", "done")
    return redirect(safe_next(request.form.get("next"), url_for("guidelines.guidelines")), code=303)


@blueprint.get("/guidelines/edit")
@access("guidelines.edit")
def edit() -> str:
    require(policies.edit(g.actor))
    draft = queries.draft()
    form = VersionForm(formdata=None)
    form.show(draft or queries.current(), draft.revision if draft else 0)
    form.summary.data = draft.summary if draft else ""
    return _editor(form)


@blueprint.post("/guidelines/edit")
@access("guidelines.edit")
def write() -> tuple[str, int] | Response:
    require(policies.edit(g.actor))
    form = VersionForm()
    if not form.validate_on_submit():
        return _editor(form, "too_long"), 422
    try:
        return _written(form, request.form.get("do", "save"))
    except Invalid as error:
        return _editor(form, error.reason, error.facts.get("number")), 422
    except Conflict as error:
        now = queries.draft()
        # Whoever reads the warning and saves again does so knowingly; until then nothing of either text is lost.
        form.revision.data = str(now.revision if now else 0)
        return _editor(form, error.reason), 409


@blueprint.post("/guidelines/edit/discard")
@access("guidelines.edit")
def discard() -> Response:
    commands.discard_draft(g.actor)
    flash("The draft is gone. The guidelines in force stay as they are.", "done")
    return see_other("guidelines.guidelines")


def _written(form: VersionForm, do: str) -> Response:
    if do == "publish":
        number = commands.publish_version(g.actor, form.to_input())
        flash(f"Version {number} is in force. Members are asked to accept it before they write again.", "done")
        return see_other("guidelines.guidelines")
    commands.save_draft(g.actor, form.to_input())
    flash("The draft is saved. Members still see the version in force.", "done")
    return see_other("guidelines.edit")


def _editor(form: VersionForm, problem: str = "", number: int | None = None) -> str:
    form.offer_new()
    draft = queries.draft()
    current = queries.current()
    return render_template(
        "guidelines/edit.html",
        form=form,
        draft=draft,
        current=current,
        problem=problem,
        number=number,
        fixed=commands.CHECKED,
    )
