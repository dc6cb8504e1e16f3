"""Appeals among the public counts: how those ended that were decided in a quarter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.moderation.count_words import Section, call_section
from app.moderation.counting import Table, register_counts
from app.moderation.models import Appeal
from app.moderation.models.appeals import CHANGED, OUTCOMES, OVERTURNED, UPHELD


@register_counts
def appeals(begin: datetime, end: datetime) -> Iterable[Table]:
    """One table, which has nothing to do with the others: decisions on appeals are counted here alone. 1 statement."""
    ended = select(Appeal.state, func.count(Appeal.id)).where(
        Appeal.state.in_(OUTCOMES), Appeal.ended_at >= begin, Appeal.ended_at < end
    )
    found = {state: count for state, count in db.session.execute(ended.group_by(Appeal.state))}
    yield Table("appeals", {**dict.fromkeys(OUTCOMES, 0), **found})


call_section(
    "appeals",
    Section(
        "How appeals ended",
        "Outcome",
        "Somebody else than the first moderator decided them. They are not counted in the tables above.",
        {
            UPHELD: "The decision stood",
            CHANGED: "Something milder took its place",
            OVERTURNED: "Overturned: as if it had never been",
        },
    ),
)
