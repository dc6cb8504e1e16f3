"""Every discussion of a plan with where it goes and why, a page at a time, by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.orm import aliased

from app.accounts.models import Member
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.discussions.models import Discussion
from app.groups.audience import Audience
from app.groups.models import Group
from app.splitting.models import HAND, SplitPlace, SplitPlan, SplitRoom
from app.splitting.queries.rooms import rooms_of

PAGE = 50
ALL, UNSURE, STAYS, BY_HAND, NEW = "all", "unsure", "stays", "hand", "new"
"""What the page can show, besides the id of a room."""


@dataclass(frozen=True)
class PlaceShown:
    """One discussion. `room_id` None: it stays; `is_placed` False: it came into the group since, and goes by the rules.

    `by` is the name of who chose the place by hand, '' for nobody.
    """

    id: int
    title: str
    slug: str
    is_placed: bool
    room_id: int | None
    room: str
    other_room_id: int | None
    other: str
    why: str
    value: str
    by: str
    is_locked: bool
    is_removed: bool
    is_waiting: bool
    for_group: bool


@dataclass(frozen=True)
class View:
    """One of the lists of the page. `key` is for the address."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class PlacesPage:
    """A page of one list, newest discussions first."""

    view: str
    views: tuple[View, ...]
    rooms: Sequence[SplitRoom]
    places: Page[PlaceShown]


def places_page(plan: SplitPlan, group: Group, view: str = ALL, after: str | None = None) -> PlacesPage:
    """The page; the plan was found for its actor. An unknown view shows all. 3 statements."""
    rooms = rooms_of(plan.id)
    wanted = _wanted(view, rooms)
    view = view if wanted is not None else ALL
    query = _placed(plan, group).where(true() if wanted is None else wanted)
    key = unpack_key(after, 1)
    if key:
        query = query.where(Discussion.id < key[0])
    rows = db.session.execute(query.order_by(Discussion.id.desc()).limit(PAGE + 1)).all()
    names = {room.id: room.name for room in rooms}
    shown = [_shown(row[0], row[1], row[2], names) for row in rows[:PAGE]]
    older = pack_key(shown[-1].id) if len(rows) > PAGE else None
    return PlacesPage(view, _views(plan, group, rooms), rooms, Page(shown, older=older))


def _placed(plan: SplitPlan, group: Group) -> Select[Discussion, SplitPlace, str]:
    placed = and_(SplitPlace.discussion_id == Discussion.id, SplitPlace.plan_id == plan.id)
    by = aliased(Member)
    return (
        select(Discussion, SplitPlace, by.display_name)
        .outerjoin(SplitPlace, placed)
        .outerjoin(by, by.id == SplitPlace.placed_by)
        .where(Discussion.group_id == group.id)
    )


def _wanted(view: str, rooms: Sequence[SplitRoom]) -> ColumnElement[bool] | None:
    """The condition of a view, None for one there is not."""
    known: dict[str, ColumnElement[bool]] = {
        ALL: true(),
        UNSURE: SplitPlace.other_room_id.is_not(None),
        STAYS: and_(SplitPlace.plan_id.is_not(None), SplitPlace.room_id.is_(None)),
        BY_HAND: SplitPlace.why == HAND,
        NEW: SplitPlace.plan_id.is_(None),
    } | {str(room.id): SplitPlace.room_id == room.id for room in rooms}
    return known.get(view)


def _views(plan: SplitPlan, group: Group, rooms: Sequence[SplitRoom]) -> tuple[View, ...]:
    """Every list with its count; those that are empty are left out, but for the one of all. 1 statement."""
    labels = {ALL: "All", UNSURE: "Fit two rooms"} | {str(room.id): room.name for room in rooms}
    labels |= {STAYS: f"Stay in {group.name}", BY_HAND: "Chosen by hand", NEW: "New since"}
    conditions = [_wanted(key, rooms) for key in labels]
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions if one is not None]
    placed = and_(SplitPlace.discussion_id == Discussion.id, SplitPlace.plan_id == plan.id)
    counts = db.session.execute(
        select(*sums).select_from(Discussion).outerjoin(SplitPlace, placed).where(Discussion.group_id == group.id)
    ).one()
    views = [View(key, label, int(count)) for (key, label), count in zip(labels.items(), counts, strict=True)]
    return tuple(view for view in views if view.count or view.key == ALL)


def _shown(talk: Discussion, place: SplitPlace | None, by: str | None, names: dict[int, str]) -> PlaceShown:
    room_id = place.room_id if place else None
    other_id = place.other_room_id if place else None
    return PlaceShown(
        id=talk.id,
        title=talk.title,
        slug=talk.public_slug,
        is_placed=place is not None,
        room_id=room_id,
        room=names.get(room_id, "") if room_id else "",
        other_room_id=other_id,
        other=names.get(other_id, "") if other_id else "",
        why=place.why if place else "",
        value=place.value if place else "",
        by=by or "",
        is_locked=talk.is_locked,
        is_removed=talk.removed_at is not None,
        is_waiting=talk.published_at is None,
        for_group=talk.audience == Audience.GROUP,
    )
