"""Joining, leaving, and asking to join."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import access, safe_next, see_other
from app.groups import commands, queries, wording
from app.groups.forms import AskForm, refuse
from app.groups.models import Group
from app.groups.routes.blueprint import blueprint


@blueprint.post("/groups/<slug>/join")
@access("group.join")
def join(slug: str) -> ResponseReturnValue:
    group = queries.find_group(g.actor, slug).group
    commands.join(g.actor, group.id)
    flash(f"You belong to {group.name} now.", "done")
    return redirect(safe_next(request.form.get("next"), request.script_root + group.url), code=303)


@blueprint.post("/groups/<slug>/leave")
@access("group.leave")
def leave(slug: str) -> ResponseReturnValue:
    found = queries.find_group(g.actor, slug)
    queries.check_same(found, slug)
    group = found.group
    commands.leave(g.actor, group.id)
    flash(f"You have left {group.name}. What you wrote there stays.", "done")
    return see_other("discussions.group", slug=group.slug)


@blueprint.post("/groups/<slug>/ask")
@access("group.ask")
def ask(slug: str) -> ResponseReturnValue:
    group, form = queries.find_group(g.actor, slug).group, AskForm()
    if not form.validate_on_submit():
        return _ask_page(group, form), 422
    try:
        commands.ask_to_join(g.actor, group.id, form.words.data or "")
    except Invalid as error:
        refuse(form, error)
        return _ask_page(group, form), 422
    except (Conflict, Forbidden) as error:
        flash(wording.SENTENCES.get(error.reason, wording.SENTENCES["ask_first"]))
        return see_other("discussions.group", slug=group.slug)
    flash("The moderators have your message. You will get a notice when they have answered.", "done")
    return see_other("discussions.group", slug=group.slug)


@blueprint.post("/groups/<slug>/ask/take-back")
@access("group.ask")
def take_back(slug: str) -> ResponseReturnValue:
    group = queries.find_group(g.actor, slug).group
    commands.take_back_request(g.actor, group.id)
    flash("You no longer ask to join, and your message is erased.", "done")
    return see_other("discussions.group", slug=group.slug)


def _ask_page(group: Group, form: AskForm) -> str:
    return render_template("groups/ask.html", group=group, form=form, crumbs=queries.crumbs(g.actor, group))
