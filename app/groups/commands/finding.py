"""Rows that commands on the tree work with, locked where the tree may change under them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.groups.models import Group
from app.groups.policies import see_listing


def listed_group(actor: Actor, group_id: int) -> Group:
    """The group. Raises NotFound when it is missing or the actor may not know of it."""
    group = db.session.get(Group, group_id)
    if group is None or not see_listing(actor, group):
        raise NotFound
    return group


def parent_of(actor: Actor, parent_id: int | None) -> Group | None:
    """The group something is put into, which must be open; None for the top. Raises NotFound, Invalid."""
    if parent_id is None:
        return None
    parent = listed_group(actor, parent_id)
    if parent.is_archived:
        raise Invalid("parent_archived", field="parent_id", parent=parent.name)
    return parent


def hold_tree() -> None:
    """Let no other command change the shape of the tree until this one is done (SQLite has one writer anyway)."""
    db.session.execute(select(Group.id).order_by(Group.id).with_for_update())


def below(group: Group) -> Sequence[Group]:
    """Every group inside `group`, at any depth, parents before their rooms."""
    inside = Group.path.startswith(group.path, autoescape=True)
    found = select(Group).where(inside, Group.id != group.id).order_by(func.length(Group.path), Group.path)
    return db.session.scalars(found).all()


def check_name(name: str, parent_id: int | None, group_id: int | None = None) -> str:
    """The name on one line. Raises Invalid when it is empty or a neighbour in the same place has it."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("name_missing", field="name")
    beside = select(Group.name).where(Group.parent_id.is_not_distinct_from(parent_id), Group.id != (group_id or 0))
    if name.casefold() in {other.casefold() for other in db.session.scalars(beside)}:
        raise Invalid("name_taken", field="name")
    return name
