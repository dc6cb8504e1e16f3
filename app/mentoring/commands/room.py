"""The mentors' room: a private group made with the first mentor, in which every mentor sits and nobody else is put."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select

from app.accounts.actor import MENTOR, ROLES, SUSPENDED, SYSTEM
from app.accounts.models import Grant, Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.core.scope import ROOT, ancestors
from app.core.settings import Setting, StoredSetting, declare, store
from app.groups.audience import PRIVATE
from app.groups.commands import GroupInput, admit, create_group, leave
from app.groups.commands.finding import hold_tree
from app.groups.models import Group, Membership
from app.mentoring.wording import ROOM_NAMES, ROOM_PURPOSE

ROOM = declare(Setting("mentoring.room_id", 0, "", valid=lambda value: value >= 0))
"""Which group it is, whatever it is called by now; 0 before the first mentor. Not for people to change."""


@command
def seat_mentors() -> int | None:
    """Let every mentor into the room and let go who is none any more. Makes the room for the first one; answers its id.

    Safe to run at any time. A room that was closed is left alone; one that is gone is made anew.
    """
    now = clock.now()
    roles = select(Grant.member_id).where(Grant.kind == MENTOR, Grant.in_force(now), ~_is_suspended(now))
    mentors = set(db.session.scalars(roles))
    room = _room()
    if room is None and mentors:
        # Two workers at once: the second waits for the tree and finds the room that the first one made.
        hold_tree()
        room = _room() or _make_room()
    if room is None or room.is_archived:
        return None
    admit(room.id, dict.fromkeys(sorted(mentors), now))
    for member_id in db.session.scalars(_former(room, now)).all():
        leave(actor_of(member_id), room.id)
    return room.id


def _room() -> Group | None:
    """The room as it is kept: what this process remembers of settings may be some seconds old."""
    kept = db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == ROOM.name))
    return db.session.get(Group, kept) if kept else None


def _make_room() -> Group:
    for name in ROOM_NAMES:
        try:
            room_id = create_group(SYSTEM, GroupInput(name=name, purpose=ROOM_PURPOSE, access=PRIVATE))
        except Invalid:
            # Somebody has a group of this name already; it is theirs.
            continue
        store(ROOM.name, room_id)
        return db.session.get_one(Group, room_id)
    raise Invalid("name_taken", field="name")


def _former(room: Group, now: datetime) -> Select[int]:
    """Members of the room who were mentors and hold nothing that keeps them there; who is suspended goes once they are back."""
    was = exists().where(Grant.member_id == Membership.member_id, Grant.kind == MENTOR)
    keeps = exists().where(
        Grant.member_id == Membership.member_id,
        Grant.kind.in_(ROLES),
        Grant.path.in_(ancestors(room.path)),
        Grant.in_force(now),
    )
    is_mentor = exists().where(Grant.member_id == Membership.member_id, Grant.kind == MENTOR, Grant.in_force(now))
    out = exists().where(
        Restriction.member_id == Membership.member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(now),
    )
    found = select(Membership.member_id).where(Membership.group_id == room.id, was, ~is_mentor, ~keeps, ~out)
    return found.order_by(Membership.member_id)


def _is_suspended(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Restriction.member_id == Grant.member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(now),
    )
