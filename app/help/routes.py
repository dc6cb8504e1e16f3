"""The page of help lines for everybody, the first sentence of every footer, and the pages on which staff keep the directory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, render_template, request
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.core.navigation import page_context
from app.core.policy import require
from app.core.web import access, see_other
from app.help import commands, policies, queries, wording
from app.help.forms import LineForm

blueprint = Blueprint("help", __name__)
blueprint.add_app_template_filter(wording.languages, "language_names")


@page_context("help_now")
def help_now(actor: Actor) -> queries.HelpNow:
    """What to do in danger, where the reader lives."""
    return queries.help_now(actor)


@blueprint.get("/help")
@access("public.read", suspended=True)
def lines() -> str:
    country = queries.country_for(g.actor, request.args.get("country", ""))
    return render_template(
        "help/lines.html",
        country=country,
        country_name=queries.country_name(country),
        place=queries.place(country),
        lines=queries.lines_now(country),
        emergency=queries.emergency_of(country),
        past=queries.past_count(country),
        countries=queries.countries(),
        may_manage=policies.manage(g.actor).allowed,
    )


def _done(form: LineForm, act: Callable[[], object]) -> bool:
    """Whether the line is whole and the command took it; else each fault stands at its field, all of them at once."""
    is_whole = bool(form.validate_on_submit())
    for fault in commands.faults_of(form.to_input()):
        if not form[fault.field].errors:
            form[fault.field].errors = (wording.REASONS[fault.reason],)
            is_whole = False
    if is_whole:
        act()
    return is_whole


@blueprint.get("/help/lines")
@access("help.manage")
def directory() -> str:
    return render_template("help/directory.html", kept=queries.kept_lines(g.actor))


@blueprint.get("/help/lines/new")
@access("help.manage")
def new() -> str:
    require(policies.manage(g.actor))
    form = LineForm(formdata=None, country=queries.COUNTRY.get())
    return render_template("help/line.html", form=form, line=None)


@blueprint.post("/help/lines/new")
@access("help.manage")
def add() -> tuple[str, int] | Response:
    form = LineForm()
    if _done(form, lambda: commands.add_line(g.actor, form.to_input())):
        flash("The line is in the directory.", "done")
        return see_other("help.directory")
    return render_template("help/line.html", form=form, line=None), 422


@blueprint.get("/help/lines/<int:line_id>")
@access("help.manage")
def edit(line_id: int) -> str:
    line = queries.kept_line(g.actor, line_id)
    form = LineForm(formdata=None)
    form.show(line)
    return render_template("help/line.html", form=form, line=line)


@blueprint.post("/help/lines/<int:line_id>")
@access("help.manage")
def change(line_id: int) -> tuple[str, int] | Response:
    form = LineForm()
    if _done(form, lambda: commands.change_line(g.actor, line_id, form.to_input())):
        flash("Saved.", "done")
        return see_other("help.directory", anchor=f"line-{line_id}")
    return render_template("help/line.html", form=form, line=queries.kept_line(g.actor, line_id)), 422


@blueprint.post("/help/lines/<int:line_id>/check")
@access("help.manage")
def check(line_id: int) -> Response:
    commands.check_line(g.actor, line_id)
    flash("Thank you. The page now says that it was checked today.", "done")
    return see_other("help.directory", anchor=f"line-{line_id}")


@blueprint.post("/help/lines/<int:line_id>/remove")
@access("help.manage")
def remove(line_id: int) -> Response:
    commands.remove_line(g.actor, line_id)
    flash("It is on no page any more. You can put it back below.", "done")
    return see_other("help.directory", anchor="removed")


@blueprint.post("/help/lines/<int:line_id>/put-back")
@access("help.manage")
def put_back(line_id: int) -> Response:
    commands.put_back_line(g.actor, line_id)
    flash("It is on the page again.", "done")
    return see_other("help.directory", anchor=f"line-{line_id}")
