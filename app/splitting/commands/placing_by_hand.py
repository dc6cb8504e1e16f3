"""Placing discussions by hand, and leaving them to the rules again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.discussions.models import Discussion
from app.splitting.commands.finding import hold_draft, mark_changed, room_in
from app.splitting.commands.refreshing import place_again, put_by_hand
from app.splitting.inputs import MOST_AT_ONCE
from app.splitting.models import SplitPlan


@command
def place_by_hand(
    actor: Actor, plan_id: int, discussion_ids: Collection[int], room_id: int | None, version: int
) -> None:
    """Put these discussions into a room, or None: they stay, whatever the rules say.

    Raises NotFound, Conflict (plan_changed, not_a_draft), Invalid: nothing_ticked, too_many_ticked, no_such_room, not_in_group (one
    of them was moved elsewhere; nothing is placed).
    """
    plan = _for(actor, plan_id, discussion_ids, version)
    if room_id is not None:
        room_in(plan, room_id)
    put_by_hand(plan.id, [(key, room_id) for key in discussion_ids], actor.member_id)
    mark_changed(actor, plan)


@command
def unplace(actor: Actor, plan_id: int, discussion_ids: Collection[int], version: int) -> None:
    """Leave these discussions to the rules again. Raises as `place_by_hand`."""
    plan = _for(actor, plan_id, discussion_ids, version)
    place_again(plan, discussion_ids)
    mark_changed(actor, plan)


def _for(actor: Actor, plan_id: int, discussion_ids: Collection[int], version: int) -> SplitPlan:
    plan, group = hold_draft(actor, plan_id, version)
    wanted = set(discussion_ids)
    if not wanted:
        raise Invalid("nothing_ticked", field="discussions")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid("too_many_ticked", field="discussions", most=MOST_AT_ONCE)
    here = select(func.count()).where(Discussion.group_id == group.id, Discussion.id.in_(sorted(wanted)))
    if db.session.scalar(here) != len(wanted):
        raise Invalid("not_in_group", field="discussions")
    return plan
