"""The directory: the board of all groups."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.core.for_readers import same_for_readers
from app.core.for_visitors import same_for_visitors
from app.core.navigation import NavItem, address, nav_item
from app.core.slots import fills
from app.core.versions import ALL, HOUSE, Key
from app.core.web import access
from app.groups import policies, queries
from app.groups.models import GROUP, TREE
from app.groups.queries.reader import ReadingOfBoard
from app.groups.routes.blueprint import blueprint

KEYS = (Key(GROUP, ALL), TREE, HOUSE)
"""What the directory is made of."""


@nav_item(20)
def groups_in_header(actor: Actor) -> NavItem | None:
    """For everybody who may look around."""
    return None if actor.is_suspended else NavItem("Groups", address("groups.directory"))


@fills("belongs", size=16)
def belongs(group_id: str) -> str:
    """Behind the number of its members, where the reader is one of them."""
    actor: Actor = g.actor
    return ", you among them" if int(group_id) in actor.group_ids and actor.is_active else ""


@blueprint.get("/groups")
@access("public.read")
@same_for_readers(ReadingOfBoard(*KEYS))
@same_for_visitors(*KEYS)
def directory() -> ResponseReturnValue:
    return render_template(
        "groups/directory.html",
        directory=queries.directory(g.actor),
        may_make=bool(policies.create(g.actor, None)),
    )
