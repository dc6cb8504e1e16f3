"""The rooms of a plan become groups: checked and named alike by a dry run and by the run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.core.text import slugify
from app.groups.commands import GroupInput, create_group
from app.groups.commands.addresses import free_slug, is_free
from app.groups.models import Group
from app.splitting.models import SplitPlan, SplitRoom
from app.splitting.queries.rooms import rooms_of


@dataclass(frozen=True)
class RoomToMake:
    """A room with the name and the address it gets."""

    room: SplitRoom
    name: str
    slug: str


def rooms_to_make(plan: SplitPlan, group: Group) -> list[RoomToMake]:
    """The rooms in their order. Raises Invalid: no_rooms; name_beside (fact `name`) by a neighbour or by another room."""
    rooms = rooms_of(plan.id)
    if not rooms:
        raise Invalid("no_rooms")
    names = {name.casefold() for name in db.session.scalars(select(Group.name).where(Group.parent_id == group.id))}
    found: list[RoomToMake] = []
    for room in rooms:
        name = " ".join(room.name.split())
        if not name or name.casefold() in names:
            raise Invalid("name_beside", field="rooms", name=name)
        names.add(name.casefold())
        found.append(RoomToMake(room, name, _slug(room.slug, name, group, {other.slug for other in found})))
    return found


@command
def make_rooms(actor: Actor, plan: SplitPlan, group: Group, at: datetime) -> None:
    """Make a group for every room, empty, with the access of the group it stands in. Nested; raises as `rooms_to_make`."""
    for each in rooms_to_make(plan, group):
        new = GroupInput(
            name=each.name,
            purpose=each.room.purpose,
            access=group.access,
            parent_id=group.id,
            position=each.room.position,
            slug=each.slug,
            created_at=at,
        )
        each.room.group_id = create_group(actor, new)


def _slug(wish: str, name: str, group: Group, taken: Collection[str]) -> str:
    """The address that was wished for if it is free, else one made from the name."""
    plain = slugify(name) or "room"
    wanted = chain([slugify(wish), free_slug(name, group)], (f"{plain}-{number}" for number in count(2)))
    return next(slug for slug in wanted if slug and slug not in taken and is_free(slug))
