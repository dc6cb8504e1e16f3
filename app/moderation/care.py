"""Care for whoever reads hard things all day: which items are hard, and whether their words wait until they are asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.core.settings import Setting, declare
from app.moderation.kinds import HELD, HIGH, NOTICE, WORRIED

ALWAYS = "always"
HARD = "hard"
NEVER = "never"

COVERS = {
    HARD: "Cover hard words",
    ALWAYS: "Cover all words",
    NEVER: "Cover nothing",
}
"""When words are covered until they are asked for; the first one unless somebody chose."""

COVER_HINTS = {
    HARD: "When somebody may be in danger, in an attack, and what a moderator marked as hard.",
    ALWAYS: "Every item opens without its words.",
    NEVER: "Every item opens with its words, in the inbox too.",
}

ATTACK = "attack"
CHILD_ABUSE = "child_abuse"


HARD_A_SHIFT = declare(
    Setting(
        "moderation.hard_items_a_shift",
        10,
        "Hard items that one moderator takes up in a shift at most",
        "Such items go to others then. Each moderator may choose fewer for themselves.",
        valid=lambda value: 0 < value <= 200,
    )
)
SHIFT = timedelta(hours=8)
"""From the first hard item on."""


class Waiting(Protocol):
    """What of an item counts here."""

    @property
    def kind(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def risk(self) -> int: ...

    @property
    def marked_hard(self) -> bool: ...


@dataclass(frozen=True)
class Care:
    """What one moderator chose (`cover` is one of COVERS), and the hard items of their shift: at most, and so far."""

    cover: str = HARD
    most: int = HARD_A_SHIFT.default
    seen: int = 0

    @property
    def is_full(self) -> bool:
        """Whether hard items go to others now."""
        return self.seen >= self.most

    def covers(self, hard: bool) -> bool:
        """Whether the words of an item wait until they are asked for."""
        return self.cover == ALWAYS or (hard and self.cover != NEVER)


def is_hard(item: Waiting) -> bool:
    """Somebody may be in danger, or is attacked, a child is abused, or a moderator says that it is hard to read."""
    attack = item.kind == HELD and item.reason == ATTACK and item.risk >= HIGH
    return item.marked_hard or item.kind == WORRIED or attack or (item.kind == NOTICE and item.reason == CHILD_ABUSE)
