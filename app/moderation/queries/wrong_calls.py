"""What somebody else decided otherwise on appeal, counted for each check and rule that had found something."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.moderation.models import Appeal, Decision
from app.moderation.models.appeals import CHANGED, OVERTURNED


@dataclass(frozen=True)
class WrongCalls:
    """Decisions that a check or rule had a part in: how many were appealed and ended, overturned, and changed."""

    appealed: int = 0
    overturned: int = 0
    changed: int = 0

    def with_one(self, outcome: str) -> WrongCalls:
        """One more that ended so."""
        return WrongCalls(
            self.appealed + 1, self.overturned + (outcome == OVERTURNED), self.changed + (outcome == CHANGED)
        )


def wrong_calls() -> dict[str, WrongCalls]:
    """By check, as decisions name it: 'family/kind'. Of all time, the whole community; one statement, as long as there are appeals."""
    ended = select(Appeal.state, Decision.checks).join(Decision, Decision.id == Appeal.decision_id)
    counted: dict[str, WrongCalls] = {}
    for outcome, checks in db.session.execute(ended.where(Appeal.outcome_id.is_not(None))):
        for check in checks:
            counted[check] = counted.get(check, WrongCalls()).with_one(outcome)
    return counted
