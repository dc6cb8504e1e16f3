"""What can be wrong with the chain. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CHANGED = "changed"
REMOVED = "removed"
PUT_IN = "put_in"
MOVED = "moved"
UNLINKED = "unlinked"
REBUILT = "rebuilt"
DIFFERS = "differs"
CUT = "cut"
BEHIND = "behind"
AFTER_END = "after_end"
HEAD = "head"
KEY = "key"
KINDS = (CHANGED, REMOVED, PUT_IN, MOVED, UNLINKED, REBUILT, DIFFERS, CUT, BEHIND, AFTER_END, HEAD, KEY)


@dataclass(frozen=True)
class Fault:
    """The first thing that does not hold: entries `number` to `through`.

    `fact` and `at` are what the entry at `number` says of itself, for `moved` the number it belongs to is `belongs`. `noted_at`: when
    the head that it does not agree with was noted outside the database.
    """

    kind: str
    number: int
    through: int
    fact: str = ""
    at: datetime | None = None
    belongs: int = 0
    noted_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """`entries` is how many stand in the record, `link` the last one's; `heads` how many noted heads were compared."""

    entries: int
    link: str
    heads: int
    fault: Fault | None
    accepted: int = 0

    @property
    def holds(self) -> bool:
        return self.fault is None
