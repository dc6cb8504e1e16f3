"""What phrases are made of. Every part answers `ends(row, at)`: the places where it may end when it begins at `at`.

Choices remember their answers for the row at hand, so the work grows in line with the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(slots=True)
class Row:
    """The words of one sentence, where each stands, and the answers found so far."""

    words: list[str]
    memo: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict)

    def blanked(self, spans: Iterable[tuple[int, int]]) -> Row:
        """This row with the words in `spans` made unreadable; places stay."""
        words = list(self.words)
        for start, end in spans:
            words[start:end] = ["_"] * (end - start)
        return Row(words)


class Part(Protocol):
    """`first` holds the words it may begin with (`cut*` for beginnings), or is None for any word."""

    @property
    def first(self) -> frozenset[str] | None: ...

    @property
    def is_empty_allowed(self) -> bool: ...

    def ends(self, row: Row, at: int) -> frozenset[int]: ...

    def __hash__(self) -> int: ...


_NOWHERE: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class OneWord:
    """One of some words; those that end in `*` are beginnings."""

    first: frozenset[str] | None
    is_empty_allowed: bool = False
    beginnings: tuple[str, ...] = ()

    def ends(self, row: Row, at: int) -> frozenset[int]:
        if at >= len(row.words):
            return _NOWHERE
        word = row.words[at]
        if self.first is None or word in self.first or (self.beginnings and word.startswith(self.beginnings)):
            return frozenset((at + 1,))
        return _NOWHERE


@dataclass(slots=True, eq=False)
class Shape:
    """One word of a shape, such as a number."""

    pattern: re.Pattern[str]
    first: frozenset[str] | None = None
    is_empty_allowed: bool = False

    def ends(self, row: Row, at: int) -> frozenset[int]:
        fits = at < len(row.words) and self.pattern.fullmatch(row.words[at])
        return frozenset((at + 1,)) if fits else _NOWHERE


@dataclass(slots=True, eq=False)
class Edge:
    """The beginning or the end of the sentence."""

    is_end: bool
    first: frozenset[str] | None = None
    is_empty_allowed: bool = True

    def ends(self, row: Row, at: int) -> frozenset[int]:
        return frozenset((at,)) if at == (len(row.words) if self.is_end else 0) else _NOWHERE


@dataclass(slots=True, eq=False)
class Gap:
    most: int
    barrier: Part | None
    first: frozenset[str] | None = None
    is_empty_allowed: bool = True

    def ends(self, row: Row, at: int) -> frozenset[int]:
        last = at
        while last < min(at + self.most, len(row.words)):
            if self.barrier is not None and self.barrier.ends(row, last):
                break
            last += 1
        return frozenset(range(at, last + 1))


@dataclass(slots=True, eq=False)
class Sequence:
    parts: tuple[Part, ...]
    first: frozenset[str] | None = None
    is_empty_allowed: bool = False

    def __post_init__(self) -> None:
        self.is_empty_allowed = all(part.is_empty_allowed for part in self.parts)
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

    def ends(self, row: Row, at: int) -> frozenset[int]:
        places = frozenset((at,))
        for part in self.parts:
            places = (
                part.ends(row, next(iter(places)))
                if len(places) == 1
                else frozenset().union(*(part.ends(row, place) for place in places))
            )
            if not places:
                return _NOWHERE
        return places


@dataclass(slots=True, eq=False)
class Choice:
    """One of several, up to `most` of them in a row; or none of them when it `is_optional`."""

    parts: tuple[Part, ...]
    most: int = 1
    is_optional: bool = False
    is_empty_allowed: bool = False
    first: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.parts = _words_together(self.parts)
        firsts = [part.first for part in self.parts]
        self.first = None if None in firsts else frozenset().union(*(each or () for each in firsts))
        self.is_empty_allowed = self.is_optional or any(part.is_empty_allowed for part in self.parts)

    def ends(self, row: Row, at: int) -> frozenset[int]:
        key = (id(self), at)
        known = row.memo.get(key)
        if known is None:
            known = row.memo[key] = self._ends(row, at)
        return known

    def _ends(self, row: Row, at: int) -> frozenset[int]:
        reached: set[int] = set()
        edge = {at}
        for _ in range(self.most):
            edge = {end for place in edge for part in self.parts for end in part.ends(row, place)} - reached
            if not edge:
                break
            reached |= edge
        return frozenset(reached | {at} if self.is_optional else reached)


def _words_together(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Single words of a choice as one part, so that they cost one look together."""
    single = [part for part in parts if isinstance(part, OneWord) and part.first is not None]
    others = [part for part in parts if not isinstance(part, OneWord) or part.first is None]
    if not single:
        return parts
    words = frozenset().union(*(part.first or () for part in single))
    return (OneWord(words, beginnings=tuple(b for part in single for b in part.beginnings)), *others)
