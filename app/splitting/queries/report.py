"""What a run does, told beforehand from the plan and afterwards from the tables, in one shape: the two are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.discussions.models import Discussion
from app.discussions.policies import discussions_seen
from app.groups.models import Group, Membership
from app.splitting.models import SplitOffer, SplitPlace, SplitPlan, SplitRoom
from app.splitting.placing import Placing
from app.splitting.planfile import why_words
from app.splitting.queries.wrote import favourite, would_be_written

MOVED_SINCE = "moved_since"
WOULD_WIDEN = "would_widen"
ROOM_GONE = "room_gone"
"""Why a discussion stays where it is though the plan names a room for it."""


@dataclass(frozen=True)
class RoomTold:
    """A room. `discussions` go there; `members` belong to it at first; `suggested`: to so many it is suggested."""

    slug: str
    name: str
    discussions: int
    members: int
    suggested: int


@dataclass(frozen=True)
class Landing:
    """One discussion: `to` is a room's slug, None when it stays; `why` and `value` are the plan's reason, `note` why it stays.

    `title` is '' for whoever may not read it where it stands.
    """

    id: int
    title: str
    to: str | None
    why: str
    value: str
    note: str

    @property
    def reason(self) -> str:
        """As the plan's file says it: 'tag: new', 'no rule fits'."""
        return why_words(Placing(why=self.why, value=self.value))

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "to": self.to, "why": self.reason, "note": self.note}


@dataclass(frozen=True)
class Report:
    """Everything that changes for the group at `group` (a slug). `members` get an offer; `no_room`: to so many none is suggested."""

    group: str
    divides: bool
    rooms: tuple[RoomTold, ...]
    discussions: tuple[Landing, ...]
    members: int
    no_room: int

    @property
    def moves(self) -> int:
        return sum(1 for landing in self.discussions if landing.to is not None)

    @property
    def stays(self) -> int:
        return len(self.discussions) - self.moves

    @property
    def noted(self) -> tuple[Landing, ...]:
        """Those that stay though the plan names a room."""
        return tuple(landing for landing in self.discussions if landing.note)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `to` of a discussion is a slug, or None when it stays."""
        return {
            "group": self.group,
            "divides": self.divides,
            "rooms": [vars(room) for room in self.rooms],
            "moves": self.moves,
            "stays": self.stays,
            "members": self.members,
            "offers": {**{room.slug: room.suggested for room in self.rooms}, "no room": self.no_room},
            "discussions": [landing.to_json() for landing in self.discussions],
        }


@dataclass(frozen=True)
class Named:
    """A room as it is called and addressed."""

    room_id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Late:
    """A discussion that no plan has placed yet, as the rules would place it."""

    id: int
    room_id: int | None
    why: str
    value: str


def foretold(plan: SplitPlan, group: Group, rooms: Sequence[Named], late: Iterable[Late]) -> Report:
    """What a run would do now. `late` are discussions that began after the plan placed its own. 4 statements."""
    titles = {row.id: row.title for row in db.session.execute(_in_group(group.id))}
    slugs = {room.room_id: room.slug for room in rooms}
    landings: list[Landing] = []
    room_of: dict[int, int] = {}
    for place, title, where in _placed(plan.id):
        to = slugs.get(place.room_id or 0) if where == group.id else None
        if to is not None and place.room_id is not None:
            room_of[place.discussion_id] = place.room_id
        note = MOVED_SINCE if place.room_id is not None and to is None else ""
        landings.append(Landing(place.discussion_id, title, to, place.why, place.value, note))
    for new in late:
        if new.room_id is not None:
            room_of[new.id] = new.room_id
        landings.append(Landing(new.id, titles[new.id], slugs.get(new.room_id or 0), new.why, new.value, ""))
    offers = _would_offer(group.id, room_of, [room.room_id for room in rooms])
    return _report(plan, group, rooms, landings, offers)


def told(plan: SplitPlan, group: Group) -> Report:
    """What a run did. 3 statements."""
    found = select(SplitRoom.id, Group.slug, Group.name).join(Group, Group.id == SplitRoom.group_id)
    here = found.where(SplitRoom.plan_id == plan.id).order_by(SplitRoom.position, SplitRoom.id)
    rooms = [Named(*row) for row in db.session.execute(here)]
    slugs = {room.room_id: room.slug for room in rooms}
    landings = [
        Landing(
            place.discussion_id,
            title,
            slugs.get(place.room_id or 0) if place.moved_at else None,
            place.why,
            place.value,
            place.note,
        )
        for place, title, _ in _placed(plan.id)
    ]
    offered = select(SplitOffer.suggested_room_id, func.count()).where(SplitOffer.plan_id == plan.id)
    offers = {room_id: number for room_id, number in db.session.execute(offered.group_by(SplitOffer.suggested_room_id))}
    return _report(plan, group, rooms, landings, offers)


def seen_by(actor: Actor, landings: Sequence[Landing]) -> tuple[Landing, ...]:
    """The same for a page: what stands where the actor may not read it keeps its title for itself. 1 statement, none for none."""
    ids = [landing.id for landing in landings]
    if not ids:
        return ()
    query = select(Discussion.id).join(Group, Group.id == Discussion.group_id)
    seen = set(db.session.scalars(query.where(Discussion.id.in_(ids), discussions_seen(actor))))
    return tuple(landing if landing.id in seen else replace(landing, title="") for landing in landings)


def _report(
    plan: SplitPlan,
    group: Group,
    rooms: Sequence[Named],
    landings: list[Landing],
    offers: dict[int | None, int],
) -> Report:
    goes, members = Counter(landing.to for landing in landings), sum(offers.values())
    return Report(
        group=group.slug,
        divides=plan.divides,
        rooms=tuple(
            RoomTold(room.slug, room.name, goes[room.slug], members, offers.get(room.room_id, 0)) for room in rooms
        ),
        discussions=tuple(sorted(landings, key=lambda landing: landing.id)),
        members=members,
        no_room=offers.get(None, 0),
    )


def _placed(plan_id: int) -> Iterator[tuple[SplitPlace, str, int]]:
    rows = db.session.execute(
        select(SplitPlace, Discussion.title, Discussion.group_id)
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .where(SplitPlace.plan_id == plan_id)
        .order_by(SplitPlace.discussion_id)
        .execution_options(yield_per=1000)
    )
    yield from ((place, title, group_id) for place, title, group_id in rows)


def _in_group(group_id: int) -> Any:
    return select(Discussion.id, Discussion.title).where(Discussion.group_id == group_id)


def _would_offer(group_id: int, room_of: dict[int, int], rooms: Sequence[int]) -> dict[int | None, int]:
    written = would_be_written(group_id, room_of)
    belong = db.session.scalars(select(Membership.member_id).where(Membership.group_id == group_id))
    return dict(Counter(favourite(written.get(member_id, {}), rooms) for member_id in belong))
