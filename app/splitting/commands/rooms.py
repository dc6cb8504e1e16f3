"""The rooms of a plan: adding, changing, taking out. Nothing outside the plan changes."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.core.text import slugify
from app.groups.commands.addresses import is_free
from app.groups.models import Group
from app.splitting.commands.finding import hold_draft, mark_changed, room_in
from app.splitting.commands.refreshing import refresh_places
from app.splitting.inputs import LONGEST_NAME, LONGEST_PURPOSE, MOST_ROOMS, RoomInput
from app.splitting.models import HAND, SplitPlace, SplitPlan, SplitRoom, SplitRule


@command
def add_room(actor: Actor, plan_id: int, new: RoomInput, version: int) -> int:
    """Add a room at the end; answers its id. Nothing goes there before it has a rule or something is placed by hand.

    Raises NotFound, Conflict (plan_changed, not_a_draft), Invalid: name_missing, name_long, name_taken, into_itself, slug_taken,
    purpose_long, too_many_rooms.
    """
    plan, group = hold_draft(actor, plan_id, version)
    room = insert_room(plan, group, new)
    mark_changed(actor, plan)
    return room.id


@command
def edit_room(actor: Actor, room_id: int, new: RoomInput, version: int) -> None:
    """Change name, purpose or address of a room. Raises as `add_room`; NotFound for a room there is not."""
    plan, group = hold_draft(actor, plan_of_room(room_id), version)
    room = room_in(plan, room_id)
    checked = check_room(plan, group, new, room_id)
    if (room.name, room.purpose, room.slug) == (checked.name, checked.purpose, checked.slug):
        return
    room.name, room.purpose, room.slug = checked.name, checked.purpose, checked.slug
    mark_changed(actor, plan)


@command
def remove_room(actor: Actor, room_id: int, version: int) -> None:
    """Take a room out of the plan. What would have gone there goes by the other rules, also what was placed there by hand.

    Raises NotFound, Conflict.
    """
    plan, _ = hold_draft(actor, plan_of_room(room_id), version)
    room_in(plan, room_id)
    by_hand = (SplitPlace.plan_id == plan.id, SplitPlace.room_id == room_id, SplitPlace.why == HAND)
    second = (SplitPlace.plan_id == plan.id, SplitPlace.other_room_id == room_id)
    for change in (
        delete(SplitPlace).where(*by_hand),
        update(SplitPlace).where(*second).values(other_room_id=None),
        delete(SplitRule).where(SplitRule.room_id == room_id),
    ):
        db.session.execute(change.execution_options(synchronize_session=False))
    # The places of the room by rule lose it by their foreign key, and are made anew below.
    db.session.execute(delete(SplitRoom).where(SplitRoom.id == room_id).execution_options(synchronize_session=False))
    db.session.expire_all()
    refresh_places(plan)
    mark_changed(actor, plan)


@command
def insert_room(plan: SplitPlan, group: Group, new: RoomInput) -> SplitRoom:
    """The new row, checked and flushed, at the end. Nested; raises Invalid as `add_room`."""
    last, number = db.session.execute(
        select(func.max(SplitRoom.position), func.count()).where(SplitRoom.plan_id == plan.id)
    ).one()
    if number >= MOST_ROOMS:
        raise Invalid("too_many_rooms", most=MOST_ROOMS)
    checked = check_room(plan, group, new)
    room = SplitRoom(
        plan_id=plan.id,
        name=checked.name,
        purpose=checked.purpose,
        slug=checked.slug,
        position=0 if last is None else last + 1,
    )
    db.session.add(room)
    db.session.flush()
    return room


def plan_of_room(room_id: int) -> int:
    """The id of its plan; 0, which no plan has, for a room there is not."""
    return db.session.scalar(select(SplitRoom.plan_id).where(SplitRoom.id == room_id)) or 0


def check_room(plan: SplitPlan, group: Group, new: RoomInput, room_id: int = 0) -> RoomInput:
    """The room on one line each, as it may be kept. Raises Invalid as `add_room`."""
    name, purpose, slug = " ".join(new.name.split()), " ".join(new.purpose.split()), slugify(new.slug)
    if not name:
        raise Invalid("name_missing", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("name_long", field="name", most=LONGEST_NAME)
    if len(purpose) > LONGEST_PURPOSE:
        raise Invalid("purpose_long", field="purpose", most=LONGEST_PURPOSE)
    if new.slug.strip() and not slug:
        raise Invalid("slug_taken", field="slug")
    if name.casefold() == group.name.casefold() or slug == group.slug:
        raise Invalid("into_itself", field="slug" if slug == group.slug else "name")
    others = _others(plan, room_id)
    if name.casefold() in _neighbours(group) | {other.name.casefold() for other in others}:
        raise Invalid("name_taken", field="name")
    if slug and (not is_free(slug) or slug in {other.slug for other in others}):
        raise Invalid("slug_taken", field="slug")
    return RoomInput(name, purpose, slug)


def _neighbours(group: Group) -> set[str]:
    """The names of the rooms that the group has already, as they are compared."""
    return {name.casefold() for name in db.session.scalars(select(Group.name).where(Group.parent_id == group.id))}


def _others(plan: SplitPlan, room_id: int) -> list[SplitRoom]:
    query = select(SplitRoom).where(SplitRoom.plan_id == plan.id, SplitRoom.id != room_id)
    return list(db.session.scalars(query))
