"""How pressing an item is: its kind, risk and due time, all derived from its causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.moderation.hours import working
from app.moderation.kinds import FLAG, HIGH, KINDS, TABLE, URGENT, USUAL, kind_made_by, kind_named

DueBy = Callable[[str, datetime], datetime]

MANY_FLAGGERS = 3
"""So many members telling us make an item at least high."""


class Weighed(Protocol):
    """What of a cause counts here."""

    kind: str
    reason: str
    risk: int
    at: datetime


@dataclass(frozen=True)
class Pressing:
    """What the queue is ordered by, and how the inbox names it."""

    kind: str
    reason: str
    risk: int
    due_at: datetime
    flaggers: int


def due_times() -> dict[str, timedelta]:
    """How long each kind may wait, from the settings."""
    return {kind.code: kind.may_wait for kind in TABLE}


def due_by() -> DueBy:
    """When an item of a kind is due that came at a moment: in working hours, or by the clock for urgent kinds."""
    team = working()

    def due(kind: str, at: datetime) -> datetime:
        row = kind_named(kind)
        return at + row.may_wait if row.is_urgent else team.due(at, row.may_wait)

    return due


def kind_of(cause: Weighed) -> str:
    """The kind of item that a cause alone would make."""
    return kind_made_by(cause.kind, cause.reason)


def pressing(causes: Sequence[Weighed], due: DueBy) -> Pressing:
    """Weigh `causes` together. Raises ValueError when there is none: an item without a cause waits for nothing."""
    if not causes:
        raise ValueError("a review item needs a cause")
    gravest = min(causes, key=lambda cause: (KINDS.index(kind_of(cause)), -cause.risk))
    flaggers = sum(cause.kind == FLAG for cause in causes)
    risk = max(URGENT if kind_named(kind_of(cause)).is_urgent else cause.risk for cause in causes)
    if flaggers >= MANY_FLAGGERS:
        risk = max(risk, HIGH)
    due_at = min(due(kind_of(cause), cause.at) for cause in causes)
    return Pressing(kind_of(gravest), gravest.reason, min(max(risk, USUAL), URGENT), due_at, flaggers)
