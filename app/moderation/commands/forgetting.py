"""Appeals of somebody who leaves."""

from __future__ import annotations

from sqlalchemy import select, update

from app.accounts.holdings import Leaver
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.moderation.models import Appeal, AppealQuestion
from app.moderation.models.appeals import TAKEN_BACK


@command
def end_appeals(leaver: Leaver) -> None:
    """Those that wait end as taken back (their items end with the others); all lose the name, and the words, if those are taken along."""
    for appeal in db.session.scalars(select(Appeal).where(Appeal.member_id == leaver.member_id).with_for_update()):
        appeal.end(TAKEN_BACK, clock.now())
        appeal.member_id = None
        if not leaver.takes_words:
            continue
        appeal.words = ""
        talk = update(AppealQuestion).where(AppealQuestion.appeal_id == appeal.id)
        db.session.execute(talk.where(AppealQuestion.is_from_member.is_(True)).values(words=""))
        db.session.execute(talk.where(AppealQuestion.is_from_member.is_(False)).values(answer=""))
