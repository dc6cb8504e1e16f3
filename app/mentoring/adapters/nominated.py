"""The notice to somebody who is a mentor from now on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.groups.models import Group
from app.groups.policies import listed
from app.mentoring import wording
from app.mentoring.inputs import MADE_MENTOR
from app.notifications.models import Notice
from app.notifications.registry import NoticeKind, NoticeView, register_kind


def load_made_mentor(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Views with the group's name; nothing once they are no mentor there any more. 1 statement."""
    wanted = select(Group).where(Group.id.in_([notice.subject_id for notice in notices]), listed(actor))
    groups = {group.id: group for group in db.session.scalars(wanted) if actor.mentors(group.path)}
    return {
        notice.id: NoticeView(
            title=wording.MADE_MENTOR_TITLE.format(group=groups[notice.subject_id].name),
            words=wording.MADE_MENTOR_WORDS,
            url="/welcome",
        )
        for notice in notices
        if notice.subject_id in groups
    }


register_kind(
    NoticeKind(
        name=MADE_MENTOR,
        label="When I am made a mentor",
        mail_words="There is something new for you",
        load=load_made_mentor,
    )
)
