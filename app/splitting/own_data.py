"""What splitting holds about a member: their choice after a split, and plans they worked on as staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select

from app.accounts.holdings import own_data, rows
from app.splitting.models import SplitOffer, SplitPlace, SplitPlan


@own_data(
    "room-choices",
    "Rooms you could choose after a split",
    "The group that was split, the room that was suggested, and when you answered.",
    "split_offers.member_id",
)
def offers(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(SplitPlan.group_name.label("group"), SplitOffer.suggested_room_id, SplitOffer.answered_at).join(
        SplitPlan, SplitPlan.id == SplitOffer.plan_id
    )
    return rows(made.where(SplitOffer.member_id == member_id).order_by(SplitOffer.plan_id))


@own_data(
    "split-plans",
    "Plans to split a group that you worked on",
    "As staff: the group, what you did to the plan, and discussions you placed by hand.",
    "split_plans.created_by",
    "split_plans.changed_by",
    "split_plans.run_by",
    "split_plans.undo_by",
    "split_places.placed_by",
)
def plans(member_id: int) -> Iterable[Mapping[str, Any]]:
    by = (SplitPlan.created_by, SplitPlan.changed_by, SplitPlan.run_by, SplitPlan.undo_by)
    worked = select(SplitPlan.group_name.label("group"), *((column == member_id).label(column.key) for column in by))
    yield from rows(worked.where(or_(*(column == member_id for column in by))).order_by(SplitPlan.id))
    placed = select(SplitPlace.plan_id.label("plan"), SplitPlace.discussion_id.label("discussion"))
    mine = placed.where(SplitPlace.placed_by == member_id)
    yield from rows(mine.order_by(SplitPlace.plan_id, SplitPlace.discussion_id))
