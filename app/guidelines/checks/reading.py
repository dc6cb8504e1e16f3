"""What every check is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from app.guidelines.checks.language import languages_of
from app.guidelines.draft import Draft
from app.guidelines.normalise import Normalised, normalise

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GAPS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "'"}
_TEN = "0123456789"


@dataclass(frozen=True)
class Reading:
    """One field of a draft, read plainly. Checks look at `text` (lower case) or `cased`; what several of them need is read once."""

    draft: Draft
    field: str
    view: Normalised

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def cased(self) -> str:
        return self.view.cased

    @cached_property
    def digits(self) -> int:
        """How many digits there are, so that a check for numbers can pass over most posts."""
        return sum(map(self.view.text.count, _TEN))

    @cached_property
    def words(self) -> list[str]:
        """The words of `text` in order, in lower case, with their apostrophes: `don't` is one word."""
        return words_of(self.view.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words: the cheapest question that a check can ask is whether one of its own is among them."""
        return frozenset(self.words)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each of `words` stands in `text`. Asked for only once something was found."""
        return [match.span() for match in _WORD.finditer(self.view.text)]

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that the words may be in: the draft's own when it is known, else those that they look like."""
        if self.draft.language:
            return frozenset((self.draft.language,))
        return languages_of(self.vocabulary)


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
    """One check: its name in logs and counts, its family, the clause it serves, and the function.

    `scope_path` is where it holds: `/` everywhere, `/12/` in one group and below.
    """

    name: str
    family: str
    clause: int
    run: Callable[[Reading], Iterable[Sighting]]
    languages: tuple[str, ...] = ()
    """The languages it reads; empty means that the language does not matter."""
    scope_path: str = "/"


def words_of(text: str) -> list[str]:
    """The words as `_WORD` finds them; plain ASCII, which most posts are, takes less than half the time."""
    if text.isascii():
        plain = text.translate(_GAPS)
        if "'" not in plain:
            return plain.split()
        if "''" not in plain:
            return f" {plain} ".replace("' ", " ").replace(" '", " ").split()
    return _WORD.findall(text)


def read(draft: Draft, field: str) -> Reading:
    """Read one field, `"text"` or `"title"`."""
    return Reading(draft, field, normalise(draft.words_of(field)))
