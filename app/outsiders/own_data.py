"""What a member sent us by the form for outsiders while they were signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import Leaver, ending, own_data
from app.core.db import db
from app.moderation.models import Decision
from app.outsiders.commands import forget_of
from app.outsiders.models import OutsiderNotice
from app.outsiders.queries import answer_from

TOLD = ("number", "address", "reason", "words", "added", "name", "email", "state")
WHEN = ("made_at", "confirmed_at", "looked_at", "ended_at")


@own_data(
    "notices-of-unlawful-content",
    "Notices of something unlawful that you sent",
    "Each notice with its number: the address and reason you gave, your words, what you added, the name and mail address you gave with "
    "it, when you sent and confirmed it, when somebody first looked at it, how and when it ended, and the answer you were sent.",
    "outsider_notices.member_id",
)
def sent(member_id: int) -> Iterable[Mapping[str, Any]]:
    query = select(OutsiderNotice, Decision).outerjoin(Decision, Decision.id == OutsiderNotice.decision_id)
    own = query.where(OutsiderNotice.member_id == member_id).order_by(OutsiderNotice.id)
    for notice, decision in db.session.execute(own.execution_options(yield_per=500)):
        row = {name: getattr(notice, name) for name in (*TOLD, *WHEN)}
        # What a moderator has written and not sent yet is not an answer.
        yield {**row, "answer": "\n\n".join(answer_from(notice, decision)) if notice.ended_at else ""}


@ending("outsiders.notices")
def end_notices(leaver: Leaver, _cursor: int) -> int | None:
    """What was decided is erased. What waits keeps the address its sender gave, so that they get the answer the law promises."""
    forget_of(leaver.member_id)
    return None
