"""The directory: the board of all groups."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.core.for_visitors import same_for_visitors
from app.core.navigation import NavItem, nav_item
from app.core.versions import ALL, HOUSE, Key
from app.core.web import access
from app.groups import policies, queries
from app.groups.models import GROUP, TREE
from app.groups.routes.blueprint import blueprint


@nav_item(20)
def groups_in_header(actor: Actor) -> NavItem | None:
    """For everybody who may look around."""
    return None if actor.is_suspended else NavItem("Groups", url_for("groups.directory"))


@blueprint.get("/groups")
@access("public.read")
@same_for_visitors(Key(GROUP, ALL), TREE, HOUSE)
def directory() -> ResponseReturnValue:
    return render_template(
        "groups/directory.html",
        directory=queries.directory(g.actor),
        may_make=bool(policies.create(g.actor, None)),
    )
