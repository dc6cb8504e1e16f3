"""What the commands of the lab take and answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

LONGEST_TERM = 120
MOST_TERMS = 200
LONGEST_PATTERN = 500
LONGEST_CASE = 500
MOST_CASES = 20
LONGEST_TITLE = 80
LONGEST_WHY = 400
LONGEST_FIX = 120
LONGEST_REASON = 400
MOST_RULES = 100
"""Rules that one place may have."""


@dataclass(frozen=True)
class RuleInput:
    """A whole rule as somebody saved it. Fields as in `models.LabRule`; empty lines in the cases do not count."""

    scope_path: str
    kind: str
    terms: str
    effect: str
    clause: int
    title: str
    why: str
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    language: str = ""
    newcomer_effect: str = ""
    fix: str = ""
    ends_on: date | None = None
    is_on: bool = True

    def to_json(self) -> dict[str, Any]:
        """Fit for a JSON column."""
        return {**asdict(self), "ends_on": self.ends_on.isoformat() if self.ends_on else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RuleInput:
        """The reverse of `to_json`."""
        ends_on = date.fromisoformat(data["ends_on"]) if data.get("ends_on") else None
        cases = {name: tuple(data[name]) for name in ("must_match", "must_not_match")}
        return cls(**{**data, **cases, "ends_on": ends_on})


@dataclass(frozen=True)
class EffectInput:
    """What a family does in a place. `part` '' means all of it, else a kind; for crisis it is the level `medium`.

    An empty `effect` takes the choice back: then it does what it does farther out.
    """

    scope_path: str
    family: str
    part: str
    effect: str
    newcomer_effect: str = ""
