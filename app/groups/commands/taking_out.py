"""Taking a member out of a private group, with a reason that they read."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.core.scope import within_any
from app.groups import policies
from app.groups.commands import finding
from app.groups.commands.belonging import count_members
from app.groups.events import MemberLeftGroup, MemberTakenOut
from app.groups.inputs import LONGEST_WORDS
from app.groups.models import Group, JoinRequest, Membership


@command
def take_out(actor: Actor, group_id: int, member_id: int, words: str) -> None:
    """The member belongs to the group, and to the rooms inside it, no more. What they wrote stays. They read `words`.

    It is kept as an answer to their belonging, so that asking again takes as long as after "not now". Raises NotFound for who does not
    belong, Forbidden, Invalid ('why_missing', 'words_long', 'leave_instead', 'role_first').
    """
    group = finding.listed_group(actor, group_id)
    require(policies.take_out(actor, group))
    words = words.strip()
    if not words:
        raise Invalid("why_missing", field="words")
    if len(words) > LONGEST_WORDS:
        raise Invalid("words_long", field="words", most=LONGEST_WORDS)
    if member_id == actor.member_id:
        raise Invalid("leave_instead", field="words")
    if policies.holds_role(actor_of(member_id), group.path):
        raise Invalid("role_first", field="words")
    joined_at = db.session.scalar(
        select(Membership.joined_at).where(Membership.group_id == group_id, Membership.member_id == member_id)
    )
    if joined_at is None:
        raise NotFound
    _end(actor, group, member_id)
    answer = JoinRequest(group_id=group_id, member_id=member_id, asked_at=joined_at)
    answer.answer(actor.member_id, False, clock.now(), words)
    db.session.add(answer)
    db.session.flush()
    publish(MemberTakenOut(actor_id=actor.member_id, request_id=answer.id, group_id=group_id, member_id=member_id))


def _end(actor: Actor, group: Group, member_id: int) -> None:
    """A room inside a private group is private as well: whoever stayed there would read on."""
    inside = select(Group.id).where(within_any(Group.path, (group.path,)))
    gone = delete(Membership).where(Membership.member_id == member_id, Membership.group_id.in_(inside))
    left = sorted(db.session.scalars(gone.returning(Membership.group_id)).all())
    for group_id in left:
        count_members(group_id, -1)
        publish(MemberLeftGroup(actor_id=actor.member_id, group_id=group_id, member_id=member_id))
