"""What one member is offered after a split: the parent and its rooms, which of them they belong to, and what we suggest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.groups.models import Group
from app.groups.policies import holds_role, join, listed
from app.splitting.models import DONE, RUNNING, UNDOING, UNDONE, SplitOffer, SplitPlan, SplitRoom

OPEN = (RUNNING, DONE)
"""States of a plan in which its offers can be answered: everybody belongs to every room before the first offer is made."""


@dataclass(frozen=True)
class Choice:
    """The parent or one room. `is_offered`: the member can keep it or come back at once. `asks_to_return`: who leaves has to ask.

    `wrote_most`: the room where they wrote most. `is_divided`: nothing new is started there. `is_ticked` is how the page begins.
    """

    group_id: int
    name: str
    purpose: str
    url: str
    is_parent: bool
    belongs: bool
    is_offered: bool
    asks_to_return: bool
    wrote_most: bool
    is_divided: bool
    is_ticked: bool


@dataclass(frozen=True)
class Offer:
    """`is_open` False: the split was undone, so there is nothing to choose. `url` is the parent's page, '' when it is gone."""

    plan_id: int
    name: str
    url: str
    is_open: bool
    answered_at: datetime | None
    choices: tuple[Choice, ...]

    @property
    def offered(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.is_offered)

    @property
    def left(self) -> tuple[Choice, ...]:
        """What they left and can only come back to by asking."""
        return tuple(choice for choice in self.choices if not choice.is_offered)


def find_offer(actor: Actor, plan_id: int) -> Offer:
    """The actor's own offer. Raises NotFound when they have none. 2 statements."""
    wanted = (
        select(SplitPlan, SplitOffer)
        .join(SplitOffer, SplitOffer.plan_id == SplitPlan.id)
        .where(
            SplitPlan.id == plan_id,
            SplitOffer.member_id == (actor.member_id or 0),
            SplitPlan.state.in_((*OPEN, UNDOING, UNDONE)),
        )
    )
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return offer_of(actor, row[0], row[1])


def offer_of(actor: Actor, plan: SplitPlan, offer: SplitOffer) -> Offer:
    """The same for loaded rows. 1 statement."""
    groups = _groups(actor, plan)
    parent = next((group for group, room_id in groups if room_id is None), None)
    return Offer(
        plan_id=plan.id,
        name=parent.name if parent else plan.group_name,
        url=parent.url if parent else "",
        is_open=plan.state in OPEN,
        answered_at=offer.answered_at,
        choices=_choices(actor, groups, offer),
    )


def _groups(actor: Actor, plan: SplitPlan) -> list[tuple[Group, int | None]]:
    """The parent, then the rooms that are still there, each with the id of its row in the plan (None for the parent)."""
    found = (
        select(Group, SplitRoom.id)
        .outerjoin(SplitRoom, (SplitRoom.group_id == Group.id) & (SplitRoom.plan_id == plan.id))
        .where(or_(Group.id == (plan.group_id or 0), SplitRoom.id.is_not(None)), listed(actor))
        .order_by(func.coalesce(SplitRoom.position, -1), func.coalesce(SplitRoom.id, 0))
    )
    return [(group, room_id) for group, room_id in db.session.execute(found)]


def _choices(actor: Actor, groups: Iterable[tuple[Group, int | None]], offer: SplitOffer) -> tuple[Choice, ...]:
    shown = [(group, room_id) for group, room_id in groups if _is_shown(actor, group)]
    ticked = _ticked(actor, shown, offer)
    return tuple(
        Choice(
            group_id=group.id,
            name=group.name,
            purpose=group.purpose,
            url=group.url,
            is_parent=room_id is None,
            belongs=group.id in actor.group_ids,
            is_offered=group.id in actor.group_ids or bool(join(actor, group)),
            asks_to_return=group.is_private and not holds_role(actor, group.path),
            wrote_most=room_id is not None and room_id == offer.suggested_room_id,
            is_divided=group.is_divided,
            is_ticked=group.id in ticked,
        )
        for group, room_id in shown
    )


def _is_shown(actor: Actor, group: Group) -> bool:
    """A closed group can be left, but not joined."""
    return group.id in actor.group_ids or not group.is_archived


def _ticked(actor: Actor, shown: list[tuple[Group, int | None]], offer: SplitOffer) -> frozenset[int]:
    """As it is once they have answered; before, the parent and the room where they wrote most. Nothing they have left."""
    here = frozenset(group.id for group, _ in shown) & actor.group_ids
    if offer.answered_at is not None:
        return here
    suggested = frozenset(group.id for group, room_id in shown if room_id is None or room_id == offer.suggested_room_id)
    has_room = any(room_id is not None and room_id == offer.suggested_room_id for _, room_id in shown)
    return (here & suggested if has_room else frozenset()) or here
