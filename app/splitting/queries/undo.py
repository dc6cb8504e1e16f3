"""What undoing a split would do: shown before anybody presses the button."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.accounts.models import Grant, Member
from app.core import clock
from app.core.db import db
from app.discussions.models import Discussion
from app.discussions.queries.meant import meant_for_group
from app.groups.models import Group
from app.groups.queries import joining_gains, widening
from app.splitting.models import SplitPlan, SplitRoom

HAS_TALK = "has_talk"
WOULD_GAIN = "would_gain"
HAS_ROOMS = "has_rooms"
"""Why a room stays: something in it is for it alone; its members would gain in the group; it has rooms of its own."""


@dataclass(frozen=True)
class RoomBack:
    """One room: how many discussions come back, of these how many were begun since; how many stay, being for the room alone.

    `joins`: members of the room who do not belong to the group. `stays` is '' or a code why the room cannot go. `roles`: names of
    people and the role that ends with the room.
    """

    name: str
    url: str
    comes_back: int
    begun_since: int
    remains: int
    joins: int
    stays: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class UndoPreview:
    """The whole of it. `gone`: names of rooms that are no more, so that nothing comes back from them.

    `elsewhere`: names of rooms that the actor does not look after where they stand now. They cannot undo it, and are told no more.
    """

    plan: SplitPlan
    group: Group
    rooms: tuple[RoomBack, ...]
    gone: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def comes_back(self) -> int:
        return sum(room.comes_back for room in self.rooms)

    @property
    def begun_since(self) -> int:
        return sum(room.begun_since for room in self.rooms)

    @property
    def has_rooms(self) -> tuple[str, ...]:
        """Rooms with rooms of their own: while there are such, it cannot be undone."""
        return tuple(room.name for room in self.rooms if room.stays == HAS_ROOMS)


def undo_preview(actor: Actor, plan: SplitPlan, group: Group) -> UndoPreview:
    """What undoing would do now, for its actor. 5 statements, and 3 for each room."""
    found = db.session.execute(
        select(SplitRoom.name, Group)
        .outerjoin(Group, Group.id == SplitRoom.group_id)
        .where(SplitRoom.plan_id == plan.id)
        .order_by(SplitRoom.position, SplitRoom.id)
    ).all()
    standing = [room for _, room in found if room is not None]
    rooms = [room for room in standing if actor.moderates(room.path)]
    look = _Look(plan, group, rooms)
    return UndoPreview(
        plan,
        group,
        tuple(look.at(room) for room in rooms),
        tuple(name for name, room in found if room is None),
        tuple(room.name for room in standing if not actor.moderates(room.path)),
    )


class _Look:
    """The counts of all rooms, read once; and what was meant for the group alone, which grows with what comes back."""

    def __init__(self, plan: SplitPlan, group: Group, rooms: Sequence[Group]) -> None:
        ids = [room.id for room in rooms]
        self.group = group
        self.counts = _counts(plan, ids)
        self.parents = set(db.session.scalars(select(Group.parent_id).where(Group.parent_id.in_(ids))))
        self.roles = _roles([room.path for room in rooms])
        self.meant = meant_for_group(group.id)

    def at(self, room: Group) -> RoomBack:
        total, since = self.counts.get(room.id, (0, 0))
        meant = meant_for_group(room.id)
        remains = meant if widening(room, self.group) else 0
        self.meant += meant - remains
        joins = joining_gains(room, self.group)
        stays = HAS_ROOMS if room.id in self.parents else HAS_TALK if remains else ""
        return RoomBack(
            name=room.name,
            url=room.url,
            comes_back=total - remains,
            begun_since=since,
            remains=remains,
            joins=joins,
            stays=stays or (WOULD_GAIN if joins and self.meant else ""),
            roles=self.roles.get(room.path, ()),
        )


def _counts(plan: SplitPlan, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Discussions of each room, and those begun there since the run."""
    since = func.count().filter(Discussion.created_at >= plan.run_at)
    counted = select(Discussion.group_id, func.count(), since).where(Discussion.group_id.in_(ids))
    rows = db.session.execute(counted.group_by(Discussion.group_id))
    return {group_id: (total, begun) for group_id, total, begun in rows}


def _roles(paths: Sequence[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    held = (
        select(Grant.path, Member.display_name, Grant.kind)
        .join(Member, Member.id == Grant.member_id)
        .where(Grant.path.in_(paths), Grant.in_force(clock.now()))
        .order_by(Member.display_name, Grant.id)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, name, kind in db.session.execute(held):
        found[path].append((name, kind))
    return {path: tuple(some) for path, some in found.items()}
