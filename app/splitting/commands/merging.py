"""Letting a group go up in another one."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.core.scope import hold_what_lies_on
from app.discussions.commands.relocation import relocate
from app.discussions.models import Discussion
from app.groups.commands import absorb_group
from app.groups.commands.finding import hold_tree, listed_group
from app.groups.models import Group
from app.splitting import policies
from app.splitting.events import GroupsMerged
from app.splitting.models import SplitPlan, SplitRoom
from app.splitting.queries.merge import hindrance, narrows


@command
def merge_groups(actor: Actor, group_id: int, into_id: int, *, narrow: bool = False) -> str:
    """Let a group go up in another: discussions, members, rooms, roles and addresses go over; answers the other's slug.

    `narrow` agrees that fewer people may read it there. Raises NotFound, Forbidden, and Invalid as `hindrance` says, or
    merge_narrows (facts `access`, `into`) without that agreement. Nothing is half done.
    """
    group, into = _held(actor, group_id, into_id)
    forbidden = hindrance(group, into)
    if forbidden is not None:
        raise forbidden
    if narrows(group, into) and not narrow:
        raise Invalid("merge_narrows", field="narrow", access=into.access, into=into.name, group=group.name)
    at = clock.now()
    here = list(db.session.scalars(select(Discussion.id).where(Discussion.group_id == group.id)))
    if relocate(actor, here, group, into, at=at).stayed:
        raise AssertionError("what may not go was asked for before")
    absorb_group(actor, group, into, keep_roles=True, at=at)
    publish(GroupsMerged(actor_id=actor.member_id, group_id=group_id, into_id=into_id))
    return db.session.get_one(Group, into_id).slug


def _held(actor: Actor, group_id: int, into_id: int) -> tuple[Group, Group]:
    """Both groups, with everything locked that is decided on: plans first, then what is under review, then the tree."""
    group, into = listed_group(actor, group_id), listed_group(actor, into_id)
    require(policies.merge(actor, group, into))
    both = (group_id, into_id)
    of_rooms = select(SplitRoom.plan_id).where(SplitRoom.group_id.in_(both))
    plans = select(SplitPlan.id).where(or_(SplitPlan.group_id.in_(both), SplitPlan.id.in_(of_rooms)))
    db.session.execute(plans.order_by(SplitPlan.id).with_for_update())
    hold_what_lies_on(group.path, but=Group.path)
    hold_tree()
    db.session.expire_all()
    group, into = listed_group(actor, group_id), listed_group(actor, into_id)
    require(policies.merge(actor, group, into))
    return group, into
