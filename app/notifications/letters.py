"""The letter about one notice: one sentence, the link, the way to stop it. What happened stands on the site alone.

Whoever sees the mail of a member learns that something happened in the community, and nothing about it.
"""

from __future__ import annotations

from flask import current_app

from app.accounts.arriving import actor_at_hand
from app.accounts.models import Member
from app.core.db import db
from app.core.mail import Letter, link
from app.core.navigation import NAME
from app.notifications.mail_links import off_token
from app.notifications.models import Notice
from app.notifications.queries import mail_choice, views_of
from app.notifications.registry import KINDS


def letter_for(notice_id: int) -> Letter | None:
    """The letter that is due for a notice, or None.

    None when it went out, was read before, is gone, is nothing the member may see, or no mail is wanted or possible.
    """
    notice = db.session.get(Notice, notice_id)
    member = db.session.get(Member, notice.member_id) if notice else None
    if notice is None or member is None or not _is_due(notice, member):
        return None
    # Kinds build addresses of pages as a page does; a job has no request of its own.
    with current_app.test_request_context():
        is_visible = notice.id in views_of(actor_at_hand(member.id), [notice])
    return _letter(notice, member) if is_visible else None


def _is_due(notice: Notice, member: Member) -> bool:
    if notice.mailed_at or notice.read_at or notice.kind not in KINDS or KINDS[notice.kind].own_letter:
        return False
    return bool(member.email and member.email_confirmed_at) and mail_choice(member.id).wants(notice.kind)


def _letter(notice: Notice, member: Member) -> Letter:
    words = KINDS[notice.kind].mail_words
    off = link("notifications.mail_off", token=off_token(member.id))
    template = current_app.jinja_env.get_template("notifications/mail/notice.txt")
    body = template.render(
        name=member.display_name,
        words=words,
        community=NAME.get(),
        url=link("notifications.open_notice", notice_id=notice.id),
        choices_url=link("notifications.mail"),
        off_url=off,
    )
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(to=member.email or "", subject=words, body=body, headers=headers)
