"""What notifications hold about a member: their notices, and what they want by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import not_taken, own_data, rows
from app.notifications.models import MailChoice, Notice


@own_data(
    "notices",
    "Notices to you",
    "What each was about (a kind, and the number of the post or decision), when it came, and when you read it.",
    "notices.member_id",
)
def notices(member_id: int) -> Iterable[Mapping[str, Any]]:
    told = select(
        Notice.kind, Notice.subject_kind, Notice.subject_id, Notice.created_at, Notice.read_at, Notice.mailed_at
    )
    return rows(told.where(Notice.member_id == member_id).order_by(Notice.id))


@own_data("mail", "What comes by mail", "Whether you want mail, and of which kinds not.", "mail_choices.member_id")
def mail(member_id: int) -> Iterable[Mapping[str, Any]]:
    chosen = select(MailChoice.is_on, MailChoice.off_kinds, MailChoice.changed_at)
    return rows(chosen.where(MailChoice.member_id == member_id))


not_taken("Notices to others that something you wrote or did brought: they are theirs.", "notices.actor_id")
