"""The small language of the phrase files.

A phrase is words in a row, as they stand after `sentences.py` has read them: lower case, no
apostrophes, hyphens as spaces. It may also hold

    (a|b c)      one of these
    (a|b)?       or nothing;  (a|b)* up to three of these in a row, or none
    {name}       one of a list in words.txt;  {name}? and {name}* likewise
    {number} {many} {year} {word}   a number, one from 20 to 999, a year, any one word
    cut*         any word that begins so
    ...          up to three words;  ...... up to six. A gap never passes a word of {barrier}
    ^  $         the sentence begins, or ends, here

A line `[kind]` names the kind of the phrases below it. `#` begins a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import RLock
from typing import NamedTuple, overload

from app.guidelines.checks.crisis.parts import Choice, Edge, Gap, OneWord, Part, Shape
from app.guidelines.checks.crisis.parts import Sequence as Parts
from app.guidelines.checks.later import later

_TOKEN = later(r"\.{6}|\.{3}|[(){}|?*^$]|[a-z0-9_]+")
_MOST_REPEATS = 3


class PhraseError(ValueError):
    """A phrase cannot be read; the message names the file, the line and the reason."""


class Phrase(NamedTuple):
    kind: str
    written: str
    part: Parts


_BUILT_IN: dict[str, Part] = {
    "number": Shape(later("[0-9]+")),
    "many": Shape(later("[2-9][0-9]|[1-9][0-9]{2}")),
    "year": Shape(later("(?:19|20)[0-9][0-9]")),
    "word": OneWord(None),
}


class Lists(Mapping[str, Part]):
    """The word lists of a file by name, each read when a phrase first asks for it: most texts ask for few."""

    def __init__(self, path: Path) -> None:
        """Raises `PhraseError` for a line that is no list."""
        self._path = path
        self._unread = {name: (number, words) for number, name, words in _lists_in(path)}
        self._names = (*_BUILT_IN, *self._unread)
        self._read = dict(_BUILT_IN)
        self._lock = RLock()

    def __getitem__(self, name: str) -> Part:
        known = self._read.get(name)
        if known is None:
            with self._lock:
                if name not in self._read:
                    # A list is no longer there while it is read itself, so that none can hold itself.
                    number, words = self._unread.pop(name)
                    self._read[name] = _read(f"({words})", self, self._path, number).parts[0]
                known = self._read[name]
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Lines(Sequence[Phrase]):
    """The phrases of one file in order, each read when it is asked for. Then raises `PhraseError` for one that cannot be read."""

    def __init__(self, path: Path, lists: Mapping[str, Part]) -> None:
        self._path, self._lists = path, lists
        self._written = list(_phrases_in(path))
        self._read: dict[int, Phrase] = {}

    @overload
    def __getitem__(self, at: int) -> Phrase: ...
    @overload
    def __getitem__(self, at: slice) -> list[Phrase]: ...
    def __getitem__(self, at: int | slice) -> Phrase | list[Phrase]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if at not in self._read:
            kind, number, line = self._written[at]
            self._read[at] = Phrase(kind, line, _read(line, self._lists, self._path, number))
        return self._read[at]

    def __len__(self) -> int:
        return len(self._written)


def words_from(path: Path) -> Lists:
    """`name = a | b c` lines; a list may use others. Raises `PhraseError` for a line that is no list."""
    return Lists(path)


def phrases_from(path: Path, lists: Mapping[str, Part]) -> Lines:
    """The phrases of one file in order, read when they are asked for. Raises `PhraseError` on one that cannot be read."""
    return Lines(path, lists)


def _lists_in(path: Path) -> Iterator[tuple[int, str, str]]:
    for number, line in _lines(path):
        name, equals, rest = line.partition("=")
        if not equals:
            raise PhraseError(f"{path.name}:{number}: a word list reads `name = a | b c`")
        yield number, name.strip(), rest.strip()


def _phrases_in(path: Path) -> Iterator[tuple[str, int, str]]:
    """The kind, the number of the line and the line."""
    kind = ""
    for number, line in _lines(path):
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            yield kind, number, line


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line:
            yield number, line


def _read(line: str, lists: Mapping[str, Part], path: Path, number: int) -> Parts:
    tokens = _TOKEN.findall(line)
    if "".join(tokens) != re.sub(r"\s", "", line):
        raise PhraseError(f"{path.name}:{number}: only small letters, digits and the signs of the language: {line}")
    tokens.reverse()
    try:
        parts = _parts(tokens, lists)
    except (IndexError, KeyError) as error:
        raise PhraseError(f"{path.name}:{number}: {error}: {line}") from error
    if tokens:
        raise PhraseError(f"{path.name}:{number}: unexpected {tokens[-1]!r}: {line}")
    return Parts(parts)


def _parts(tokens: list[str], lists: Mapping[str, Part]) -> tuple[Part, ...]:
    """Read from the end of `tokens`, which holds them backwards, and take away what was read."""
    parts: list[Part] = []
    while tokens and tokens[-1] not in "|)":
        part = _one(tokens, lists)
        if tokens and tokens[-1] in "?*":
            most = _MOST_REPEATS if tokens.pop() == "*" else 1
            part = _choice_of((part,), most, is_optional=True)
        parts.append(part)
    return tuple(parts)


def _one(tokens: list[str], lists: Mapping[str, Part]) -> Part:
    first = tokens.pop()
    if first == "(":
        return _choice(tokens, lists)
    if first == "{":
        name = tokens.pop()
        if tokens.pop() != "}":
            raise KeyError(f"{{{name} is not closed")
        return lists[name]
    if first in ("...", "......"):
        return Gap(len(first), lists.get("barrier"))
    if first in "^$":
        return Edge(is_end=first == "$")
    if first in "?*}":
        raise KeyError(f"{first!r} stands after nothing")
    if tokens and tokens[-1] == "*":
        tokens.pop()
        return _beginning(first)
    return _word(first)


def _choice(tokens: list[str], lists: Mapping[str, Part]) -> Choice:
    choices: list[Part] = []
    end = "|"
    while end == "|":
        parts = _parts(tokens, lists)
        choices.append(parts[0] if len(parts) == 1 else _sequence(parts))
        end = tokens.pop()
    return _choice_of(tuple(choices))


# Phrases share their parts: the same words are read, weighed and looked up once for all of them.


@cache
def _word(word: str) -> OneWord:
    return OneWord(frozenset((word,)))


@cache
def _beginning(word: str) -> OneWord:
    return OneWord(frozenset((f"{word}*",)), beginnings=(word,))


@cache
def _sequence(parts: tuple[Part, ...]) -> Parts:
    return Parts(parts)


@cache
def _choice_of(parts: tuple[Part, ...], most: int = 1, is_optional: bool = False) -> Choice:
    return Choice(parts, most, is_optional=is_optional)
