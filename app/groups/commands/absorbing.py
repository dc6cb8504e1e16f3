"""A group goes up in another one: people, rooms, roles and addresses go over, and its id is never given again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.accounts.commands import end_rights
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid
from app.core.scope import child_path, hand_over_path, hold_what_lies_on, rewrite_paths
from app.groups.commands import finding, narrowing
from app.groups.events import GroupAbsorbed, GroupMoved
from app.groups.models import FormerAddress, GoneGroup, Group, JoinRequest, Membership


@command
def absorb_group(actor: Actor, group: Group, into: Group, *, keep_roles: bool, at: datetime) -> None:
    """Let `group` go up in `into`. Nested: the caller has authorised it, seen that no audience widens, and moved its discussions.

    Members are united, the earlier day of joining counts. Rooms inside hang under `into`, narrowed to what it allows. With
    `keep_roles` the roles on the group are held on `into` from now on, otherwise they end; restrictions end. Every address it ever
    had leads to `into`. Raises Invalid: into_itself, below_itself (fact `parent`), name_taken (fact `room`).
    """
    # A decision locks its item first and the tree last: so does this.
    hold_what_lies_on(group.path, but=Group.path)
    finding.hold_tree()
    _check(group, into)
    _hang_rooms(actor, group, into)
    end_rights(actor, group.path, at=at, into=into.path if keep_roles else None)
    hand_over_path(group.path, into.path, but=Group.path)
    _unite_members(group.id, into.id)
    _unite_requests(group.id, into.id, at)
    publish(GroupAbsorbed(actor_id=actor.member_id, group_id=group.id, into_id=into.id))
    _lead_on(actor, group, into, at)
    db.session.delete(group)
    db.session.flush()
    db.session.expire_all()


def _check(group: Group, into: Group) -> None:
    if group.id == into.id:
        raise Invalid("into_itself", field="parent_id")
    if into.path.startswith(group.path):
        raise Invalid("below_itself", field="parent_id", parent=into.name)
    # The room that goes may give its name to one of its own.
    beside = select(Group.name).where(Group.parent_id == into.id, Group.id != group.id)
    taken = {name.casefold() for name in db.session.scalars(beside)}
    for name in db.session.scalars(select(Group.name).where(Group.parent_id == group.id).order_by(Group.id)):
        if name.casefold() in taken:
            raise Invalid("name_taken", field="parent_id", room=name)


def _hang_rooms(actor: Actor, group: Group, into: Group) -> None:
    narrowing.narrow(actor, finding.below(group), into.access)
    db.session.flush()
    rooms = select(Group.id, Group.path).where(Group.parent_id == group.id).order_by(Group.id)
    for room_id, former in db.session.execute(rooms).all():
        path = child_path(into.path, room_id)
        db.session.execute(update(Group).where(Group.id == room_id).values(parent_id=into.id))
        # A role on a room stays a role on that room: here the rights go along, as in every move.
        rewrite_paths(former, path)
        publish(GroupMoved(actor_id=actor.member_id, group_id=room_id, old_path=former, new_path=path))


def _unite_members(group_id: int, into_id: int) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    theirs = select(literal(into_id), Membership.member_id, Membership.joined_at).where(Membership.group_id == group_id)
    united = insert(Membership).from_select(["group_id", "member_id", "joined_at"], theirs)
    earlier = case(
        (united.excluded.joined_at < Membership.joined_at, united.excluded.joined_at), else_=Membership.joined_at
    )
    keys = [Membership.group_id, Membership.member_id]
    db.session.execute(united.on_conflict_do_update(index_elements=keys, set_={"joined_at": earlier}))
    number = select(func.count()).where(Membership.group_id == into_id).scalar_subquery()
    db.session.execute(
        update(Group)
        .where(Group.id == into_id)
        .values(member_count=number)
        .execution_options(synchronize_session=False)
    )


def _unite_requests(group_id: int, into_id: int, at: datetime) -> None:
    """Who belongs already waits no longer; who waits at both doors waits once, with the newer asking; all of them are kept."""
    both = JoinRequest.group_id.in_((group_id, into_id))
    waiting = select(JoinRequest).where(both, JoinRequest.answered_at.is_(None)).order_by(JoinRequest.id.desc())
    inside = set(db.session.scalars(select(Membership.member_id).where(Membership.group_id == into_id)))
    seen: set[int] = set()
    for request in db.session.scalars(waiting.with_for_update()).all():
        if request.member_id in inside or request.member_id in seen:
            request.answer(None, request.member_id in inside, at)
        seen.add(request.member_id)
    db.session.flush()
    db.session.execute(
        update(JoinRequest)
        .where(JoinRequest.group_id == group_id)
        .values(group_id=into_id)
        .execution_options(synchronize_session=False)
    )


def _lead_on(actor: Actor, group: Group, into: Group, at: datetime) -> None:
    """Every address of the group leads to `into` itself, also the addresses of groups that had gone up in it."""
    for table, column in ((FormerAddress, FormerAddress.group_id), (GoneGroup, GoneGroup.into_id)):
        db.session.execute(
            update(table)
            .where(column == group.id)
            .values({column.key: into.id})
            .execution_options(synchronize_session=False)
        )
    db.session.add(FormerAddress(slug=group.slug, group_id=into.id, since=at))
    gone = GoneGroup(
        id=group.id, name=group.name, slug=group.slug, into_id=into.id, gone_at=at, gone_by=actor.member_id
    )
    db.session.add(gone)
    db.session.flush()
