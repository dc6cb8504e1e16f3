"""Asking anew: who agreed to an earlier privacy page is told once that it changed, and where they can agree to this one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists

from app.accounts.actor import Actor
from app.accounts.consent import PRIVACY_VERSION, to_be_asked
from app.accounts.models import Member
from app.core.command import command
from app.core.db import db
from app.notifications import wording
from app.notifications.commands import notify_many
from app.notifications.models import Notice
from app.notifications.registry import DECIDED, NoticeKind, NoticeView, register_kind

PRIVACY_CHANGED = "account.privacy_changed"
AT_ONCE = 500
"""Members in one transaction."""


@command
def ask_some() -> int:
    """Tell the next members who have not heard of this version; answers how many."""
    key = f"{PRIVACY_CHANGED}:{PRIVACY_VERSION}"
    told = exists().where(Notice.member_id == Member.id, Notice.kind == PRIVACY_CHANGED, Notice.key == key)
    ids = db.session.scalars(to_be_asked().where(~told).limit(AT_ONCE)).all()
    notify_many(ids, PRIVACY_CHANGED, key=key)
    return len(ids)


def changed_views(_actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """The page itself says what is new, and asks."""
    view = NoticeView(title=wording.PRIVACY_TITLE, words=wording.PRIVACY_WORDS, url="/privacy#agree")
    return {notice.id: view for notice in notices}


register_kind(
    NoticeKind(
        name=PRIVACY_CHANGED,
        label="When the privacy page has changed",
        mail_words="The page about what we keep has changed",
        load=changed_views,
        topic=DECIDED,
        for_suspended=True,
    )
)
