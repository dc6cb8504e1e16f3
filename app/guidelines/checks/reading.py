"""What every check is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.guidelines.draft import Draft
from app.guidelines.normalise import Normalised, normalise

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """One field of a draft, read plainly. Checks look at `text` (lower case) or `cased`."""

    draft: Draft
    field: str
    view: Normalised
    digits: int
    """How many digits there are, so that a check for numbers can pass over most posts."""

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def cased(self) -> str:
        return self.view.cased


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a check noticed, as a non-empty span of `Reading.text`. `fix` may replace the span."""

    kind: str
    start: int
    end: int
    level: str = ""
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name in logs and counts, its family, the clause it serves, and the function."""

    name: str
    family: str
    clause: int
    run: Callable[[Reading], Iterable[Sighting]]
    languages: tuple[str, ...] = ()
    """The languages it reads; empty means that the language does not matter."""


def read(draft: Draft, field: str) -> Reading:
    """Read one field, `"text"` or `"title"`."""
    view = normalise(draft.words_of(field))
    return Reading(draft, field, view, len(_DIGIT.findall(view.text)))
