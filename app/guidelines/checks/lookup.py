"""Many things that each need certain words, looked up at once for a text or a sentence: phrases, lines of a file.

A thing needs one word of each of some choices. Each choice is a bit of a whole number, and a word has the bits of all choices that it
is in: the bits of a text are put together in one pass over its words, and a thing may be there when none of its bits is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Generic, Protocol, TypeVar

from app.guidelines.checks.remembered import Remembered
from app.guidelines.checks.telling import Share

T = TypeVar("T")

Choices = Sequence[frozenset[str]]


class Told(Protocol):
    """A text that was read (`reading.py`)."""

    @property
    def told(self) -> int: ...

    @property
    def vocabulary(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Need:
    """One word of each of `choices`, the most telling first: by that one a thing is looked up. A word that ends in `*` is a beginning.

    And of each of `either` one way, which is some choices.
    """

    choices: Choices
    either: Sequence[Sequence[Choices]] = ()


_Ways = tuple[tuple[int, ...], ...]
_Entry = tuple[int, _Ways, T]
"""The bits of all choices, those of the ways, and the thing."""


class Lookup(Generic[T]):
    """Things with what they need."""

    def __init__(self, things: Iterable[tuple[T, Need]]) -> None:
        known = list(things)
        bits: dict[frozenset[str], int] = {}
        for _, need in known:
            bits.setdefault(need.choices[0], 1 << len(bits))
        self._first = (1 << len(bits)) - 1
        self._by_first: dict[int, list[_Entry[T]]] = {}
        self._beside: dict[int, int] = {}
        needs = [
            _bits_of(need.choices, bits) for _, need in known
        ]  # before those of the ways, so that they are small numbers
        for (thing, need), needed in zip(known, needs, strict=True):
            first = bits[need.choices[0]]
            ways = tuple(tuple(_bits_of(choices, bits) for choices in each) for each in need.either)
            self._by_first.setdefault(first, []).append((needed, ways, thing))
            beside = _bits_of(need.choices[1:2], bits) or -1
            self._beside[first] = self._beside.get(first, 0) | beside
        self._bits = Remembered(_BitsOfWords(bits.items()))
        self._share: Share | None = None
        self._many = len(bits)

    def shared(self) -> Lookup[T]:
        """The same, told beside all that tells: for what is asked of every text. What it answers to a whole text comes from there."""
        self._share = Share(self._bits.__getitem__, self._many)
        return self

    def bits_in(self, reading: Told) -> int:
        """What is known of the words of a text."""
        bits = self._share.of(reading.told) if self._share else None
        return self._bits_of(reading.vocabulary) if bits is None else bits

    def _bits_of(self, words: Iterable[str]) -> int:
        return reduce(or_, filter(None, map(self._bits.__getitem__, words)), 0)

    def told_by(self, reading: Told) -> int:
        """What to look for (`among`) in parts of a text; 0 when nothing can be there."""
        bits = self.bits_in(reading)
        first, told, beside = bits & self._first, 0, self._beside
        while first:
            bit = first & -first
            first ^= bit
            if beside[bit] & bits:
                for needs, ways, _ in self._by_first[bit]:
                    if needs & bits == needs and (not ways or _is_filled(ways, bits)):
                        told |= bit
                        break
        return told

    def found_in(self, reading: Told) -> list[T]:
        """The things for which a text has words of all their choices, in no order."""
        return self._found(self.bits_in(reading), -1)

    def found(self, words: Iterable[str], among: int = -1) -> list[T]:
        """The things for which there are words of all their choices, in no order."""
        return self._found(self._bits_of(words), among)

    def _found(self, bits: int, among: int) -> list[T]:
        found: list[T] = []
        first, beside = bits & self._first & among, self._beside
        while first:
            bit = first & -first
            first ^= bit
            if beside[bit] & bits:  # the second choice of one of its things is there as well
                for needs, ways, thing in self._by_first[bit]:
                    if needs & bits == needs and (not ways or _is_filled(ways, bits)):
                        found.append(thing)
        return found


class _BitsOfWords:
    """The bits of a word without its apostrophes."""

    def __init__(self, choices: Iterable[tuple[frozenset[str], int]]) -> None:
        self._whole: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        for words, bit in choices:
            for word in words:
                known, name = (self._begun, word[:-1]) if word.endswith("*") else (self._whole, word)
                known[name] = known.get(name, 0) | bit
        self._beginnings = tuple(self._begun)

    def __call__(self, word: str) -> int:
        bare = word.replace("'", "")
        bits = self._whole.get(word, 0) | self._whole.get(bare, 0)
        if bare.startswith(self._beginnings):
            bits = reduce(or_, (bit for begun, bit in self._begun.items() if bare.startswith(begun)), bits)
        return bits


def _is_filled(ways: _Ways, bits: int) -> bool:
    """Whether of each there is a way none of whose bits is missing."""
    for each in ways:
        for way in each:
            if way & bits == way:
                break
        else:
            return False
    return True


def _bits_of(choices: Choices, bits: dict[frozenset[str], int]) -> int:
    """The bits of these choices together; gives a bit to those that have none yet."""
    return reduce(or_, [bits.setdefault(words, 1 << len(bits)) for words in choices], 0)
