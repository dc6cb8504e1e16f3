"""Belonging to a group: joining, leaving, being let in; and the counts that follow in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import require
from app.groups import policies
from app.groups.commands import finding
from app.groups.events import MemberJoinedGroup, MemberLeftGroup
from app.groups.models import Group, JoinRequest, Membership

AT_ONCE = 500


@command
def join(actor: Actor, group_id: int) -> None:
    """The actor belongs to the group from now on; joining twice is once. Raises NotFound, Forbidden."""
    group = finding.listed_group(actor, group_id)
    require(policies.join(actor, group))
    assert actor.member_id is not None
    let_in(actor, group_id, actor.member_id)
    _settle_request(group_id, actor.member_id)


@command
def leave(actor: Actor, group_id: int) -> None:
    """The actor belongs to the group no more; leaving twice is once. Raises NotFound, Forbidden."""
    finding.listed_group(actor, group_id)
    require(policies.leave(actor))
    gone = delete(Membership).where(Membership.group_id == group_id, Membership.member_id == actor.member_id)
    if db.session.execute(gone.returning(Membership.member_id)).all():
        count_members(group_id, -1)
        assert actor.member_id is not None
        publish(MemberLeftGroup(actor_id=actor.member_id, group_id=group_id, member_id=actor.member_id))


@command
def let_in(actor: Actor, group_id: int, member_id: int) -> None:
    """Write down that a member belongs, on the word of whoever decided it. Idempotent."""
    if _add(group_id, {member_id: clock.now()}):
        publish(MemberJoinedGroup(actor_id=actor.member_id, group_id=group_id, member_id=member_id))


@command
def admit(group_id: int, joined: Mapping[int, datetime]) -> int:
    """Let many members in, by id with the time they joined, telling nobody: for imports. Answers how many are new. Idempotent."""
    return _add(group_id, joined)


@command
def let_go(group_id: int, member_ids: Collection[int]) -> None:
    """Take back what `admit` did for these members, telling nobody. Who does not belong is passed over."""
    gone = delete(Membership).where(Membership.group_id == group_id, Membership.member_id.in_(sorted(member_ids)))
    number = len(db.session.execute(gone.returning(Membership.member_id)).all())
    if number:
        count_members(group_id, -number)


@command
def count_discussions(group_id: int, change: int) -> None:
    """Change the stored number of a group's discussions; nested in the command that publishes, removes or moves one."""
    counted = Group.discussion_count + change
    db.session.execute(
        update(Group)
        .where(Group.id == group_id)
        .values(discussion_count=counted)
        .execution_options(synchronize_session="fetch")
    )


@command
def recount_members() -> None:
    """Repair every group's stored number of members."""
    number = select(func.count()).where(Membership.group_id == Group.id).scalar_subquery()
    db.session.execute(update(Group).values(member_count=number).execution_options(synchronize_session=False))
    db.session.expire_all()


def _add(group_id: int, joined: Mapping[int, datetime]) -> int:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"group_id": group_id, "member_id": key, "joined_at": at} for key, at in sorted(joined.items())]
    added = 0
    for start in range(0, len(rows), AT_ONCE):
        some = insert(Membership).values(rows[start : start + AT_ONCE]).on_conflict_do_nothing()
        added += len(db.session.execute(some.returning(Membership.member_id)).all())
    if added:
        count_members(group_id, added)
    return added


def count_members(group_id: int, change: int) -> None:
    """Change the stored number of a group's members; inside the command that lets somebody in or go."""
    db.session.execute(
        update(Group)
        .where(Group.id == group_id)
        .values(member_count=Group.member_count + change)
        .execution_options(synchronize_session="fetch")
    )


def _settle_request(group_id: int, member_id: int) -> None:
    """Who is in waits no longer."""
    waiting = select(JoinRequest).where(
        JoinRequest.group_id == group_id, JoinRequest.member_id == member_id, JoinRequest.answered_at.is_(None)
    )
    for request in db.session.scalars(waiting):
        request.answer(None, True, clock.now())
