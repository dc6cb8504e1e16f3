"""What groups hold about a member, and how belonging ends when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import AT_ONCE, Leaver, ending, own_data, rows
from app.core.db import db
from app.groups.commands import let_go
from app.groups.models import GoneGroup, Group, JoinRequest, Membership


@own_data("groups", "Groups you belong to", "The group, and since when.", "memberships.member_id")
def groups(member_id: int) -> Iterable[Mapping[str, Any]]:
    here = select(Group.name.label("group"), Membership.joined_at).join(Group, Group.id == Membership.group_id)
    return rows(here.where(Membership.member_id == member_id).order_by(Membership.joined_at, Group.id))


@own_data(
    "asked-to-join",
    "Groups you asked to join",
    "The group, your words, when, and what you were answered; also, without words of yours, when you were taken out of one, and why.",
    "join_requests.member_id",
)
def asked(member_id: int) -> Iterable[Mapping[str, Any]]:
    requests = select(
        Group.name.label("group"),
        JoinRequest.words,
        JoinRequest.asked_at,
        JoinRequest.answered_at,
        JoinRequest.accepted,
        JoinRequest.answer_words.label("answer"),
    ).join(Group, Group.id == JoinRequest.group_id)
    return rows(requests.where(JoinRequest.member_id == member_id).order_by(JoinRequest.id))


@own_data(
    "groups-kept",
    "What you did for groups as staff",
    "Who asked to join and was answered by you, or was taken out (the group, when, your words), and groups you let go up in others.",
    "join_requests.answered_by",
    "gone_groups.gone_by",
)
def kept(member_id: int) -> Iterable[Mapping[str, Any]]:
    answered = select(Group.name.label("group"), JoinRequest.answered_at.label("at"), JoinRequest.answer_words)
    yield from rows(
        answered.join(Group, Group.id == JoinRequest.group_id)
        .where(JoinRequest.answered_by == member_id)
        .order_by(JoinRequest.id)
    )
    gone = select(GoneGroup.name.label("group"), GoneGroup.gone_at.label("at")).where(GoneGroup.gone_by == member_id)
    yield from rows(gone.order_by(GoneGroup.id))


@ending("groups.memberships")
def leave_groups(leaver: Leaver, _cursor: int) -> int | None:
    """They belong nowhere any more; the groups count one less."""
    mine = select(Membership.group_id).where(Membership.member_id == leaver.member_id).order_by(Membership.group_id)
    found = db.session.scalars(mine.limit(AT_ONCE)).all()
    for group_id in found:
        let_go(group_id, (leaver.member_id,))
    return 1 if len(found) == AT_ONCE else None
