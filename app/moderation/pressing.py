"""How pressing an item is: its kind, risk and due time, all derived from its causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.core.settings import Setting, declare
from app.moderation.kinds import (
    BREAKER,
    CHECK,
    CRISIS,
    EXPIRED,
    FLAG,
    HELD,
    HIGH,
    KINDS,
    NO_FAULT,
    REPORT,
    STAFF,
    UNANSWERED,
    URGENT,
    USUAL,
    WORRIED,
)

MANY_FLAGGERS = 3
"""So many members telling us make an item at least high."""

DUE_CRISIS = declare(
    Setting(
        "moderation.due_crisis_minutes",
        30,
        "Crisis signals: minutes until somebody should have looked",
        valid=lambda value: value > 0,
    )
)
DUE_HOLD = declare(
    Setting(
        "moderation.due_hold_hours",
        4,
        "Held posts: hours until somebody should have looked",
        valid=lambda value: value > 0,
    )
)
DUE_FLAG = declare(
    Setting(
        "moderation.due_flag_hours",
        24,
        "Reports by members: hours until somebody should have looked",
        valid=lambda value: value > 0,
    )
)
DUE_UNANSWERED = declare(
    Setting(
        "moderation.due_unanswered_hours",
        24,
        "Discussions that nobody answered: hours until somebody should have looked",
        valid=lambda value: value > 0,
    )
)
DUE_BREAKER = declare(
    Setting(
        "moderation.due_breaker_hours",
        24,
        "Checks that touch far more than usual: hours until somebody should have looked",
        valid=lambda value: value > 0,
    )
)
DUE_EXPIRED = declare(
    Setting(
        "moderation.due_expired_hours",
        72,
        "Help lines past their date of check: hours until somebody should have looked",
        valid=lambda value: value > 0,
    )
)


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
    hours = timedelta(hours=DUE_FLAG.get())
    return {
        WORRIED: timedelta(minutes=DUE_CRISIS.get()),
        HELD: timedelta(hours=DUE_HOLD.get()),
        REPORT: hours,
        STAFF: hours,
        UNANSWERED: timedelta(hours=DUE_UNANSWERED.get()),
        BREAKER: timedelta(hours=DUE_BREAKER.get()),
        EXPIRED: timedelta(hours=DUE_EXPIRED.get()),
    }


def kind_of(cause: Weighed) -> str:
    """The kind of item that a cause alone would make."""
    if cause.kind == CRISIS or (cause.kind == FLAG and cause.reason == WORRIED):
        return WORRIED
    if cause.kind in NO_FAULT:
        return cause.kind
    return {CHECK: HELD, FLAG: REPORT}.get(cause.kind, STAFF)


def pressing(causes: Sequence[Weighed], due: dict[str, timedelta]) -> Pressing:
    """Weigh `causes` together. Raises ValueError when there is none: an item without a cause waits for nothing."""
    if not causes:
        raise ValueError("a review item needs a cause")
    gravest = min(causes, key=lambda cause: (KINDS.index(kind_of(cause)), -cause.risk))
    flaggers = sum(cause.kind == FLAG for cause in causes)
    risk = max(URGENT if kind_of(cause) == WORRIED else cause.risk for cause in causes)
    if flaggers >= MANY_FLAGGERS:
        risk = max(risk, HIGH)
    due_at = min(cause.at + due[kind_of(cause)] for cause in causes)
    return Pressing(kind_of(gravest), gravest.reason, min(max(risk, USUAL), URGENT), due_at, flaggers)
