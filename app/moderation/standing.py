"""What counts for a member now, and what the next step would be. Pure: the desk suggests, a moderator decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.wording import day
from app.moderation.measure_words import NEXT_STEP, SHORT
from app.moderation.measures import LIMITS, MEASURES, NOTE, NOTHING, SUSPENDED, rank, rules

LONGEST_SUGGESTION = 90
"""Days: a suspension after a suspension is suggested twice as long, up to this."""


@dataclass(frozen=True)
class Part:
    """One measure that a decision laid. `place` is the group's name, '' for the whole community.

    `until` is None for words alone and for an exclusion, `fades_at` None when it counts for as long as it lasts. `lifted_because`
    is '' or one of `models.sanctions.LIFTED`; `is_in_effect` says whether it keeps the member from something now.
    """

    sanction_id: int
    decision_id: int
    kind: str
    path: str
    place: str
    from_at: datetime
    until: datetime | None
    fades_at: datetime | None
    lifted_at: datetime | None
    lifted_because: str
    is_in_effect: bool
    clause: int
    clause_title: str
    statement: str


@dataclass(frozen=True)
class Standing:
    """What still counts for a member, newest first. `level` is the gravest measure of it, '' for nothing."""

    level: str
    parts: tuple[Part, ...]

    @property
    def limits(self) -> tuple[Part, ...]:
        """The parts that keep the member from something now, the gravest first."""
        found = [part for part in self.parts if part.is_in_effect]
        return tuple(sorted(found, key=lambda part: -rank(part.kind)))


@dataclass(frozen=True)
class Suggestion:
    """The next step. `days` is None for words alone; `why` is a sentence for the moderator."""

    measure: str
    days: int | None
    why: str


def standing(parts: tuple[Part, ...]) -> Standing:
    """The standing that these parts make."""
    return Standing(max((part.kind for part in parts), key=rank, default=NOTHING), parts)


def suggestion(found: Standing, clause: int | None) -> Suggestion:
    """One step above the gravest measure that still counts under the same guideline; a kind note where none does.

    What counts under other guidelines makes a warning of the note, when there is more than one of it. Without a clause yet (None)
    everything counts alike.
    """
    same = [part for part in found.parts if clause is None or part.clause == clause]
    if same:
        return _above(max(same, key=lambda part: (rank(part.kind), part.from_at)), clause)
    step = MEASURES[1] if len(found.parts) > 1 else NOTE
    why = NEXT_STEP["nothing"] if not found.parts else NEXT_STEP["others"].format(count=len(found.parts))
    return Suggestion(step, rules(step).days, why)


def _above(gravest: Part, clause: int | None) -> Suggestion:
    step = MEASURES[min(rank(gravest.kind), len(MEASURES) - 1)]
    days = rules(step).days
    if gravest.kind == SUSPENDED and days is not None:
        days = min(max(days, 2 * _length(gravest, days)), LONGEST_SUGGESTION)
    words = NEXT_STEP["same" if clause is not None else "any"]
    counts = NEXT_STEP["until"].format(day=day(gravest.fades_at)) if gravest.fades_at else NEXT_STEP["no_end"]
    return Suggestion(step, days, words.format(before=SHORT[gravest.kind], counts=counts))


def _length(part: Part, otherwise: int) -> int:
    """Days that a limit was meant to last."""
    if part.kind not in LIMITS or part.until is None:
        return otherwise
    return max(1, round((part.until - part.from_at).total_seconds() / 86400))
