"""A decision was overturned on appeal: whoever had told us hears, once, that somebody has looked at it again, and nothing else."""

from __future__ import annotations

from sqlalchemy import select

from app.core.command import command
from app.core.db import db
from app.moderation.commands.decide import FLAG_OUTCOME
from app.moderation.kinds import FLAG
from app.moderation.models import Cause, Decision
from app.notifications.commands import notify


@command
def tell_who_told(decision_id: int, actor_id: int | None) -> None:
    """Tell those whose reports led to a decision. Inside the transaction that overturns it."""
    first = db.session.get_one(Decision, decision_id)
    told = select(Cause).where(
        Cause.item_id == first.item_id,
        Cause.kind == FLAG,
        Cause.version <= first.version,
        Cause.member_id.is_not(None),
        Cause.member_id.is_distinct_from(first.author_id),
    )
    for cause in db.session.scalars(told.order_by(Cause.id)).all():
        notify(
            cause.member_id or 0, FLAG_OUTCOME, key=f"decision:{first.id}:again", subject_kind="cause",
            subject_id=cause.id, actor_id=actor_id, data={"decision_id": first.id, "again": True},
        )  # fmt: skip
