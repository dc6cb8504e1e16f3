"""The notice that a limit is over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.actor import MODERATOR, Actor
from app.core.db import db
from app.core.scope import ROOT
from app.groups.models import Group
from app.moderation.commands.ending import LIMIT_OVER
from app.moderation.measure_words import over_title
from app.moderation.models import Sanction
from app.notifications.models import Notice
from app.notifications.registry import DECIDED, NoticeKind, NoticeView

OVER_WORDS = "It is over. You need do nothing, and you are welcome."


def load_over(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Views of limits on the actor that are over; one statement."""
    rows = db.session.execute(
        select(Sanction, Group.name)
        .outerjoin(Group, Group.path == Sanction.path)
        .where(Sanction.id.in_([notice.subject_id for notice in notices]), Sanction.member_id == actor.member_id)
    )
    found = {sanction.id: (sanction, name) for sanction, name in rows}
    return {
        notice.id: _view(*found[notice.subject_id])
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in found
    }


def _view(sanction: Sanction, name: str | None) -> NoticeView:
    place = "" if sanction.path == ROOT else name or "a group that is no more"
    return NoticeView(title=over_title(sanction.kind, place), words=OVER_WORDS, url="/account/standing", role=MODERATOR)


OVER = NoticeKind(
    name=LIMIT_OVER,
    label="When a limit on what I can do is over",
    mail_words="Something was decided about your account",
    load=load_over,
    topic=DECIDED,
)
