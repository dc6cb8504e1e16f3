"""Lists of groups as one actor sees them: the whole tree, the rooms of one group, one's own. The number of statements is fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, exists, false, func, select

from app.accounts.actor import Actor
from app.accounts.shapes import SeenBy
from app.core.among import among, numbers
from app.core.db import Id
from app.groups.audience import widest
from app.groups.models import Group, JoinRequest
from app.groups.policies import listed, read_audience


@dataclass(frozen=True)
class Listed:
    """One group in a list. The counts are None for whoever may not read it. `asked`: the actor waits to be let in."""

    id: int
    slug: str
    url: str
    name: str
    purpose: str
    access: str
    can_read: bool
    belongs: bool
    asked: bool
    member_count: int | None
    discussion_count: int | None
    rooms: tuple[Listed, ...] = ()

    @property
    def may_ask(self) -> bool:
        """It is private and the actor is outside."""
        return self.access == "private" and not self.can_read and not self.asked

    def all_rooms(self) -> Iterator[tuple[Listed, Listed]]:
        """Every room inside, at any depth, each after the group it is in: (room, that group)."""
        for room in self.rooms:
            yield room, self
            yield from room.all_rooms()


@dataclass(frozen=True)
class Directory:
    """The tree of open groups, and a plain list of those closed for new posts."""

    groups: tuple[Listed, ...]
    closed: tuple[Listed, ...]


def directory(actor: Actor) -> Directory:
    """Every group the actor may know of. 1 statement."""
    groups = _DIRECTORY.rows(actor)
    children: dict[int | None, list[Any]] = defaultdict(list)
    for group in groups:
        if group.archived_at is None:
            children[group.parent_id].append(group)
    closed = tuple(_shown(actor, group) for group in groups if group.archived_at is not None)
    return Directory(_tree(actor, None, children), closed)


def subgroups(actor: Actor, group: Group) -> list[Listed]:
    """The open rooms right inside `group` that the actor may know of. 1 statement."""
    return [_shown(actor, room) for room in _ROOMS.rows(actor, parent=group.id)]


def my_groups(actor: Actor) -> list[Listed]:
    """The groups the actor belongs to. 1 statement, none for who belongs nowhere."""
    if not actor.is_active or not actor.group_ids:
        return []
    return [_shown(actor, group) for group in _MINE.rows(actor, groups=actor.group_ids)]


def _listed(actor: Actor) -> Select[Any]:
    """The groups that the actor may know of, in their order; `asked`: they wait to be let in."""
    asked: Any = false()
    if actor.is_active:
        waiting = (JoinRequest.member_id == actor.member_id, JoinRequest.answered_at.is_(None))
        asked = exists().where(JoinRequest.group_id == Group.id, *waiting)
    order = (Group.position, func.lower(Group.name), Group.id)
    return select(*_COLUMNS, asked.label("asked")).where(listed(actor)).order_by(*order)


def _rooms(actor: Actor) -> Select[Any]:
    return _listed(actor).where(Group.parent_id == bindparam("parent", type_=Id), Group.archived_at.is_(None))


_COLUMNS: tuple[Any, ...] = (
    *(Group.id, Group.parent_id, Group.path, Group.slug, Group.name, Group.purpose, Group.access),
    *(Group.member_count, Group.discussion_count, Group.archived_at),
)
_DIRECTORY = SeenBy(_listed)
_ROOMS = SeenBy(_rooms)
_MINE = SeenBy(lambda actor: _listed(actor).where(among(Group.id, [numbers("groups")])))


def _tree(actor: Actor, parent_id: int | None, children: dict[int | None, list[Any]]) -> tuple[Listed, ...]:
    return tuple(_shown(actor, group, _tree(actor, group.id, children)) for group in children.get(parent_id, ()))


def _shown(actor: Actor, group: Any, rooms: tuple[Listed, ...] = ()) -> Listed:
    can_read = read_audience(actor, widest(group.access), group.id, group.path)
    return Listed(
        id=group.id,
        slug=group.slug,
        url=f"/groups/{group.slug}",
        name=group.name,
        purpose=group.purpose,
        access=group.access,
        can_read=can_read,
        belongs=actor.is_active and group.id in actor.group_ids,
        asked=bool(group.asked) and not can_read,
        member_count=group.member_count if can_read else None,
        discussion_count=group.discussion_count if can_read else None,
        rooms=rooms,
    )
