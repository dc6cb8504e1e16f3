"""Notices among mentors: somebody was handed over, and somebody offers to take over. Words stand on the page alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.actor import MENTOR, Actor
from app.accounts.models import Member
from app.core.db import db
from app.mentoring.commands.claims import HANDED, TAKE_OVER
from app.mentoring.models import Welcome
from app.mentoring.queries.load import loads_of
from app.notifications.models import Notice
from app.notifications.registry import DUTIES, NoticeKind, NoticeView, register_kind

Build = Callable[[Notice, Welcome, str, str], NoticeView]


def load_handed(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Newcomers that the actor was handed and still holds; one statement."""
    return _views(actor, notices, _handed_view)


def load_offers(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Colleagues who would go on welcoming somebody the actor still holds; two statements."""
    able = {key for key, load in loads_of([notice.actor_id or 0 for notice in notices]).items() if load.can_take}
    return _views(actor, [notice for notice in notices if notice.actor_id in able], _offer_view)


def _views(actor: Actor, notices: Sequence[Notice], build: Build) -> dict[int, NoticeView]:
    newcomer, colleague = aliased(Member), aliased(Member)
    rows = db.session.execute(
        select(Notice.id, Welcome, newcomer.display_name, colleague.display_name)
        .join(Welcome, Welcome.id == Notice.subject_id)
        .join(newcomer, newcomer.id == Welcome.newcomer_id)
        .join(colleague, colleague.id == Notice.actor_id)
        .where(
            Notice.id.in_([notice.id for notice in notices]),
            Welcome.mentor_id == actor.member_id,
            Welcome.ended_at.is_(None),
        )
    )
    by_id = {notice.id: notice for notice in notices}
    return {key: build(by_id[key], welcome, name, who) for key, welcome, name, who in rows}


def _handed_view(notice: Notice, welcome: Welcome, name: str, who: str) -> NoticeView:
    return NoticeView(
        title=f"{who} handed {name} over to you",
        words=welcome.note,
        url=f"/welcome?newcomer={welcome.newcomer_id}",
        who=who,
        role=MENTOR,
    )


def _offer_view(notice: Notice, welcome: Welcome, name: str, who: str) -> NoticeView:
    return NoticeView(
        title=f"{who} offers to go on welcoming {name}",
        words="Hand over if that helps you. If not, you need not do anything.",
        url=f"/welcome/{welcome.newcomer_id}/hand-over?to={notice.actor_id}",
        who=who,
        role=MENTOR,
    )


register_kind(
    NoticeKind(
        name=HANDED,
        label="When a newcomer is handed over to me",
        mail_words="A colleague handed somebody over to you",
        load=load_handed,
        topic=DUTIES,
        for_roles=(MENTOR,),
    )
)
register_kind(
    NoticeKind(
        name=TAKE_OVER,
        label="When a mentor offers to take over from me",
        mail_words="A colleague offers to take over from you",
        load=load_offers,
        topic=DUTIES,
        for_roles=(MENTOR,),
    )
)
