"""Measures: what a decision does about the person, as its action does something about the words.

From the lightest to the gravest. A note and a warning are words alone. The three others are limits, which accounts enforces: each
ends by itself. All of them fade: some time after its end a measure no longer counts in the member's standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.actor import READ_ONLY, SLOW, SUSPENDED
from app.core.policy import Invalid
from app.core.scope import ROOT
from app.core.settings import Setting, declare

__all__ = ["LIMITS", "MEASURES", "NOTE", "NOTHING", "READ_ONLY", "SLOW", "SUSPENDED", "WARNING"]

NOTHING = ""
NOTE = "note"
WARNING = "warning"
MEASURES = (NOTE, WARNING, SLOW, READ_ONLY, SUSPENDED)
"""Codes in rising order."""

LIMITS = frozenset({SLOW, READ_ONLY, SUSPENDED})
"""Measures that keep somebody from something, on a path and until a moment. The others have no end: they only fade."""


def _is_days(value: int) -> bool:
    return 0 < value <= 3650


def _days(code: str, days: int, label: str) -> Setting[int]:
    return declare(Setting(f"moderation.{code}_days", days, label, valid=_is_days))


_LASTS = {
    SLOW: _days("slow", 7, "Fewer posts a day: days that the desk offers first"),
    READ_ONLY: _days("read_only", 7, "Reading only: days that the desk offers first"),
    SUSPENDED: _days("suspended", 14, "Suspension: days that the desk offers first"),
}
_FADES = {
    NOTE: _days("note_fades", 90, "A note counts in somebody’s standing for so many days"),
    WARNING: _days("warning_fades", 180, "A warning counts in somebody’s standing for so many days"),
    SLOW: _days("slow_fades", 180, "Fewer posts a day counts in somebody’s standing for so many days after its end"),
    READ_ONLY: _days(
        "read_only_fades", 365, "Reading only counts in somebody’s standing for so many days after its end"
    ),
    SUSPENDED: _days(
        "suspended_fades", 365, "A suspension counts in somebody’s standing for so many days after its end"
    ),
}


SLOW_POSTS_A_DAY = declare(
    Setting(
        "moderation.slow_posts_a_day",
        3,
        "Posts a day for somebody who was asked to write fewer",
        "At least an hour apart, in each place where it holds.",
        valid=lambda value: 0 < value <= 50,
    )
)


@dataclass(frozen=True)
class Rules:
    """What goes for one measure. `days` is the length offered first, None for words alone; `fade_days` count from its end."""

    days: int | None
    fade_days: int
    is_limit: bool


def rules(kind: str) -> Rules:
    """The rules of a measure, with the settings in force. Raises KeyError for an unknown code."""
    lasts = _LASTS.get(kind)
    return Rules(lasts.get() if lasts else None, _FADES[kind].get(), kind in LIMITS)


def rank(kind: str) -> int:
    """How grave a measure is: 1 for a note to 5 for a suspension, 0 for nothing. Raises ValueError for an unknown code."""
    return MEASURES.index(kind) + 1 if kind else 0


def is_exclusion(kind: str, path: str, until: datetime | None) -> bool:
    """Whether this would keep somebody out of the whole community for good: nobody decides that alone."""
    return kind == SUSPENDED and path == ROOT and until is None


def check_measure(kind: str, path: str, until: datetime | None, now: datetime) -> None:
    """Whether a measure is whole: a limit needs an end that is to come, and words alone have none.

    Only an exclusion (`is_exclusion`) has no end; whether one may be laid is for its command. Raises Invalid: 'unknown_measure'
    (`measure`), 'end_missing', 'end_passed', 'no_end_here' (`until`).
    """
    if kind not in MEASURES:
        raise Invalid("unknown_measure", field="measure")
    if kind not in LIMITS:
        if until is not None:
            raise Invalid("no_end_here", field="until")
        return
    if until is None and not is_exclusion(kind, path, until):
        raise Invalid("end_missing", field="until")
    if until is not None and until <= now:
        raise Invalid("end_passed", field="until")


def fades_at(kind: str, until: datetime | None, now: datetime) -> datetime | None:
    """When a measure laid `now` no longer counts; None for an exclusion, which counts for as long as it lasts."""
    if kind in LIMITS and until is None:
        return None
    return (until or now) + timedelta(days=rules(kind).fade_days)
