"""What every check is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from app.guidelines.checks.language import is_plainly_english, languages_of
from app.guidelines.checks.later import later
from app.guidelines.checks.telling import A_DIGIT, ALWAYS, digits_in, told_by_digits, told_by_signs, told_by_words
from app.guidelines.draft import Draft
from app.guidelines.normalise import Normalised, normalise

_WORD = later(r"[^\W_]+(?:'[^\W_]+)*")
T = TypeVar("T")
_GAPS = bytes(code if chr(code).isalnum() or chr(code) == "'" else ord(" ") for code in range(128)) + bytes(128)
_ENGLISH = frozenset(("en",))


class Reading:
    """One field of a draft, read plainly. Checks look at `text` (lower case) or `cased`; what several of them need is read once.

    `words` are the words of `text` in order, in lower case, with their apostrophes: `don't` is one word. `vocabulary` are the
    different ones: the cheapest question that a check can ask is whether one of its own is among them. `digits` is how many
    digits there are, so that a check for numbers can pass over most posts. `languages` are those that the words may be in: the
    draft's own when it is known, else those that they look like. `told` are the bits of what tells (`telling.py`).
    """

    __slots__ = (
        "_kept",
        "_places",
        "_plain",
        "cased",
        "digits",
        "draft",
        "field",
        "languages",
        "text",
        "told",
        "view",
        "vocabulary",
        "words",
    )

    def __init__(self, draft: Draft, field: str, view: Normalised) -> None:
        self.draft = draft
        self.field = field
        self.view = view
        self.text = text = view.text
        self.cased = view.cased
        self.words = words_of(text)
        self.vocabulary = frozenset(self.words)
        told = told_by_words(self.vocabulary) | told_by_signs(text)
        self.digits = digits_in(text) if told & A_DIGIT else 0
        self.told = told | told_by_digits(text, self.digits) if self.digits else told
        if draft.language:
            self.languages = frozenset((draft.language,))
        else:
            self.languages = _ENGLISH if is_plainly_english(told) else languages_of(self.vocabulary)
        self._plain: frozenset[str] | None = None
        self._kept: dict[Callable[[Reading], Any], Any] = {}
        self._places: list[tuple[int, int]] | None = None

    @property
    def plain_vocabulary(self) -> frozenset[str]:
        """The different words without their apostrophes."""
        if self._plain is None:
            plain = "'" not in self.text
            self._plain = self.vocabulary if plain else frozenset([word.replace("'", "") for word in self.vocabulary])
        return self._plain

    def once(self, look: Callable[[Reading], T]) -> T:
        """What `look` makes of this reading: made when it is first asked for, then kept for the checks that ask again."""
        if look not in self._kept:
            self._kept[look] = look(self)
        kept: T = self._kept[look]
        return kept

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where each of `words` stands in `text`. Asked for only once something was found."""
        if self._places is None:
            self._places = [match.span() for match in _WORD.finditer(self.text)]
        return self._places


class Sighting(NamedTuple):
    """What a check noticed, as a non-empty span of `Reading.text`. `fix` may replace the span."""

    kind: str
    start: int
    end: int
    level: str = ""
    fix: str | None = None


class Check(NamedTuple):
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
    telling: int = ALWAYS
    """What a text must hold one of for the check to be run (`telling.py`). A first look only: the check itself looks closer."""


def words_of(text: str) -> list[str]:
    """The words as `_WORD` finds them; plain ASCII, which most posts are, takes a fourth of the time."""
    if text.isascii():
        plain = text.encode("ascii").translate(_GAPS).decode("ascii")
        if "''" not in plain:
            return split(plain)
    return _WORD.findall(text)


def split(plain: str) -> list[str]:
    """The words of a text in which only gaps stand between them; apostrophes at their ends, never two together, are no part of them."""
    return f" {plain} ".replace("' ", " ").replace(" '", " ").split() if "'" in plain else plain.split()


def read(draft: Draft, field: str) -> Reading:
    """Read one field, `"text"` or `"title"`."""
    return Reading(draft, field, normalise(draft.words_of(field)))
