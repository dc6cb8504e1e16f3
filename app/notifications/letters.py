"""The letter about one notice: one sentence, the link, the way to stop it. What happened stands on the site alone.

Whoever sees the mail of a member learns that something happened in the community, and nothing about it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, select

from app.accounts.actor import Actor
from app.accounts.arriving import actor_at_hand
from app.accounts.models import Member
from app.core.db import Id, db
from app.core.mail import Letter, link
from app.core.navigation import NAME
from app.core.prepared import Prepared
from app.notifications.mail_links import off_token
from app.notifications.models import MailChoice, Notice
from app.notifications.queries import views_of
from app.notifications.registry import KINDS, kinds_for


class Due(NamedTuple):
    """A notice that was neither mailed nor read, of somebody with an address. Who never chose has no choice: None."""

    id: int
    kind: str
    subject_id: int | None
    member_id: int
    name: str
    email: str
    is_on: bool | None
    off_kinds: list[str] | None

    @property
    def is_wanted(self) -> bool:
        return self.is_on is not False and self.kind not in (self.off_kinds or ())


def letter_for(notice_id: int) -> Letter | None:
    """The letter that is due for a notice, or None.

    None when it went out, was read before, is gone, is nothing the member may see, or no mail is wanted or possible.
    """
    due: Due | None = _DUE.first(notice=notice_id)
    if due is None or due.kind not in KINDS or KINDS[due.kind].own_letter or not due.is_wanted:
        return None
    return _letter(due) if _is_visible(actor_at_hand(due.member_id), due) else None


def _is_visible(actor: Actor, due: Due) -> bool:
    is_shown = KINDS[due.kind].is_shown
    if is_shown is not None and due.subject_id is not None:
        return due.kind in kinds_for(actor) and is_shown(actor, due.subject_id)
    # Kinds build addresses of pages as a page does; a job has no request of its own.
    with current_app.test_request_context():
        return due.id in views_of(actor, [db.session.get_one(Notice, due.id)])


def _letter(due: Due) -> Letter:
    words = KINDS[due.kind].mail_words
    off = link("notifications.mail_off", token=off_token(due.member_id))
    template = current_app.jinja_env.get_template("notifications/mail/notice.txt")
    body = template.render(
        name=due.name,
        words=words,
        community=NAME.get(),
        url=link("notifications.open_notice", notice_id=due.id),
        choices_url=link("notifications.mail"),
        off_url=off,
    )
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(to=due.email, subject=words, body=body, headers=headers)


def _build() -> Any:
    return (
        select(
            *(Notice.id, Notice.kind, Notice.subject_id, Member.id, Member.display_name, Member.email),
            *(MailChoice.is_on, MailChoice.off_kinds),
        )
        .select_from(Notice)
        .join(Member, Member.id == Notice.member_id)
        .outerjoin(MailChoice, MailChoice.member_id == Notice.member_id)
        .where(
            *(Notice.id == bindparam("notice", type_=Id), Notice.mailed_at.is_(None), Notice.read_at.is_(None)),
            *(Member.email.is_not(None), Member.email != "", Member.email_confirmed_at.is_not(None)),
        )
    )


_DUE = Prepared(_build, Due)
