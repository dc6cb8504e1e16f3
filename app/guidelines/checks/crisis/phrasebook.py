"""Many phrases looked up at once: only those all of whose needed words stand in the sentence are tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from threading import Lock
from typing import NamedTuple

from app.guidelines.checks.crisis.grammar import Phrase, PhraseError
from app.guidelines.checks.crisis.parts import Bag, Choice, Part, Row
from app.guidelines.checks.crisis.parts import Sequence as Parts
from app.guidelines.checks.lookup import Choices, Lookup, Need, Needs, numbered
from app.guidelines.checks.reading import Reading

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


class Match(NamedTuple):
    """Words `start` to `end` of the row, and the kind of the phrase they fit."""

    start: int
    end: int
    kind: str


class Indexed(NamedTuple):
    """The phrase of a book by its place."""

    place: int
    book: Phrasebook
    number: int

    @property
    def phrase(self) -> Phrase:
        return self.book.phrases[self.number]

    def may_fit(self, bag: Bag) -> bool:
        """Whether words like these can hold the phrase."""
        return all(part.may_fit(bag) for part in _parts(self.phrase.part))


class Phrasebook:
    """The phrases of one level. Each is looked up by its telling words (or beginnings, `cut*`), without which it cannot fit.

    With what they need kept (`needs.py`), a phrase is read when a text first may hold it; else all are, when a text first asks, and
    that raises PhraseError for a phrase that any words may fit: it would have to be tried on every sentence.
    """

    def __init__(self, name: str, phrases: Iterable[Phrase], kept: Needs | None = None) -> None:
        self.name = name
        self.kept = kept
        self._unread = phrases
        self._read: Sequence[Phrase] | None = phrases if isinstance(phrases, Sequence) else None
        self._lock = Lock()

    @property
    def phrases(self) -> Sequence[Phrase]:
        """Read when a text first asks: once, by one thread, since a file in two halves would be half a book to each of them."""
        if self._read is None:
            with self._lock:
                if self._read is None:
                    self._read = list(self._unread)
        return self._read

    @property
    def needs(self) -> list[Need]:
        """What each phrase needs, in their order, worked out from the phrases."""
        return [self._need_of(phrase) for phrase in self.phrases]

    @cached_property
    def _lookup(self) -> Lookup[Indexed]:
        """Made when a text first asks: most books are asked of few sentences."""
        return _lookup_of((self,))

    def _need_of(self, phrase: Phrase) -> Need:
        needed = _needed(phrase.part)
        if not needed:
            raise PhraseError(f"{self.name}: a phrase must hold a word that tells: {phrase.written}")
        return Need(tuple(words for words, _ in needed), tuple(ways for _, part in needed if (ways := _ways(part))))

    def told_by(self, reading: Reading) -> int:
        """A quick look at the words of a text: what to look for in its sentences (`among`), 0 when no phrase can stand in any."""
        return self._lookup.told_by(reading)

    def first_words(self, reading: Reading, among: int) -> frozenset[str]:
        """Words of which a sentence of the text must hold one for a phrase of `among` to stand there."""
        return self._lookup.first_words(reading, among)

    def candidates(self, words: Sequence[str], among: int = -1) -> list[Phrase]:
        """A quick look at a sentence: the phrases that may fit in words like these, in their order."""
        return [each.phrase for each in self.indexed(words, among)]

    def indexed(self, words: Sequence[str], among: int = -1) -> list[Indexed]:
        """The same with the books that they are of."""
        found = self._lookup.found(words, among)
        if not found:
            return []
        bag = Bag(frozenset(words))
        return [each for each in sorted(found, key=lambda each: each.place) if each.may_fit(bag)]

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


class Phrasebooks(Phrasebook):
    """Several books in one, for a quick look at all of their phrases together."""

    def __init__(self, books: Iterable[Phrasebook], *, is_shared: bool = False) -> None:
        """`is_shared`: it is asked of nearly every text."""
        super().__init__("all", ())
        self._books = tuple(books)
        self._is_shared = is_shared

    @cached_property
    def _lookup(self) -> Lookup[Indexed]:
        made = _lookup_of(self._books)
        return made.shared() if self._is_shared else made


def _lookup_of(books: Sequence[Phrasebook]) -> Lookup[Indexed]:
    """The phrases of some books by what they need: as it is kept, where that is so of all of them, from one file."""
    kept = [book.kept for book in books if book.kept is not None]
    if len(kept) == len(books) and all(each.table is kept[0].table for each in kept):
        needs = Needs(kept[0].table, [row for each in kept for row in each.rows])
        counts = [len(each.rows) for each in kept]
    else:
        worked_out = [book.needs for book in books]
        needs, counts = numbered(chain.from_iterable(worked_out)), list(map(len, worked_out))
    of_books = ((book, number) for book, count in zip(books, counts, strict=True) for number in range(count))
    return Lookup([Indexed(place, book, number) for place, (book, number) in enumerate(of_books)], needs)


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
        return next((words for words, _ in _needed(part)), None)
    return part.first


@lru_cache(maxsize=8_192)
def _needed(part: Parts) -> list[tuple[frozenset[str], Part]]:
    """The parts that may not be empty, each with words one of which it must hold; the most telling first."""
    return sorted(((words, each) for each in part.parts if (words := _telling_words(each))), key=lambda pair: _cost(pair[0]))


@lru_cache(maxsize=1_024)
def _parts(part: Parts) -> tuple[Part, ...]:
    """The parts that must hold a word that tells."""
    return tuple(each for _, each in _needed(part))


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
