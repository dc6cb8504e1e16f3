"""Merging one group into another: where it could go, what would come of it, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.accounts.actor import Actor
from app.accounts.models import Grant, Member
from app.core import clock
from app.core.db import db
from app.core.policy import Invalid
from app.core.scope import is_within, path_ids
from app.discussions.queries.meant import meant_for_group
from app.groups.audience import is_wider
from app.groups.models import FormerAddress, Group, JoinRequest, Membership
from app.groups.queries import joining_gains, widening
from app.splitting.models import RUNNING, UNDOING, SplitPlan, SplitRoom
from app.splitting.policies import merge

MOST_NAMED = 20
"""Roles and addresses that the page names; the rest is counted."""


@dataclass(frozen=True)
class RoleGoing:
    """Somebody who holds `kind` on the group and will hold it on the other one."""

    name: str
    username: str
    kind: str


@dataclass(frozen=True)
class MergePreview:
    """What merging `group` into `into` does, as things are now. `hindrance` None: nothing forbids it.

    `joining`: how many members it brings that do not belong there yet; `in_both` belong to both already. `waiting`: how many ask to
    join. `addresses`: the present one first, then the former ones. `narrows`: fewer people may read it afterwards.
    """

    group: Group
    into: Group
    hindrance: Invalid | None
    discussions: int
    joining: int
    in_both: int
    waiting: int
    rooms: tuple[str, ...]
    roles: tuple[RoleGoing, ...]
    more_roles: int
    addresses: tuple[str, ...]
    more_addresses: int
    narrows: bool


def merge_places(actor: Actor, group: Group) -> list[tuple[int, str]]:
    """Where the actor may let `group` go up: (id, way from the top), by name. 1 statement."""
    known = {one.id: one for one in db.session.scalars(select(Group))}
    open_to = [
        one
        for one in known.values()
        if merge(actor, group, one)
        and not is_within(one.path, group.path)
        and not one.is_archived
        and not one.is_divided
    ]
    return sorted(((one.id, _way(one, known)) for one in open_to), key=lambda place: place[1].casefold())


def merge_preview(group: Group, into_id: int) -> MergePreview:
    """What the page says before anybody presses; `into_id` is one of `merge_places`. At most 14 statements, whatever they hold."""
    into = db.session.get_one(Group, into_id)
    joining = joining_gains(group, into)
    roles, addresses = _roles(group), _addresses(group)
    return MergePreview(
        group=group,
        into=into,
        hindrance=hindrance(group, into),
        discussions=group.discussion_count,
        joining=joining,
        in_both=_belonging(group) - joining,
        waiting=_waiting(group),
        rooms=tuple(db.session.scalars(select(Group.name).where(Group.parent_id == group.id).order_by(Group.name))),
        roles=roles[:MOST_NAMED],
        more_roles=max(0, len(roles) - MOST_NAMED),
        addresses=addresses[:MOST_NAMED],
        more_addresses=max(0, len(addresses) - MOST_NAMED),
        narrows=narrows(group, into),
    )


def hindrance(group: Group, into: Group) -> Invalid | None:
    """Why `group` cannot go up in `into`; None when it can.

    into_itself, into_own_room, into_archived, into_divided, plan_running; room_name_taken (fact `room`); would_widen (facts
    `discussions` meant for one of the two alone, `people` who would gain). At most 7 statements.
    """
    if group.id == into.id:
        return _no("merge_itself")
    if is_within(into.path, group.path):
        return _no("merge_own_room", into=into.name)
    if into.is_archived:
        return _no("merge_archived", into=into.name)
    if into.is_divided:
        return _no("merge_divided", into=into.name)
    if _is_being_split(group, into):
        return _no("plan_running")
    taken = _name_taken(group, into)
    if taken is not None:
        return _no("room_name_taken", into=into.name, room=taken)
    return _widens(group, into)


def narrows(group: Group, into: Group) -> bool:
    """Whether fewer people may read what is in `group`, or in a room of it, once it is in `into`. Access alone is looked at."""
    return is_wider(group.access, into.access)


def _no(reason: str, **facts: object) -> Invalid:
    return Invalid(reason, field="into", **facts)


def _is_being_split(group: Group, into: Group) -> bool:
    both = (group.id, into.id)
    rooms = select(SplitRoom.plan_id).where(SplitRoom.group_id.in_(both))
    going = select(SplitPlan.id).where(
        SplitPlan.state.in_((RUNNING, UNDOING)), or_(SplitPlan.group_id.in_(both), SplitPlan.id.in_(rooms))
    )
    return db.session.scalar(going.limit(1)) is not None


def _name_taken(group: Group, into: Group) -> str | None:
    """The room of `group` whose name another room of `into` has; the group that goes gives its own name free."""
    inside = select(Group.parent_id, Group.name).where(Group.parent_id.in_((group.id, into.id)), Group.id != group.id)
    rows = db.session.execute(inside.order_by(Group.id)).all()
    taken = {name.casefold() for parent_id, name in rows if parent_id == into.id}
    return next((name for parent_id, name in rows if parent_id == group.id and name.casefold() in taken), None)


def _widens(group: Group, into: Group) -> Invalid | None:
    """What was meant for either group alone must have no new reader. Roles are given by hand, so they do not count."""
    meant = meant_for_group(group.id)
    gain = widening(group, into) if meant else None
    if gain:
        reason = "merge_opens" if gain.opens else "would_widen"
        return _no(reason, into=into.name, group=group.name, discussions=meant, people=gain.people)
    meant_there = meant_for_group(into.id)
    gaining = joining_gains(group, into) if meant_there else 0
    if gaining:
        return _no("would_widen", into=group.name, group=into.name, discussions=meant_there, people=gaining)
    return None


def _belonging(group: Group) -> int:
    return db.session.scalar(select(func.count()).where(Membership.group_id == group.id)) or 0


def _waiting(group: Group) -> int:
    asked = (JoinRequest.group_id == group.id, JoinRequest.answered_at.is_(None))
    return db.session.scalar(select(func.count()).where(*asked)) or 0


def _roles(group: Group) -> tuple[RoleGoing, ...]:
    held = (
        select(Member.display_name, Member.username, Grant.kind)
        .join(Grant, Grant.member_id == Member.id)
        .where(Grant.path == group.path, Grant.in_force(clock.now()))
        .order_by(Grant.kind.desc(), func.lower(Member.display_name), Grant.id)
    )
    return tuple(RoleGoing(name, username, kind) for name, username, kind in db.session.execute(held))


def _addresses(group: Group) -> tuple[str, ...]:
    former = select(FormerAddress.slug).where(FormerAddress.group_id == group.id).order_by(FormerAddress.since.desc())
    return (group.slug, *db.session.scalars(former))


def _way(group: Group, known: dict[int, Group]) -> str:
    return " › ".join(known[key].name for key in path_ids(group.path) if key in known)
