"""The notice to somebody who may have an answer. Its words are loaded when the page is shown, if they may still read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.discussions.models import Discussion
from app.discussions.policies import discussions_seen
from app.groups.models import Group
from app.mentoring import wording
from app.mentoring.inputs import ASKED
from app.notifications.models import Notice
from app.notifications.registry import NoticeKind, NoticeView, register_kind


def load_asked(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Views of discussions that waited. 1 statement."""
    rows = db.session.execute(
        select(Discussion, Group.name)
        .join(Group, Discussion.group_id == Group.id)
        .where(Discussion.id.in_([notice.subject_id for notice in notices]), discussions_seen(actor))
    )
    found = {talk.id: _view(talk, name) for talk, name in rows if talk.is_out}
    return {notice.id: found[notice.subject_id] for notice in notices if notice.subject_id in found}


def _view(talk: Discussion, group: str) -> NoticeView:
    waits = talk.answered_at is None and not talk.is_locked
    title = (wording.ASKED_TITLE if waits else wording.ASKED_BEFORE).format(title=talk.title, group=group)
    words = wording.ASKED_WORDS if waits else ""
    return NoticeView(title=title, words=words, url=f"/discussions/{talk.id}")


register_kind(
    NoticeKind(
        name=ASKED,
        label="When somebody waits for an answer that I might have",
        mail_words="Somebody waits for an answer",
        load=load_asked,
    )
)
