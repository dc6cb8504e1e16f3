"""Many phrases looked up at once: only those all of whose needed words stand in the sentence are tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.guidelines.checks.crisis.grammar import Phrase, PhraseError
from app.guidelines.checks.crisis.parts import Choice, Part, Row, beginnings_of
from app.guidelines.checks.crisis.parts import Sequence as Parts

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


class Phrasebook:
    """The phrases of one level. Each is looked up by its most telling words (or beginnings, `cut*`), without which it cannot fit.

    Raises PhraseError for a phrase that any words may fit: it would have to be tried on every sentence.
    """

    def __init__(self, name: str, phrases: Iterable[Phrase]) -> None:
        self.name = name
        self._phrases = list(phrases)
        self._bits: dict[str, int] = {}
        """What each word is needed for: for each part of a phrase, the words of which a sentence must hold one share a bit."""
        self._by_word: dict[str, list[tuple[int, int]]] = {}
        """By telling word: the number of a phrase, and the bits of all that it needs."""
        bit_of: dict[frozenset[str], int] = {}
        for number, phrase in enumerate(self._phrases):
            needed = _needed(phrase.part)
            if not needed:
                raise PhraseError(f"{name}: a phrase must hold a word that tells: {phrase.written}")
            needs = sum({bit_of.setdefault(words, 1 << len(bit_of)) for words in needed})
            for word in min(needed, key=_cost):
                self._by_word.setdefault(word, []).append((number, needs))
        for words, bit in bit_of.items():
            for word in words:
                self._bits[word] = self._bits.get(word, 0) | bit
        self._beginnings = beginnings_of(self._bits)

    @classmethod
    def of_all(cls, books: Iterable[Phrasebook]) -> Phrasebook:
        """One book with the phrases of several, for a quick look at all of them together."""
        return cls("all", [phrase for book in books for phrase in book._phrases])

    def telling_words(self, words: frozenset[str], text: str) -> list[str]:
        """A quick look at a whole text: telling words, or beginnings of them, of the phrases that may fit in it; none if none can.

        A sentence in which a phrase fits holds one of them. Whether the text holds a beginning, it shows sooner than its words do.
        """
        begun = [beginning for beginning in self._beginnings if beginning in text]
        return [word.removesuffix("*") for word, _ in self._may_fit(words, begun)]

    def may_match(self, words: Sequence[str]) -> bool:
        """A quick look at a sentence: False when no phrase can fit in words like these."""
        return bool(self._candidates(words))

    def fits(self, row: Row) -> bool:
        """Whether some phrase stands somewhere in the row."""
        return any(phrase.part.ends(row, row.everywhere) for phrase in self._candidates(row.words))

    def matches(self, row: Row) -> list[Match]:
        """The longest match at each place, left to right, none over another."""
        found: list[Match] = []
        for phrase in self._candidates(row.words):
            if phrase.part.ends(row, row.everywhere):
                found += _matches(phrase, row)
        return _apart(found)

    def _candidates(self, words: Sequence[str]) -> list[Phrase]:
        """The phrases that may fit, in their order."""
        row = f" {' '.join(words)}" if self._beginnings else ""
        begun = [beginning for beginning in self._beginnings if f" {beginning}" in row]
        numbers = {number for _, numbers in self._may_fit(frozenset(words), begun) for number in numbers}
        return [self._phrases[number] for number in sorted(numbers)]

    def _may_fit(self, words: frozenset[str], begun: Iterable[str]) -> list[tuple[str, list[int]]]:
        """The numbers of phrases of whose needed words each is there, by their telling word."""
        bits = self._bits
        there = bits.keys() & words
        there.update(f"{beginning}*" for beginning in begun)
        telling = self._by_word.keys() & there
        if not telling:
            return []
        met = 0
        for word in there:
            met |= bits[word]
        by_word = (
            (word, [number for number, needs in self._by_word[word] if needs & met == needs]) for word in telling
        )
        return [(word, numbers) for word, numbers in by_word if numbers]


def _matches(phrase: Phrase, row: Row) -> Iterable[Match]:
    for at in range(len(row.words)):
        ends = phrase.part.ends(row, 1 << at)
        if ends:
            yield Match(at, ends.bit_length() - 1, phrase.kind)


def _needed(part: Parts) -> list[frozenset[str]]:
    """For each part that may not be empty, the words one of which it must hold."""
    return [words for words in map(_telling_words, part.parts) if words]


@lru_cache(maxsize=8_192)
def _telling_words(part: Part) -> frozenset[str] | None:
    """Words one of which every match of `part` must hold, as few common ones as can be; None if none."""
    if part.is_empty_allowed:
        return None
    if isinstance(part, Choice):
        each = [_telling_words(choice) for choice in part.parts]
        return None if None in each else frozenset().union(*(words or () for words in each))
    if isinstance(part, Parts):
        return min(_needed(part), key=_cost, default=None)
    return part.first


def _cost(words: frozenset[str]) -> int:
    return len(words) + 100 * len(words & _EVERYWHERE) + 20 * len(words & _OFTEN)


def _apart(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
