"""Lists of groups as one actor sees them: the whole tree, the rooms of one group, one's own. The number of statements is fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.groups.models import Group, JoinRequest
from app.groups.policies import listed, read


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
    """Every group the actor may know of. 1 statement for visitors, 2 for members."""
    groups = db.session.scalars(_ordered().where(listed(actor))).all()
    asked = _asked(actor)
    children: dict[int | None, list[Group]] = defaultdict(list)
    for group in groups:
        if not group.is_archived:
            children[group.parent_id].append(group)
    closed = tuple(_shown(actor, group, asked) for group in groups if group.is_archived)
    return Directory(_tree(actor, None, children, asked), closed)


def subgroups(actor: Actor, group: Group) -> list[Listed]:
    """The open rooms right inside `group` that the actor may know of. 1 statement for visitors, 2 for members."""
    inside = _ordered().where(Group.parent_id == group.id, Group.archived_at.is_(None), listed(actor))
    found = db.session.scalars(inside).all()
    asked = _asked(actor) if any(room.is_private for room in found) else frozenset()
    return [_shown(actor, room, asked) for room in found]


def my_groups(actor: Actor) -> list[Listed]:
    """The groups the actor belongs to. 1 statement, none for who belongs nowhere."""
    if not actor.is_active or not actor.group_ids:
        return []
    mine = db.session.scalars(_ordered().where(Group.id.in_(sorted(actor.group_ids)), listed(actor)))
    return [_shown(actor, group, frozenset()) for group in mine]


def _ordered() -> Select[Group]:
    return select(Group).order_by(Group.position, func.lower(Group.name), Group.id)


def _asked(actor: Actor) -> frozenset[int]:
    if not actor.is_active:
        return frozenset()
    waiting = select(JoinRequest.group_id).where(
        JoinRequest.member_id == actor.member_id, JoinRequest.answered_at.is_(None)
    )
    return frozenset(db.session.scalars(waiting))


def _tree(
    actor: Actor, parent_id: int | None, children: dict[int | None, list[Group]], asked: Iterable[int]
) -> tuple[Listed, ...]:
    return tuple(
        _shown(actor, group, asked, _tree(actor, group.id, children, asked)) for group in children.get(parent_id, ())
    )


def _shown(actor: Actor, group: Group, asked: Iterable[int], rooms: Sequence[Listed] = ()) -> Listed:
    can_read = read(actor, group)
    return Listed(
        id=group.id,
        slug=group.slug,
        url=group.url,
        name=group.name,
        purpose=group.purpose,
        access=group.access,
        can_read=can_read,
        belongs=actor.is_active and group.id in actor.group_ids,
        asked=group.id in asked and not can_read,
        member_count=group.member_count if can_read else None,
        discussion_count=group.discussion_count if can_read else None,
        rooms=tuple(rooms),
    )
