"""Many phrases looked up at once: only those all of whose needed words stand in the sentence are tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from threading import Lock

from app.guidelines.checks.crisis.grammar import Phrase, PhraseError
from app.guidelines.checks.crisis.parts import Bag, Choice, Part, Row
from app.guidelines.checks.crisis.parts import Sequence as Parts
from app.guidelines.checks.lookup import Choices, Lookup

# How much it costs to look a phrase up by a word that stands in many sentences; other words cost one.
_EVERYWHERE = frozenset(
    "a about all also am an and any are as at be been being but by can do does for from had has have he her him "
    "his how i if im in into is it its ive me my no not of on one or our out she so some than that the their them "
    "then there they this to up was we were what when who why will with without would you your take id".split()
)
_OFTEN = frozenset(
    "after again another around because cant could day days did done dont down even ever every feel feeling felt "
    "feels find found get gets getting go goes going gone gonna good got help here hes ill just keep know last left "
    "life like long look looking made make makes making medication more most much myself need never next night now "
    "off only over pain past people really right said says see shes should someone something start started still "
    "sure taken taking tell thats these thing think thinking those thought through time times told too took tried "
    "try trying want wants way week well went wont work worse wrong year years best better bad".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` of the row, and the kind of the phrase they fit."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A phrase by its number, with its parts that are never empty, the most telling first."""

    number: int
    parts: tuple[Part, ...]

    def may_fit(self, bag: Bag) -> bool:
        """Whether words like these can hold the phrase."""
        return all(part.may_fit(bag) for part in self.parts)


class Phrasebook:
    """The phrases of one level. Each is looked up by its most telling words (or beginnings, `cut*`), without which it cannot fit.

    Looking something up raises PhraseError for a phrase that any words may fit: it would have to be tried on every sentence.
    """

    def __init__(self, name: str, phrases: Iterable[Phrase]) -> None:
        self.name = name
        self._unread = phrases
        self._read: list[Phrase] | None = None
        self._lock = Lock()

    @property
    def _phrases(self) -> list[Phrase]:
        """Read when a text first asks: once, by one thread, since a file in two halves would be half a book to each of them."""
        if self._read is None:
            with self._lock:
                if self._read is None:
                    self._read = list(self._unread)
        return self._read

    @cached_property
    def _lookup(self) -> Lookup[_Indexed]:
        """Made when a text first asks: most books are asked of few sentences."""
        return Lookup(self._entry(number, phrase) for number, phrase in enumerate(self._phrases))

    def _entry(self, number: int, phrase: Phrase) -> tuple[_Indexed, Choices, list[list[Choices]]]:
        needed = sorted(_needed(phrase.part), key=lambda pair: _cost(pair[0]))
        if not needed:
            raise PhraseError(f"{self.name}: a phrase must hold a word that tells: {phrase.written}")
        parts = tuple(part for _, part in needed)
        return _Indexed(number, parts), [words for words, _ in needed], [ways for part in parts if (ways := _ways(part))]

    @classmethod
    def of_all(cls, books: Iterable[Phrasebook]) -> Phrasebook:
        """One book with the phrases of several, for a quick look at all of them together."""
        return cls("all", chain.from_iterable(book._phrases for book in books))

    def told_by(self, words: Iterable[str]) -> int:
        """A quick look at the words of a text: what to look for in its sentences (`among`), 0 when no phrase can stand in any."""
        return self._lookup.told_by(words)

    def candidates(self, words: Sequence[str], among: int = -1) -> list[Phrase]:
        """A quick look at a sentence: the phrases that may fit in words like these, in their order."""
        found = self._lookup.found(words, among)
        if not found:
            return []
        bag = Bag(frozenset(words))
        return [self._phrases[number] for number in sorted(each.number for each in found if each.may_fit(bag))]

    def fits(self, row: Row) -> bool:
        """Whether some phrase stands somewhere in the row."""
        return any(phrase.part.ends(row, row.everywhere) for phrase in self.candidates(row.words))

    def matches(self, row: Row) -> list[Match]:
        """The longest match at each place, left to right, none over another."""
        found: list[Match] = []
        for phrase in self.candidates(row.words):
            if phrase.part.ends(row, row.everywhere):
                found += _matches(phrase, row)
        return _apart(found)


def _matches(phrase: Phrase, row: Row) -> Iterable[Match]:
    for at in range(len(row.words)):
        ends = phrase.part.ends(row, 1 << at)
        if ends:
            yield Match(at, ends.bit_length() - 1, phrase.kind)


@lru_cache(maxsize=8_192)
def _telling_words(part: Part) -> frozenset[str] | None:
    """Words one of which every match of `part` must hold, as few common ones as can be; None if none."""
    if part.is_empty_allowed:
        return None
    if isinstance(part, Choice):
        each = [_telling_words(choice) for choice in part.parts]
        return None if None in each else frozenset().union(*(words or () for words in each))
    if isinstance(part, Parts):
        return min((words for words, _ in _needed(part)), key=_cost, default=None)
    return part.first


def _needed(part: Parts) -> list[tuple[frozenset[str], Part]]:
    """The parts that may not be empty, each with words one of which it must hold."""
    return [(words, each) for each in part.parts if (words := _telling_words(each))]


@lru_cache(maxsize=8_192)
def _ways(part: Part) -> list[Choices]:
    """The ways in which a choice may be filled, by the words that each needs; none where single words do, or nothing is gained."""
    if not isinstance(part, Choice):
        return []
    ways: list[Choices] = [
        [words for words, _ in _needed(each)] if isinstance(each, Parts) else [_telling_words(each) or frozenset()]
        for each in part.parts
    ]
    return ways if any(len(way) > 1 for way in ways) and all(all(way) and way for way in ways) else []


@lru_cache(maxsize=8_192)
def _cost(words: frozenset[str]) -> int:
    return len(words) + 100 * len(words & _EVERYWHERE) + 20 * len(words & _OFTEN)


def _apart(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
