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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.guidelines.checks.crisis.parts import Choice, Edge, Gap, OneWord, Part, Sequence, Shape

_TOKEN = re.compile(r"\.{6}|\.{3}|[(){}|?*^$]|[a-z0-9_]+")
_MOST_REPEATS = 3


class PhraseError(ValueError):
    """A phrase cannot be read; the message names the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: str
    written: str
    part: Sequence


_BUILT_IN: dict[str, Part] = {
    "number": Shape(re.compile("[0-9]+")),
    "many": Shape(re.compile("[2-9][0-9]|[1-9][0-9]{2}")),
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


def phrases_from(path: Path, lists: Mapping[str, Part]) -> Iterator[Phrase]:
    """The phrases of one file in order, read when they are asked for. Raises `PhraseError` on one that cannot be read."""
    kind = ""
    for number, line in _lines(path):
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        yield Phrase(kind, line, _read(line, lists, path, number))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line:
            yield number, line


def _read(line: str, lists: Mapping[str, Part], path: Path, number: int) -> Sequence:
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
    return Sequence(parts)


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
def _sequence(parts: tuple[Part, ...]) -> Sequence:
    return Sequence(parts)


@cache
def _choice_of(parts: tuple[Part, ...], most: int = 1, is_optional: bool = False) -> Choice:
    return Choice(parts, most, is_optional)
