"""What phrases are made of. Every part answers two questions.

`may_fit(bag)`, a quick one: whether words like these, in whatever order, can hold it. `ends(row, starts)`: the places where it may end
when it begins at one of `starts`. Places are bits of a whole number, bit 0 in front of the first word, so that all the places of a
sentence are looked at in one step, and the work grows in line with the words, however a phrase is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet


class Row:
    """The words of one sentence, where each of them stands, and what its parts found out about it so far.

    `known` holds by the id of a part the places of its words, `choices` by the id of a choice those of its parts that may begin
    somewhere in the row.
    """

    __slots__ = ("choices", "known", "places", "words")

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.places: dict[str, int] = {}
        self.known: dict[int, int] = {}
        self.choices: dict[int, tuple[Part, ...]] = {}
        for at, word in enumerate(words):
            self.places[word] = self.places.get(word, 0) | 1 << at

    @property
    def everywhere(self) -> int:
        """In front of each word."""
        return (1 << len(self.words)) - 1

    def places_of(self, words: frozenset[str], beginnings: tuple[str, ...] = ()) -> int:
        """In front of each of these words, and of those that begin so."""
        places = self.places
        found = 0
        for word in places.keys() & words:
            found |= places[word]
        if beginnings:
            for word, there in places.items():
                if word.startswith(beginnings):
                    found |= there
        return found

    def blanked(self, spans: Iterable[tuple[int, int]]) -> Row:
        """This row with the words in `spans` made unreadable; places stay."""
        words = list(self.words)
        for start, end in spans:
            words[start:end] = ["_"] * (end - start)
        return Row(words)


class Bag:
    """The different words of a sentence or of a text, in no order, and what choices found out about them so far."""

    __slots__ = ("_row", "known", "words")

    def __init__(self, words: AbstractSet[str]) -> None:
        self.words = words
        self.known: dict[int, bool] = {}
        self._row = ""

    def has_begun(self, beginnings: tuple[str, ...]) -> bool:
        """Whether some word begins so: looked for in all of them at once."""
        if not self._row:
            self._row = f" {' '.join(self.words)}"
        return any(f" {each}" in self._row for each in beginnings)


class Part:
    """`first` holds the words it may begin with (`cut*` for beginnings), or is None for any word."""

    __slots__ = ()
    first: frozenset[str] | None
    is_empty_allowed: bool

    def may_fit(self, bag: Bag) -> bool:
        """True unless a part says more."""
        return True

    def ends(self, row: Row, starts: int) -> int:
        raise NotImplementedError


class OneWord(Part):
    """One of some words, or any when `first` is None; those that end in `*` are beginnings."""

    __slots__ = ("beginnings", "first")
    is_empty_allowed = False

    def __init__(self, first: frozenset[str] | None, beginnings: tuple[str, ...] = ()) -> None:
        self.first = first
        self.beginnings = beginnings

    def may_fit(self, bag: Bag) -> bool:
        if self.first is None or not self.first.isdisjoint(bag.words):
            return True
        return bool(self.beginnings) and bag.has_begun(self.beginnings)

    def ends(self, row: Row, starts: int) -> int:
        own = row.known.get(id(self))
        if own is None:
            own = row.everywhere if self.first is None else row.places_of(self.first, self.beginnings)
            row.known[id(self)] = own
        return (starts & own) << 1


class Shape(Part):
    """One word of a shape, such as a number."""

    __slots__ = ("pattern",)
    first = None
    is_empty_allowed = False

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def ends(self, row: Row, starts: int) -> int:
        own = row.known.get(id(self))
        if own is None:
            own = row.known[id(self)] = row.places_of(frozenset(filter(self.pattern.fullmatch, row.places)))
        return (starts & own) << 1


class Edge(Part):
    """The beginning or the end of the sentence."""

    __slots__ = ("is_end",)
    first = None
    is_empty_allowed = True

    def __init__(self, *, is_end: bool) -> None:
        self.is_end = is_end

    def ends(self, row: Row, starts: int) -> int:
        return starts & (1 << len(row.words) if self.is_end else 1)


class Gap(Part):
    """Up to `most` words, none of them where the `barrier` fits."""

    __slots__ = ("barrier", "most")
    first = None
    is_empty_allowed = True

    def __init__(self, most: int, barrier: Part | None) -> None:
        self.most = most
        self.barrier = barrier

    def ends(self, row: Row, starts: int) -> int:
        free = row.known.get(id(self))
        if free is None:
            free = row.known[id(self)] = row.everywhere & ~(fits_at(self.barrier, row) if self.barrier else 0)
        reached = edge = starts
        for _ in range(self.most):
            edge = (edge & free) << 1 & ~reached
            if not edge:
                break
            reached |= edge
        return reached


class Sequence(Part):
    """Several in a row."""

    __slots__ = ("first", "is_empty_allowed", "parts")

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self.is_empty_allowed = all(part.is_empty_allowed for part in parts)
        self.first = self._first()

    def _first(self) -> frozenset[str] | None:
        words: frozenset[str] = frozenset()
        for part in self.parts:
            if isinstance(part, Edge):
                continue
            if part.first is None:
                return None
            words |= part.first
            if not part.is_empty_allowed:
                return words
        return None

    def may_fit(self, bag: Bag) -> bool:
        return all(part.is_empty_allowed or part.may_fit(bag) for part in self.parts)

    def ends(self, row: Row, starts: int) -> int:
        for part in self.parts:
            starts = part.ends(row, starts)
            if not starts:
                return 0
        return starts


class Choice(Part):
    """One of several, up to `most` of them in a row; or none of them when it `is_optional`."""

    __slots__ = ("_always", "_by_word", "first", "is_empty_allowed", "is_optional", "most", "parts")

    def __init__(self, parts: tuple[Part, ...], most: int = 1, *, is_optional: bool = False) -> None:
        self.parts = _words_together(parts)
        self.most = most
        self.is_optional = is_optional
        firsts = [part.first for part in self.parts]
        self.first = None if None in firsts else frozenset[str]().union(*(each or () for each in firsts))
        self.is_empty_allowed = is_optional or any(part.is_empty_allowed for part in self.parts)
        self._by_word: dict[str, tuple[Part, ...]] | None = None
        """Its longer parts by the words that they begin with, found when a text first asks: most choices are never asked."""
        self._always: tuple[Part, ...] = ()
        """Single words, and what may begin with any: what is always tried."""

    def may_fit(self, bag: Bag) -> bool:
        known = bag.known.get(id(self))
        if known is None:
            known = bag.known[id(self)] = self.is_empty_allowed or self._one_may_fit(bag)
        return known

    def _one_may_fit(self, bag: Bag) -> bool:
        longer = self._longer()
        for part in self._always:
            if part.may_fit(bag):
                return True
        words = bag.words
        there = filter(words.__contains__, longer) if len(longer) < len(words) else filter(longer.__contains__, words)
        return any(part.may_fit(bag) for word in there for part in longer[word])

    def _longer(self) -> dict[str, tuple[Part, ...]]:
        if self._by_word is None:
            self._by_word = {}
            longer = [part for part in self.parts if _has_plain_beginning(part)]
            self._always = tuple(part for part in self.parts if part not in longer)
            for part in longer:
                for word in part.first or ():
                    self._by_word[word] = (*self._by_word.get(word, ()), part)
        return self._by_word

    def ends(self, row: Row, starts: int) -> int:
        choices = row.choices.get(id(self))
        if choices is None:
            longer = self._longer()
            there = {part for word in longer.keys() & row.places for part in longer[word]}
            choices = row.choices[id(self)] = (*self._always, *there)
        reached = 0
        edge = starts
        for _ in range(self.most):
            found = 0
            for part in choices:
                found |= part.ends(row, edge)
            edge = found & ~reached
            if not edge:
                break
            reached |= edge
        return reached | starts if self.is_optional else reached


def beginnings_of(words: Iterable[str]) -> tuple[str, ...]:
    """Of words such as `cut*` what stands before the star."""
    return tuple(word[:-1] for word in words if word.endswith("*"))


def fits_at(part: Part, row: Row) -> int:
    """The places where a part that is never empty fits."""
    first = part.first
    may = row.everywhere if first is None else row.places_of(first, beginnings_of(first))
    found = 0
    for at in range(may.bit_length()):
        place = may & 1 << at
        if place and part.ends(row, place):
            found |= place
    return found


def _has_plain_beginning(part: Part) -> bool:
    """Whether it is longer than a word and begins with one of some whole words."""
    if isinstance(part, OneWord) or part.first is None:
        return False
    return not part.is_empty_allowed and not beginnings_of(part.first)


def _words_together(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Single words of a choice as one part, so that they cost one look together."""
    single = [part for part in parts if isinstance(part, OneWord) and part.first is not None]
    others = [part for part in parts if not isinstance(part, OneWord) or part.first is None]
    if not single:
        return parts
    words = frozenset().union(*(part.first or () for part in single))
    return (OneWord(words, beginnings=tuple(b for part in single for b in part.beginnings)), *others)
