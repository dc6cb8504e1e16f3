"""The steps of a run: members, discussions, what was begun meanwhile, offers. Each is one short transaction.

A step finds what is still to do in the tables and does a part of it; what it writes carries the moment at which the run began. So it
does not matter how often a run is cut off: the tables are the same in the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update

from app.accounts.actor import SYSTEM, Actor
from app.core.command import command, publish
from app.core.db import db
from app.discussions.commands.relocation import relocate
from app.groups.commands import admit, let_go
from app.groups.commands.dividing import divide_group
from app.groups.commands.finding import hold_tree
from app.groups.models import Group, Membership
from app.notifications.commands import notify_many
from app.notifications.models import Notice
from app.splitting.commands.refreshing import place_new
from app.splitting.events import GroupSplit
from app.splitting.inputs import SPLIT_OFFER
from app.splitting.models import DONE, SplitOffer, SplitPlace, SplitPlan, SplitRoom
from app.splitting.queries.report import MOVED_SINCE, ROOM_GONE, WOULD_WIDEN
from app.splitting.queries.rooms import rooms_of
from app.splitting.queries.wrote import favourite, written_in_rooms

MEMBERS, DISCUSSIONS, LATE, OFFERS = "members", "discussions", "late", "offers"
"""Stages of a run, in this order."""

MEMBERS_AT_ONCE = 500
TALKS_AT_ONCE = 100


@command
def admit_members(plan: SplitPlan, group: Group) -> None:
    """The next members of the group belong to every room from now on; an offer without a suggestion says that they do."""
    if len(_admit(plan, group)) < MEMBERS_AT_ONCE:
        plan.stage = DISCUSSIONS


@command
def move_discussions(plan: SplitPlan, group: Group) -> None:
    """The next discussions of one room go there; what cannot go is noted at its place."""
    _let_go(plan, group)
    if not _move_some(plan, group):
        plan.stage = LATE


@command
def move_late(plan: SplitPlan, group: Group) -> None:
    """What was begun or brought here since the plan placed its own goes by the rules, and who joined since belongs as well.

    The last of it and the closing of the group to new discussions are one step: nothing is begun between the two.
    """
    hold_tree()
    _let_go(plan, group)
    place_new(plan)
    if _move_some(plan, group) and _waits(plan):
        return
    while len(_admit(plan, group)) == MEMBERS_AT_ONCE:
        pass
    if plan.divides:
        divide_group(running_actor(plan.run_by), group.id, divided=True, at=plan.run_at)
    plan.stage = OFFERS


@command
def make_offers(plan: SplitPlan, group: Group) -> None:
    """The next members hear of the rooms; after the last of them the run is done."""
    key = f"{SPLIT_OFFER}:{plan.id}"
    is_told = exists().where(Notice.member_id == SplitOffer.member_id, Notice.key == key)
    untold = select(SplitOffer).where(SplitOffer.plan_id == plan.id, ~is_told).order_by(SplitOffer.member_id)
    offers = db.session.scalars(untold.limit(MEMBERS_AT_ONCE)).all()
    rooms = [room.id for room in rooms_of(plan.id)]
    written = written_in_rooms(plan.id, [offer.member_id for offer in offers])
    for offer in offers:
        offer.suggested_room_id = favourite(written.get(offer.member_id, {}), rooms)
    member_ids = [offer.member_id for offer in offers]
    notify_many(member_ids, SPLIT_OFFER, key=key, subject_kind=SPLIT_OFFER, subject_id=plan.id)
    if len(offers) < MEMBERS_AT_ONCE:
        _finish(plan, group)


def running_actor(member_id: int | None) -> Actor:
    """Who carries a run on: it was allowed when it began, and goes on when its starter has lost their role since."""
    return replace(SYSTEM, member_id=member_id)


def _admit(plan: SplitPlan, group: Group) -> Sequence[int]:
    """Let the next members without an offer into every room; answers their ids."""
    assert plan.run_at is not None
    has_offer = exists().where(SplitOffer.plan_id == plan.id, SplitOffer.member_id == Membership.member_id)
    outside = select(Membership.member_id).where(Membership.group_id == group.id, ~has_offer)
    ids = db.session.scalars(outside.order_by(Membership.member_id).limit(MEMBERS_AT_ONCE)).all()
    for room in rooms_of(plan.id):
        if room.group_id is not None and ids:
            admit(room.group_id, dict.fromkeys(ids, plan.run_at))
    if ids:
        db.session.execute(insert(SplitOffer), [{"plan_id": plan.id, "member_id": one} for one in ids])
    return ids


def _let_go(plan: SplitPlan, group: Group) -> None:
    """Who has left the group since this run let them into its rooms leaves these as well, unless they chose to keep one.

    They never asked to be there, and by what moves there they would read again what they left.
    """
    belongs = exists().where(Membership.group_id == group.id, Membership.member_id == SplitOffer.member_id)
    left = select(SplitOffer.member_id).where(SplitOffer.plan_id == plan.id, SplitOffer.answered_at.is_(None), ~belongs)
    ids = db.session.scalars(left.order_by(SplitOffer.member_id)).all()
    if not ids:
        return
    for room in rooms_of(plan.id):
        if room.group_id is not None:
            let_go(room.group_id, ids)
    db.session.execute(delete(SplitOffer).where(SplitOffer.plan_id == plan.id, SplitOffer.member_id.in_(ids)))


def _move_some(plan: SplitPlan, group: Group) -> bool:
    """Move the next discussions of the first room that waits for some; False when none does."""
    room = db.session.scalar(
        select(SplitRoom)
        .join(SplitPlace, SplitPlace.room_id == SplitRoom.id)
        .where(*_waiting(plan))
        .order_by(SplitRoom.position, SplitRoom.id)
        .limit(1)
    )
    if room is None:
        return False
    some = select(SplitPlace.discussion_id).where(*_waiting(plan), SplitPlace.room_id == room.id)
    _move(plan, group, room, db.session.scalars(some.order_by(SplitPlace.discussion_id).limit(TALKS_AT_ONCE)).all())
    return True


def _waits(plan: SplitPlan) -> bool:
    return bool(db.session.scalar(select(exists().where(*_waiting(plan)))))


def _waiting(plan: SplitPlan) -> tuple[ColumnElement[bool], ...]:
    """Places whose discussion has still to go."""
    is_left = (SplitPlace.room_id.is_not(None), SplitPlace.moved_at.is_(None), SplitPlace.note == "")
    return SplitPlace.plan_id == plan.id, *is_left


def _move(plan: SplitPlan, group: Group, room: SplitRoom, ids: Sequence[int]) -> None:
    assert plan.run_at is not None
    target = db.session.get(Group, room.group_id) if room.group_id is not None else None
    if target is None:
        _note(plan, ids, ROOM_GONE)
        return
    done = relocate(running_actor(plan.run_by), ids, group, target, at=plan.run_at)
    here = _places(plan, done.moved)
    db.session.execute(update(SplitPlace).where(*here).values(moved_at=plan.run_at))
    _note(plan, done.stayed, WOULD_WIDEN)
    _note(plan, sorted(set(ids) - {*done.moved, *done.stayed}), MOVED_SINCE)


def _note(plan: SplitPlan, ids: Sequence[int], note: str) -> None:
    if ids:
        db.session.execute(update(SplitPlace).where(*_places(plan, ids)).values(note=note))


def _places(plan: SplitPlan, ids: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SplitPlace.plan_id == plan.id, SplitPlace.discussion_id.in_(ids)


def _finish(plan: SplitPlan, group: Group) -> None:
    """Done since the moment it began: the days for undoing count from there, however often it was resumed."""
    assert plan.run_at is not None
    plan.state, plan.stage, plan.done_at = DONE, "", plan.run_at
    plan.report = {**plan.report, "run": _figures(plan)}
    room_ids = tuple(room.group_id for room in rooms_of(plan.id) if room.group_id is not None)
    publish(GroupSplit(actor_id=plan.run_by, plan_id=plan.id, group_id=group.id, room_ids=room_ids))


def _figures(plan: SplitPlan) -> dict[str, object]:
    """Counts alone: what became of the places and offers."""
    counted = (
        select(SplitPlace.room_id, SplitPlace.moved_at.is_not(None), SplitPlace.note, func.count())
        .where(SplitPlace.plan_id == plan.id)
        .group_by(SplitPlace.room_id, SplitPlace.moved_at.is_not(None), SplitPlace.note)
    )
    moved: dict[str, int] = {}
    notes: dict[str, int] = {}
    stays = 0
    for room_id, is_moved, note, number in sorted(db.session.execute(counted).all(), key=str):
        if is_moved:
            moved[str(room_id)] = number
            continue
        stays += number
        if note:
            notes[note] = notes.get(note, 0) + number
    offers = select(func.count()).where(SplitOffer.plan_id == plan.id)
    return {"moved": moved, "stays": stays, "notes": notes, "members": db.session.scalar(offers) or 0}
