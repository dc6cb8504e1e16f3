"""The small language of the phrase files, and what its sentences are made of.

A phrase is words in a row, as they stand after `sentences.py` has read them: lower case, no
apostrophes, hyphens as spaces. It may also hold

    (a|b c)      one of these
    (a|b)?       or nothing;  (a|b)* up to three of these in a row, or none
    {name}       one of a list in words.txt;  {name}? and {name}* likewise
    {number} {year} {word}   a number, a year, any one word
    cut*         any word that begins so
    ...          up to three words;  ...... up to six. A gap never passes a word of {barrier}
    ^  $         the sentence begins, or ends, here

A line `[kind]` names the kind of the phrases below it. `#` begins a remark.

Every part answers `ends(row, at)`: the places where it may end when it begins at `at`. Lists
remember their answers for the row at hand, so the work grows in line with the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_TOKEN = re.compile(r"\.{6}|\.{3}|[(){}|?*^$]|[a-z0-9_]+")
_MOST_REPEATS = 3


class PhraseError(ValueError):
    """A phrase cannot be read; the message names the file, the line and the reason."""


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
    """One of several; `most` of them in a row, or none when `is_empty_allowed`."""

    parts: tuple[Part, ...]
    most: int = 1
    is_empty_allowed: bool = False
    first: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.parts = _words_together(self.parts)
        firsts = [part.first for part in self.parts]
        self.first = None if None in firsts else frozenset().union(*(each or () for each in firsts))
        self.is_empty_allowed |= any(part.is_empty_allowed for part in self.parts)

    def ends(self, row: Row, at: int) -> frozenset[int]:
        key = (id(self), at)
        known = row.memo.get(key)
        if known is None:
            known = row.memo[key] = self._ends(row, at)
        return known

    def _ends(self, row: Row, at: int) -> frozenset[int]:
        reached = {at} if self.is_empty_allowed else set()
        edge = {at}
        for _ in range(self.most):
            edge = {end for place in edge for part in self.parts for end in part.ends(row, place)} - reached
            if not edge:
                break
            reached |= edge
        return frozenset(reached)


def _words_together(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Single words of a choice as one part, so that they cost one look together."""
    single = [part for part in parts if isinstance(part, OneWord) and part.first is not None]
    others = [part for part in parts if part not in single]
    if not single:
        return parts
    words = frozenset().union(*(part.first or () for part in single))
    return (OneWord(words, beginnings=tuple(b for part in single for b in part.beginnings)), *others)


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    written: str
    part: Sequence


_BUILT_IN: dict[str, Part] = {
    "number": Shape(re.compile("[0-9]+")),
    "year": Shape(re.compile("(?:19|20)[0-9][0-9]")),
    "word": OneWord(None),
}


def words_from(path: Path) -> dict[str, Part]:
    """`name = a | b c` lines; a list may use the ones above it."""
    lists = dict(_BUILT_IN)
    for number, line in _lines(path):
        name, equals, rest = line.partition("=")
        if not equals:
            raise PhraseError(f"{path.name}:{number}: a word list reads `name = a | b c`")
        lists[name.strip()] = _read(f"({rest.strip()})", lists, path, number).parts[0]
    return lists


def phrases_from(path: Path, lists: Mapping[str, Part]) -> list[Phrase]:
    """The phrases of one file in order. Raises `PhraseError` on one that cannot be read."""
    kind, phrases = "", []
    for number, line in _lines(path):
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        phrases.append(Phrase(kind, line, _read(line, lists, path, number)))
    return phrases


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line:
            yield number, line


def _read(line: str, lists: Mapping[str, Part], path: Path, number: int) -> Sequence:
    tokens = _TOKEN.findall(line)
    if "".join(tokens) != re.sub(r"\s", "", line):
        raise PhraseError(f"{path.name}:{number}: only small letters, digits and the signs of the language: {line}")
    try:
        part, rest = _sequence(tokens, lists)
    except (IndexError, KeyError) as error:
        raise PhraseError(f"{path.name}:{number}: {error}: {line}") from error
    if rest:
        raise PhraseError(f"{path.name}:{number}: unexpected {rest[0]!r}: {line}")
    return part


def _sequence(tokens: list[str], lists: Mapping[str, Part]) -> tuple[Sequence, list[str]]:
    parts: list[Part] = []
    while tokens and tokens[0] not in "|)":
        part, tokens = _one(tokens, lists)
        if tokens and tokens[0] in "?*":
            part = Choice((part,), _MOST_REPEATS if tokens[0] == "*" else 1, is_empty_allowed=True)
            tokens = tokens[1:]
        parts.append(part)
    return Sequence(tuple(parts)), tokens


def _one(tokens: list[str], lists: Mapping[str, Part]) -> tuple[Part, list[str]]:
    first, rest = tokens[0], tokens[1:]
    if first == "(":
        return _choice(rest, lists)
    if first == "{":
        if rest[1] != "}":
            raise KeyError(f"{{{rest[0]} is not closed")
        return lists[rest[0]], rest[2:]
    if first in ("...", "......"):
        return Gap(len(first), lists.get("barrier")), rest
    if first in "^$":
        return Edge(is_end=first == "$"), rest
    if first in "?*}":
        raise KeyError(f"{first!r} stands after nothing")
    if rest and rest[0] == "*":
        return OneWord(frozenset((f"{first}*",)), beginnings=(first,)), rest[1:]
    return OneWord(frozenset((first,))), rest


def _choice(tokens: list[str], lists: Mapping[str, Part]) -> tuple[Part, list[str]]:
    choices: list[Part] = []
    while True:
        choice, tokens = _sequence(tokens, lists)
        choices.append(choice.parts[0] if len(choice.parts) == 1 else choice)
        if tokens[0] == ")":
            return Choice(tuple(choices)), tokens[1:]
        tokens = tokens[1:]
