"""What speaks for somebody as a mentor: what they did, in counts. No words of theirs, and nothing about their health. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.core.wording import many


@dataclass(frozen=True)
class Evidence:
    """In the last twelve months, in one group with its rooms: `answers` to others, `to_newcomers` of these to somebody new, in how
    many `groups`; `thanks` that came back, and `months` as a member."""

    answers: int = 0
    to_newcomers: int = 0
    groups: int = 0
    thanks: int = 0
    months: int = 0

    def to_json(self) -> dict[str, int]:
        """As a nomination keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Evidence:
        """As it was kept; what is missing counts as none."""
        return cls(**{name: int(kept.get(name, 0)) for name in cls.__dataclass_fields__})

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Terms and counts for a page."""
        return (
            ("Answers to others", f"{self.answers:,}"),
            ("To newcomers", f"{self.to_newcomers:,}"),
            ("Rooms", f"{self.groups:,}"),
            ("Thanks", f"{self.thanks:,}"),
            ("Here for", many(self.months, "month", "months")),
        )
