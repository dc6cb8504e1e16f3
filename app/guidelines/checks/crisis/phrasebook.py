"""Many phrases looked up at once: only those whose telling words stand in the sentence are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from app.guidelines.checks.crisis.grammar import Phrase
from app.guidelines.checks.crisis.parts import Choice, Edge, Part, Row, Sequence

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
class Indexed:
    """A phrase and, for each of its parts but the most telling one, the words of which the sentence must hold one, rarest first."""

    phrase: Phrase
    needed: tuple[tuple[frozenset[str], tuple[str, ...]], ...]

    def may_fit(self, words: frozenset[str]) -> bool:
        """Whether a sentence that holds the most telling word may hold the phrase."""
        for needed, beginnings in self.needed:
            if words.isdisjoint(needed) and not (beginnings and any(word.startswith(beginnings) for word in words)):
                return False
        return True


def _indexed(phrase: Phrase) -> Indexed:
    needed = sorted(_needed(phrase.part), key=_cost)[1:]
    return Indexed(phrase, tuple((words, _beginnings(words)) for words in needed))


def _beginnings(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(word[:-1] for word in words if word.endswith("*"))


class Phrasebook:
    """The phrases of one level. `keys` are the words (or beginnings, `cut*`) without which none fits."""

    def __init__(self, name: str, phrases: Iterable[Phrase]) -> None:
        self.name = name
        self._by_word: dict[str, list[Indexed]] = {}
        self._always: list[Indexed] = []
        for phrase in phrases:
            keys = _telling_words(phrase.part)
            indexed = _indexed(phrase)
            if keys is None:
                self._always.append(indexed)
            for key in keys or ():
                self._by_word.setdefault(key, []).append(indexed)
        self._keep_keys()

    @classmethod
    def of_all(cls, books: Iterable[Phrasebook]) -> Phrasebook:
        """One book with the phrases of several, for a quick look at all of them together."""
        together = cls("all", ())
        for book in books:
            for key, phrases in book._by_word.items():
                together._by_word.setdefault(key, []).extend(phrases)
            together._always += book._always
        together._keep_keys()
        return together

    def _keep_keys(self) -> None:
        self.keys = frozenset(key for key in self._by_word if not key.endswith("*"))
        self.beginnings = tuple(sorted(key[:-1] for key in self._by_word if key.endswith("*")))

    def may_match(self, words: frozenset[str]) -> bool:
        """A quick look at a sentence: False when no phrase can fit in words like these."""
        return any(indexed.may_fit(words) for key in self._keys_in(words) for indexed in self._by_word[key])

    def hints(self, words: frozenset[str], text: str) -> list[str]:
        """A quick look at a whole text: telling words, or beginnings of them, of the phrases that may fit in it; none if none can.

        A sentence in which a phrase fits holds one of them. Whether the text holds a beginning, it shows sooner than its words do.
        """
        keys = self.keys & words
        found = [key for key in keys if any(indexed.may_fit(words) for indexed in self._by_word[key])]
        for beginning in self.beginnings:
            if beginning in text and any(indexed.may_fit(words) for indexed in self._by_word[f"{beginning}*"]):
                found.append(beginning)
        return found

    def _keys_in(self, words: frozenset[str]) -> Iterable[str]:
        yield from self.keys & words
        if self.beginnings and any(map(str.startswith, words, repeat(self.beginnings))):
            for beginning in self.beginnings:
                if any(word.startswith(beginning) for word in words):
                    yield f"{beginning}*"

    def matches(self, row: Row) -> list[Match]:
        """The longest match at each place, left to right, none over another."""
        return _apart(list(self._found(row)))

    def _found(self, row: Row) -> Iterator[Match]:
        """Every match at the places where its phrase may begin, in no order."""
        candidates = self._candidates(row.words)
        if not candidates:
            return
        places: dict[str, list[int]] = {}
        for place, word in enumerate(row.words):
            places.setdefault(word, []).append(place)
        for phrase in candidates:
            for at in _starts(phrase, places, len(row.words)):
                ends = phrase.part.ends(row, at)
                if ends and max(ends) > at:
                    yield Match(at, max(ends), phrase.kind)

    def fits(self, row: Row) -> bool:
        """Whether some phrase stands somewhere in the row."""
        return any(True for _ in self._found(row))

    def _candidates(self, words: list[str]) -> list[Phrase]:
        known = frozenset(words)
        chosen = {id(indexed): indexed for indexed in self._always}
        for key in self._keys_in(known):
            chosen.update((id(indexed), indexed) for indexed in self._by_word[key] if indexed.may_fit(known))
        return [indexed.phrase for indexed in chosen.values()]


def _starts(phrase: Phrase, places: dict[str, list[int]], count: int) -> Iterable[int]:
    """Where the phrase may begin."""
    if isinstance(phrase.part.parts[0], Edge):
        return (0,)
    first = phrase.part.first
    if first is None:
        return range(count)
    beginnings = _beginnings(first)
    return [
        place
        for word, where in places.items()
        if word in first or (beginnings and word.startswith(beginnings))
        for place in where
    ]


@lru_cache(maxsize=8_192)
def _telling_words(part: Part) -> frozenset[str] | None:
    """Words one of which every match of `part` must hold, as few common ones as can be; None if none."""
    if part.is_empty_allowed:
        return None
    if isinstance(part, Choice):
        each = [_telling_words(choice) for choice in part.parts]
        return None if None in each else frozenset().union(*(words or () for words in each))
    if isinstance(part, Sequence):
        return min(_needed(part), key=_cost, default=None)
    return part.first


def _needed(part: Sequence) -> list[frozenset[str]]:
    """For each part that may not be empty, the words one of which it must hold."""
    return [words for words in map(_telling_words, part.parts) if words]


def _cost(words: frozenset[str]) -> int:
    return len(words) + 100 * len(words & _EVERYWHERE) + 20 * len(words & _OFTEN)


def _apart(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
