"""Nominating: a mentor or staff name somebody with the evidence of that moment, staff of the group say yes or no."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from app.accounts.actor import MENTOR, Actor
from app.accounts.commands.roles import grant_role
from app.accounts.models import Member
from app.accounts.queries import actor_of, member_cards, role_marks
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.events import Nominated, NominationAnswered
from app.mentoring.inputs import MADE_MENTOR
from app.mentoring.models import Nomination
from app.mentoring.queries.nominations import evidence_of
from app.notifications.commands import notify


@command
def nominate(actor: Actor, member_id: int, group_id: int) -> int:
    """Name a member as a mentor for a group; answers the nomination's id. While one waits for an answer, it is that one.

    The member is not told. Raises NotFound (no such member, or no group of the actor's), Invalid 'yourself', Conflict 'mentor_already'
    or 'suspended', with `name`.
    """
    group = db.session.scalar(select(Group).where(Group.id == group_id).with_for_update())
    member = db.session.get(Member, member_id)
    if group is None or member is None or not policies.nominate(actor, group.path):
        raise NotFound
    if member_id == actor.member_id:
        raise Invalid("yourself", field="member")
    if member_id in role_marks([member_id], group.path):
        raise Conflict("mentor_already", name=member.display_name)
    if actor_of(member_id).is_suspended:
        raise Conflict("suspended_member", name=member.display_name)
    waiting = select(Nomination.id).where(
        Nomination.member_id == member_id, Nomination.group_id == group_id, Nomination.answered_at.is_(None)
    )
    known = db.session.scalar(waiting)
    return known if known is not None else _add(actor, member_id, group)


@command
def answer_nomination(actor: Actor, nomination_id: int, *, accepted: bool) -> str:
    """Make the member a mentor of the group, or leave it; answers their name. Only who becomes a mentor is told.

    Raises NotFound for who does not look after the group, Conflict 'answered' (with `who`) when a colleague was faster.
    """
    nomination = db.session.scalar(select(Nomination).where(Nomination.id == nomination_id).with_for_update())
    group = db.session.get(Group, nomination.group_id) if nomination else None
    if nomination is None or group is None or not policies.answer_nomination(actor, group.path):
        raise NotFound
    cards = member_cards([nomination.member_id, nomination.answered_by])
    if nomination.answered_at is not None:
        colleague = cards.get(nomination.answered_by or 0)
        raise Conflict("answered", who=colleague.display_name if colleague else "A colleague")
    nomination.answer(actor.member_id, accepted, clock.now())
    if accepted:
        _make_mentor(actor, nomination, group)
    publish(
        NominationAnswered(
            actor_id=actor.member_id,
            nomination_id=nomination.id,
            member_id=nomination.member_id,
            group_id=group.id,
            accepted=accepted,
        )
    )
    return cards[nomination.member_id].display_name


@command
def follow_group(group_id: int, into_id: int) -> None:
    """A group goes up in another one: who was named for it is named for that one. Who waits there already waits once."""
    waiting = select(Nomination.member_id).where(Nomination.group_id == into_id, Nomination.answered_at.is_(None))
    is_new = or_(Nomination.answered_at.is_not(None), Nomination.member_id.not_in(waiting))
    moved = update(Nomination).where(Nomination.group_id == group_id, is_new).values(group_id=into_id)
    db.session.execute(moved.execution_options(synchronize_session=False))


def _add(actor: Actor, member_id: int, group: Group) -> int:
    nomination = Nomination(
        member_id=member_id,
        group_id=group.id,
        nominated_by=actor.member_id,
        nominated_at=clock.now(),
        evidence=evidence_of(member_id, group.path).to_json(),
    )
    db.session.add(nomination)
    db.session.flush()
    publish(Nominated(actor_id=actor.member_id, nomination_id=nomination.id, member_id=member_id, group_id=group.id))
    return nomination.id


def _make_mentor(actor: Actor, nomination: Nomination, group: Group) -> None:
    grant_role(actor, nomination.member_id, MENTOR, group.path)
    notify(
        nomination.member_id,
        MADE_MENTOR,
        key=f"{MADE_MENTOR}:{nomination.id}",
        subject_kind="group",
        subject_id=group.id,
        actor_id=actor.member_id,
    )
