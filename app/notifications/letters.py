"""The letter about one notice: one sentence, the link, the way to stop it. What happened stands on the site alone.

Whoever sees the mail of a member learns that something happened in the community, and nothing about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.arriving import actors_at_hand
from app.accounts.models import Member
from app.core.among import among, numbers
from app.core.db import db
from app.core.mail import Letter, link
from app.core.navigation import NAME
from app.core.prepared import Prepared
from app.notifications.mail_links import off_token
from app.notifications.models import MailChoice, Notice
from app.notifications.queries import views_of
from app.notifications.registry import KINDS, kinds_for

HOLES = {"url": "\0url\0", "off_url": "\0off\0", "name": "\0name\0"}
"""Names last: what somebody is called is never looked through for holes. No database keeps such letters."""


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
        known = KINDS.get(self.kind)
        return (
            known is not None
            and not known.own_letter
            and self.is_on is not False
            and self.kind not in (self.off_kinds or ())
        )


def letters_for(notice_ids: Sequence[int]) -> dict[int, Letter]:
    """The letters that are due for these notices, by notice, the oldest first.

    Not for those that went out, were read before, are gone, are nothing the member may see, or where no mail is wanted or possible. Two
    statements, one for each kind, and those of kinds that have only views.
    """
    due: list[Due] = [one for one in _DUE.rows(notices=notice_ids) if one.is_wanted]
    visible = _visible(actors_at_hand({one.member_id for one in due}), due)
    words = {kind: _words(kind) for kind in {one.kind for one in due}}
    return {one.id: _letter(one, words[one.kind]) for one in sorted(due) if one.id in visible}


def _visible(actors: dict[int, Actor], due: Sequence[Due]) -> set[int]:
    visible, asked = set(), defaultdict[str, list[Due]](list)
    for one in due:
        if one.member_id not in actors or one.kind not in kinds_for(actors[one.member_id]):
            continue
        if KINDS[one.kind].are_shown is not None and one.subject_id is not None:
            asked[one.kind].append(one)
        elif _has_view(actors[one.member_id], one):
            visible.add(one.id)
    for kind, some in asked.items():
        are_shown: Any = KINDS[kind].are_shown
        shown = are_shown([(actors[one.member_id], one.subject_id) for one in some])
        visible.update(one.id for one, is_shown in zip(some, shown, strict=True) if is_shown)
    return visible


def _has_view(actor: Actor, due: Due) -> bool:
    # Kinds build addresses of pages as a page does; a job has no request of its own.
    with current_app.test_request_context():
        return due.id in views_of(actor, [db.session.get_one(Notice, due.id)])


def _words(kind: str) -> str:
    """What letters about this kind say, made once for a job, with holes for what differs."""
    template = current_app.jinja_env.get_template("notifications/mail/notice.txt")
    return template.render(
        words=KINDS[kind].mail_words,
        community=NAME.get(),
        choices_url=link("notifications.mail"),
        **HOLES,
    )


def _letter(due: Due, words: str) -> Letter:
    off = link("notifications.mail_off", token=off_token(due.member_id))
    values = {"url": link("notifications.open_notice", notice_id=due.id), "off_url": off, "name": due.name}
    for name, hole in HOLES.items():
        words = words.replace(hole, values[name])
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = KINDS[due.kind].mail_words
    return Letter(to=due.email, subject=subject, body=words, headers=headers, about=f"notice:{due.id}")


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
            *(among(Notice.id, [numbers("notices")]), Notice.mailed_at.is_(None), Notice.read_at.is_(None)),
            *(Member.email.is_not(None), Member.email != "", Member.email_confirmed_at.is_not(None)),
        )
    )


_DUE = Prepared(_build, Due)
