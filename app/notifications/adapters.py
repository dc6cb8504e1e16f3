"""The notices about accounts: accounts itself is below this package and only announces what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts import registry
from app.accounts.actor import Actor
from app.accounts.models import Restriction
from app.core.db import db
from app.notifications import wording
from app.notifications.models import Notice
from app.notifications.queries import UNREAD
from app.notifications.registry import DECIDED, NoticeKind, NoticeView, register_kind

SUSPENDED = "account.suspended"
LIFTED = "account.suspension_lifted"
DATA_READY = "account.data_ready"


@registry.at_the_door(UNREAD)
def unread_at_the_door(member_id: Any) -> Select[Any]:
    """The count beside "For you"."""
    return select(func.count()).select_from(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))


def suspended_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """What was decided about the account, with the reason. One statement."""
    ids = [notice.subject_id for notice in notices]
    rows = db.session.execute(
        select(Restriction.id, Restriction.reason).where(
            Restriction.id.in_(ids), Restriction.member_id == actor.member_id
        )
    )
    reasons = {restriction_id: reason for restriction_id, reason in rows}
    return {
        notice.id: NoticeView(title=wording.SUSPENDED_TITLE, words=_reason(reasons[notice.subject_id]))
        for notice in notices
        if notice.subject_id in reasons
    }


def lifted_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """The good news; once suspended again, it is not news."""
    if actor.is_suspended:
        return {}
    return {notice.id: NoticeView(title=wording.LIFTED_TITLE, words=wording.LIFTED_WORDS) for notice in notices}


def data_views(_actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """The file of one's own data can be fetched, for a week."""
    return {
        notice.id: NoticeView(title=wording.DATA_TITLE, words=wording.DATA_WORDS, url="/account/data")
        for notice in notices
    }


def _reason(reason: str) -> str:
    return wording.SUSPENDED_WORDS.format(reason=reason) if reason else ""


register_kind(
    NoticeKind(
        name=SUSPENDED,
        label="My account is suspended",
        mail_words="Something was decided about your account",
        load=suspended_views,
        topic="",
        for_suspended=True,
    )
)
register_kind(
    NoticeKind(
        name=LIFTED,
        label="My account is open again",
        mail_words="Something was decided about your account",
        load=lifted_views,
        topic="",
    )
)
register_kind(
    NoticeKind(
        name=DATA_READY,
        label="When the copy of my data is ready",
        mail_words="Something that you asked for is ready",
        load=data_views,
        topic=DECIDED,
        for_suspended=True,
    )
)
