"""A mentor's own page, among the pages of the account."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template

from app.accounts.registry import YOU, account_page
from app.accounts.routes.account import own_tabs
from app.core.policy import Invalid, NotFound
from app.core.web import access, see_other
from app.mentoring import policies
from app.mentoring.commands.settings import keep_settings
from app.mentoring.forms.desk import MentorForm
from app.mentoring.forms.problems import explain
from app.mentoring.queries.load import load_of
from app.mentoring.routes.blueprint import blueprint

account_page("mentoring.settings", "Mentor", YOU, policies.is_mentor)


@blueprint.route("/account/mentor", methods=["GET", "POST"])
@access("mentor.settings")
def settings() -> Any:
    """How many they can welcome, when, in which languages, what they know and would rather not take, and when they are away."""
    if not policies.settings(g.actor):
        raise NotFound
    form, load = MentorForm(), load_of(g.actor.member_id or 0)
    if not form.is_submitted():
        form.show(load)
    elif form.validate():
        try:
            keep_settings(g.actor, form.given())
        except Invalid as problem:
            explain(form, problem)
        else:
            flash("Kept.", "done")
            return see_other("mentoring.settings")
    page = render_template("mentoring/settings.html", form=form, load=load, tabs=own_tabs("mentoring.settings"))
    return page, 422 if form.errors else 200
