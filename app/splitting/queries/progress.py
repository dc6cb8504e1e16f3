"""How far a run or an undoing is: counted from the tables that it works on, so it is right whoever carries it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.discussions.models import Discussion
from app.groups.models import Group, Membership
from app.notifications.models import Notice
from app.splitting.inputs import SPLIT_OFFER
from app.splitting.models import RUNNING, UNDOING, SplitOffer, SplitPlace, SplitPlan, SplitRoom
from app.splitting.queries.report import MOVED_SINCE, Landing

SHOWN = 50
"""Discussions that stayed against the plan, named on the page."""


@dataclass(frozen=True)
class Part:
    """One part of the work. `name` is a code of wording.PARTS."""

    name: str
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True)
class RoomShown:
    """A room of the plan as it is now; `url` is '' when it is gone. `kept` is a code: why an undoing left it."""

    name: str
    url: str
    moved: int
    kept: str


@dataclass(frozen=True)
class Progress:
    """A plan that runs, ran, or is undone.

    `stays` fit no room or could not go, and are in the group still; `noted` are some that are not where the plan put them.
    """

    plan: SplitPlan
    group: Group
    parts: tuple[Part, ...]
    rooms: tuple[RoomShown, ...]
    stays: int
    noted: tuple[Landing, ...]
    noted_count: int
    members: int

    @property
    def is_under_way(self) -> bool:
        return self.plan.state in (RUNNING, UNDOING)

    @property
    def done(self) -> int:
        return sum(min(part.done, part.total) for part in self.parts)

    @property
    def total(self) -> int:
        return sum(part.total for part in self.parts)


def progress(plan: SplitPlan, group: Group) -> Progress:
    """How far the plan is. 5 statements under way, 3 when it is over."""
    rooms = _rooms(plan)
    if plan.state == RUNNING:
        return Progress(plan, group, _run_parts(plan, group), rooms, 0, (), 0, 0)
    if plan.state == UNDOING:
        return Progress(plan, group, _undo_parts(plan), rooms, 0, (), 0, 0)
    figures: dict[str, Any] = plan.report.get("run", {})
    notes: dict[str, int] = figures.get("notes", {})
    noted = sum(notes.values())
    named = _noted(plan) if noted else ()
    stays = figures.get("stays", 0) - notes.get(MOVED_SINCE, 0)
    return Progress(plan, group, (), rooms, stays, named, noted, figures.get("members", 0))


def _rooms(plan: SplitPlan) -> tuple[RoomShown, ...]:
    found = (
        select(SplitRoom.id, SplitRoom.name, Group.name, Group.slug)
        .outerjoin(Group, Group.id == SplitRoom.group_id)
        .where(SplitRoom.plan_id == plan.id)
        .order_by(SplitRoom.position, SplitRoom.id)
    )
    moved = plan.report.get("run", {}).get("moved", {})
    kept = plan.report.get("kept", {})
    return tuple(
        RoomShown(now or planned, f"/groups/{slug}" if slug else "", moved.get(str(key), 0), kept.get(str(key), ""))
        for key, planned, now, slug in db.session.execute(found)
    )


def _run_parts(plan: SplitPlan, group: Group) -> tuple[Part, ...]:
    """Members who belong to the rooms, discussions that stand where they should, members who were told."""
    offers, told = db.session.execute(
        select(func.count(SplitOffer.member_id), func.count(Notice.id))
        .outerjoin(
            Notice,
            (Notice.member_id == SplitOffer.member_id) & (Notice.key == f"{SPLIT_OFFER}:{plan.id}"),
        )
        .where(SplitOffer.plan_id == plan.id)
    ).one()
    belong = select(func.count()).select_from(Membership).where(Membership.group_id == group.id)
    members = max(db.session.scalar(belong) or 0, offers)
    settled = (SplitPlace.moved_at.is_not(None)) | (SplitPlace.note != "")
    places = select(func.count(), func.count().filter(settled)).where(
        SplitPlace.plan_id == plan.id, SplitPlace.room_id.is_not(None)
    )
    total, done = db.session.execute(places).one()
    return Part("members", offers, members), Part("discussions", done, total), Part("offers", told, members)


def _undo_parts(plan: SplitPlan) -> tuple[Part, ...]:
    """Discussions that are back, of those in the rooms; rooms that were looked at."""
    here = select(SplitRoom.group_id).where(SplitRoom.plan_id == plan.id, SplitRoom.group_id.is_not(None))
    left = db.session.scalar(select(func.count(Discussion.id)).where(Discussion.group_id.in_(here))) or 0
    back = plan.report.get("undo", {}).get("back", 0)
    standing = select(func.count(), func.count(SplitRoom.group_id)).where(SplitRoom.plan_id == plan.id)
    rooms, still = db.session.execute(standing).one()
    looked = rooms - still + len(plan.report.get("kept", {}))
    return Part("back", back, back + left), Part("rooms", looked, rooms)


def _noted(plan: SplitPlan) -> tuple[Landing, ...]:
    found = (
        select(SplitPlace, Discussion.title)
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .where(SplitPlace.plan_id == plan.id, SplitPlace.note != "")
        .order_by(SplitPlace.discussion_id)
        .limit(SHOWN)
    )
    return tuple(
        Landing(place.discussion_id, title, None, place.why, place.value, place.note)
        for place, title in db.session.execute(found)
    )
