"""Notices of a welcome to its newcomer, and of thanks to its mentor. Their words stand on the page alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.accounts.actor import MENTOR, Actor
from app.mentoring.inputs import GREETING, THANKED
from app.mentoring.queries.greetings import greetings_shown
from app.notifications.models import Notice
from app.notifications.registry import DUTIES, NoticeKind, NoticeView, register_kind


def load_greetings(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Welcomes that the actor may read, for the newcomer. At most two statements."""
    found = greetings_shown(actor, [notice.subject_id for notice in notices])
    views = {}
    for notice in notices:
        shown = found.get(notice.subject_id or 0)
        if shown is not None and shown.greeting.newcomer_id == actor.member_id:
            views[notice.id] = NoticeView(
                title=f"{shown.mentor} welcomes you",
                words=shown.words,
                url=f"/welcome/greetings/{shown.greeting.id}",
                who=shown.mentor,
                role=MENTOR,
                when=shown.greeting.sent_at,
            )
    return views


def load_thanks(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Thanks that came back to the mentor. At most two statements."""
    found = greetings_shown(actor, [notice.subject_id for notice in notices])
    views = {}
    for notice in notices:
        shown = found.get(notice.subject_id or 0)
        if shown is not None and shown.greeting.mentor_id == actor.member_id:
            views[notice.id] = NoticeView(
                title=f"{shown.newcomer} thanks you for your welcome",
                url=f"/welcome/greetings/{shown.greeting.id}",
                who=shown.newcomer,
            )
    return views


register_kind(
    NoticeKind(
        name=GREETING, label="When a mentor welcomes me", mail_words="A mentor has written to you", load=load_greetings
    )
)
register_kind(
    NoticeKind(
        name=THANKED,
        label="When a newcomer thanks me for a welcome",
        mail_words="Somebody thanks you",
        load=load_thanks,
        topic=DUTIES,
        for_roles=(MENTOR,),
    )
)
