"""The advisor's page for those who look after groups, and asking it to look at one again."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.policy import NotFound
from app.core.web import access, safe_next
from app.groups.queries import managed_group
from app.splitting.commands.advising import ask_advice
from app.splitting.queries.advice import advised_groups
from app.splitting.routes.blueprint import blueprint


@blueprint.get("/splitting")
@access("split.plan")
def advisor() -> ResponseReturnValue:
    page = advised_groups(g.actor, request.args.get("after"))
    if not page.items and "after" not in request.args:
        raise NotFound
    return render_template("splitting/advisor.html", page=page, is_first="after" not in request.args)


@blueprint.post("/groups/<slug>/advice")
@access("split.plan")
def ask_for_advice(slug: str) -> ResponseReturnValue:
    group = managed_group(g.actor, slug)
    ask_advice(g.actor, group.id)
    flash(f"The advisor is looking at {group.name}. Come back to this page in a minute.", "done")
    return redirect(safe_next(request.form.get("next"), url_for(".advisor")), code=303)
