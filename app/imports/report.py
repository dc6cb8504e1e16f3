"""What a run did, or with `--dry-run` would do: figures by kind, and every remark with its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from app.imports.records import NAMES


class Weight(IntEnum):
    """How much a remark says."""

    SKIPPED = 1
    MENDED = 2
    KEPT = 3
    NOTE = 4


@dataclass(frozen=True)
class Remark:
    """One thing to know. `line` is 0 for a whole file; `code` is a reason of `wording.REASONS`, `facts` fill it."""

    weight: Weight
    kind: str
    line: int
    code: str
    facts: dict[str, Any]


@dataclass
class Tally:
    """Lines of one kind: how many there were, and what became of them."""

    read: int = 0
    new: int = 0
    same: int = 0
    updated: int = 0
    kept: int = 0
    skipped: int = 0


@dataclass
class Report:
    """Collects. `waiting` counts posts that were put on the desk, `would_hold` those that `--hold` would have put there.

    `findings` are posts by family of what the checks found in them, `roles` the usernames that were given each role.
    """

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in NAMES})
    remarks: list[Remark] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    waiting: int = 0
    would_hold: int = 0

    def skip(self, kind: str, line: int, code: str, /, **facts: Any) -> None:
        """A record that could not be read and is not here."""
        self.tallies[kind].skipped += 1
        self._add(Weight.SKIPPED, kind, line, code, facts)

    def lack(self, kind: str, code: str, /, **facts: Any) -> None:
        """Something is wrong with a whole file."""
        self._add(Weight.SKIPPED, kind, 0, code, facts)

    def mend(self, kind: str, line: int, code: str, /, **facts: Any) -> None:
        """A record that is here, without a part that could not be read."""
        self._add(Weight.MENDED, kind, line, code, facts)

    def keep(self, kind: str, line: int, code: str, /, **facts: Any) -> None:
        """A record that the export has changed and people here too: it stays as it is here."""
        self.tallies[kind].kept += 1
        self._add(Weight.KEPT, kind, line, code, facts)

    def note(self, kind: str, line: int, code: str, /, **facts: Any) -> None:
        """Good to know; nothing is lost."""
        self._add(Weight.NOTE, kind, line, code, facts)

    @property
    def is_complete(self) -> bool:
        """Whether everything in the export could be read."""
        return all(remark.weight > Weight.MENDED for remark in self.remarks)

    @property
    def changes(self) -> int:
        """Records that were, or would be, added or changed."""
        return sum(tally.new + tally.updated for tally in self.tallies.values())

    def in_order(self, weight: Weight) -> list[Remark]:
        """Remarks of one weight by file and line."""
        chosen = [remark for remark in self.remarks if remark.weight == weight]
        return sorted(chosen, key=lambda remark: (NAMES.index(remark.kind), remark.line))

    def _add(self, weight: Weight, kind: str, line: int, code: str, facts: dict[str, Any]) -> None:
        self.remarks.append(Remark(weight, kind, line, code, facts))
