"""What a finding does to a post, and the table that says so for each family, kind and level."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple


class Effect(enum.IntEnum):
    """In rising order. `str()` gives the word that is stored and shown in JSON."""

    NOTE = 1
    NUDGE = 2
    HOLD = 3
    BLOCK = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Effect:
        """`"hold"` → `Effect.HOLD`. Raises `ValueError` that lists the words it knows."""
        try:
            return cls[word.upper()]
        except KeyError:
            known = ", ".join(str(effect) for effect in cls)
            raise ValueError(f"an effect is one of {known}, not {word!r}") from None


class EffectRow(NamedTuple):
    """One line of the table. An empty `kind` or `level` means any. A row `for_newcomers` can only raise the effect, for them."""

    family: str
    effect: Effect
    kind: str = ""
    level: str = ""
    for_newcomers: bool = False

    def fits(self, kind: str, level: str) -> bool:
        """Whether it is about findings of its family that are of this kind and level."""
        return self.kind in ("", kind) and self.level in ("", level)

    @property
    def precision(self) -> int:
        """How much the row says: a row that names the kind beats one that names the level only."""
        return (2 if self.kind else 0) + (1 if self.level else 0)


class EffectTable(NamedTuple):
    """Effects of one community or group. The most precise row that fits wins; among equals, the last.

    `quiet` names checks that only note, whatever the rows say: the breaker put them there. `is_new`: the author is a newcomer.
    """

    rows: tuple[EffectRow, ...]
    quiet: frozenset[str] = frozenset()
    is_new: bool = False

    def effect_of(self, family: str, kind: str, level: str = "", check: str = "") -> Effect:
        """The effect, or `Effect.NOTE` where no row fits: a check nobody has rated stops nobody."""
        if check in self.quiet:
            return Effect.NOTE
        fitting = [row for row in self.rows if row.family == family and row.fits(kind, level)]
        usual = _best([row for row in fitting if not row.for_newcomers])
        return max(usual, _best([row for row in fitting if row.for_newcomers])) if self.is_new else usual

    def changed(self, rows: Iterable[EffectRow]) -> EffectTable:
        """This table with `rows` laid over it, as a group does over its community."""
        return self._replace(rows=(*self.rows, *rows))


def _best(rows: list[EffectRow]) -> Effect:
    most = max((row.precision for row in rows), default=0)
    return next((row.effect for row in reversed(rows) if row.precision == most), Effect.NOTE)


DEFAULT_EFFECTS = EffectTable(
    (
        # What reaches or unlocks a person waits for a moderator, if its author posts it after having seen the finding.
        EffectRow("contact_details", Effect.HOLD),
        EffectRow("contact_details", Effect.NUDGE, kind="address"),
        EffectRow("contact_details", Effect.NUDGE, kind="birth_date"),
        EffectRow("contact_details", Effect.NUDGE, kind="ip_address"),
        EffectRow("contact_details", Effect.NOTE, kind="name"),
        EffectRow("crisis", Effect.NOTE, level="low"),
        EffectRow("crisis", Effect.HOLD, level="medium"),
        EffectRow("crisis", Effect.HOLD, level="high"),
        # These ask the author first, and hold nothing: a friendly word at the right moment does more than a queue.
        EffectRow("treatment_advice", Effect.NUDGE),
        EffectRow("attack", Effect.NUDGE),
        EffectRow("promotion", Effect.NUDGE),
        EffectRow("links", Effect.NUDGE),
        EffectRow("links", Effect.NOTE, kind="known"),
    )
)
