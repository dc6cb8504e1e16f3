"""Many things that each need certain words, looked up at once for a text or a sentence: phrases, lines of a file.

A thing needs one word of each of some choices. Each choice is a bit of a whole number, and a word has the bits of all choices that it
is in: the bits of a text are put together in one pass over its words, and a thing may be there when none of its bits is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

_REMEMBERED = 20_000
_LONGEST = 30
T = TypeVar("T")


Choices = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    needs: int
    either: tuple[tuple[int, ...], ...]
    thing: T

    def may_be(self, bits: int) -> bool:
        """Whether none of its bits is missing."""
        if self.needs & bits != self.needs:
            return False
        return not self.either or self._is_filled(bits)

    def _is_filled(self, bits: int) -> bool:
        for ways in self.either:
            for way in ways:
                if way & bits == way:
                    break
            else:
                return False
        return True


class _Bits(dict[str, int]):
    """The bits of each word without its apostrophes. Learns the words that it meets, but none that is longer than words are."""

    def __init__(self, choices: Iterable[tuple[frozenset[str], int]]) -> None:
        self._whole: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        for words, bit in choices:
            for word in words:
                known, name = (self._begun, word[:-1]) if word.endswith("*") else (self._whole, word)
                known[name] = known.get(name, 0) | bit
        self._beginnings = tuple(self._begun)

    def __missing__(self, word: str) -> int:
        bare = word.replace("'", "")
        bits = self._whole.get(word, 0) | self._whole.get(bare, 0)
        if bare.startswith(self._beginnings):
            bits = reduce(or_, (bit for begun, bit in self._begun.items() if bare.startswith(begun)), bits)
        if len(self) < _REMEMBERED and len(word) <= _LONGEST:
            self[word] = bits
        return bits


class Lookup(Generic[T]):
    """Things with the choices of words that they need, the most telling first: by that one a thing is looked up.

    A word of a choice that ends in `*` is a beginning of words. With a thing may come what it needs in one of several ways, each
    way some choices.
    """

    def __init__(self, things: Iterable[tuple[T, Choices, Sequence[Sequence[Choices]]]]) -> None:
        known = list(things)
        bits: dict[frozenset[str], int] = {}
        for _, needed, _ in known:
            bits.setdefault(needed[0], 1 << len(bits))
        self._first = (1 << len(bits)) - 1
        self._by_first: dict[int, list[_Entry[T]]] = {}
        for thing, needed, either in known:
            ways = tuple(tuple(_bits_of(choices, bits) for choices in each) for each in either)
            self._by_first.setdefault(bits[needed[0]], []).append(_Entry(_bits_of(needed, bits), ways, thing))
        self._bits = _Bits(bits.items())

    def bits_of(self, words: Iterable[str]) -> int:
        """What is known of these words together."""
        return reduce(or_, filter(None, map(self._bits.__getitem__, words)), 0)

    def told_by(self, words: Iterable[str]) -> int:
        """What to look for (`among`) in parts of a text with these words; 0 when nothing can be there."""
        bits = self.bits_of(words)
        told = 0
        for first, entries in self._there(bits & self._first):
            for each in entries:
                if each.may_be(bits):
                    told |= first
                    break
        return told

    def found(self, words: Iterable[str], among: int = -1) -> list[T]:
        """The things for which there are words of all their choices, in no order."""
        bits = self.bits_of(words)
        first = bits & self._first & among
        if not first:
            return []
        return [each.thing for _, entries in self._there(first) for each in entries if each.may_be(bits)]

    def _there(self, first: int) -> Iterator[tuple[int, list[_Entry[T]]]]:
        """The things of each of these bits."""
        while first:
            bit = first & -first
            yield bit, self._by_first[bit]
            first ^= bit


def _bits_of(choices: Choices, bits: dict[frozenset[str], int]) -> int:
    """The bits of these choices together; gives a bit to those that have none yet."""
    return reduce(or_, [bits.setdefault(words, 1 << len(bits)) for words in choices])
