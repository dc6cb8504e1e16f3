"""The patterns of `lexicon/patterns.txt`, made into regular expressions over the signs of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from app.guidelines.checks.later import later
from app.guidelines.checks.lookup import Need
from app.guidelines.checks.treatment_advice.lexicon import OTHER, PATTERNS, SIGNS, lines_of
from app.guidelines.checks.treatment_advice.needed import in_order, needed

_NAME = later(r"[A-Z_]{2,}|(?<![A-Z_])I(?![A-Z_])")
_PART = later(r"[a-z_]{3,}")


class Pattern:
    """`kind` is what the reader is told, `manner` how. It can only begin with one of `begins`, and needs one of `other` somewhere."""

    def __init__(self, kind: str, manner: str, begins: frozenset[str], other: frozenset[str], parts: _Parts) -> None:
        self.kind, self.manner, self.begins = kind, manner, begins
        self.lines: list[str] = []
        """As they are written in the file."""
        self._other = other
        self._parts = parts

    @cached_property
    def signs(self) -> re.Pattern[str]:
        """A sign that it may begin with, and what fits from there on as a group. So the search itself passes over all other signs.

        Compiled when a text first needs it: all of them together would make each start of the app a tenth of a second longer.
        """
        written = "|".join(_read(line, self._parts) for line in self.lines)
        return re.compile(f"[{''.join(sorted(self.begins))}](?<=(?=({written})).)")

    def needs(self, usual: frozenset[str]) -> list[Need]:
        """What a text must hold for one of its lines to fit, for each of them: one sign of each choice."""
        rows = (needed(_read(line, self._parts), usual) for line in self.lines)
        return [Need(in_order((*row, self.begins, self._other), usual, OTHER)) for row in rows]

    def spans(self, signs: str) -> Iterator[tuple[int, int]]:
        """Where it fits, left to right, none over another."""
        last = 0
        for found in self.signs.finditer(signs):
            if found.start() >= last:
                last = found.end(1)
                yield found.start(), last


class _Parts(dict[str, str]):
    """The parts of the file by name, each read when a line first asks for it."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        """Raises KeyError for a part that the file does not have."""
        self[name] = _read(self.written[name], self)
        return self[name]


def patterns() -> list[Pattern]:
    """Every pattern of the file; those under one heading are one expression.

    Raises KeyError for a name without a list, ValueError for a heading without four parts.
    """
    parts = _Parts()
    found: dict[tuple[str, ...], Pattern] = {}
    pattern = None
    for line in lines_of(PATTERNS.name):
        name, equals, rest = line.partition(" = ")
        if line.endswith("]") and line.count(": ") == 3:
            kind, manner, *names = heading = tuple(line.strip("[]").split(": "))
            begins, needs = (frozenset(SIGNS[name] for name in each.split()) for each in names)
            pattern = found.setdefault(heading, Pattern(kind, manner, begins, needs, parts))
        elif equals:
            parts.written[name] = rest
        elif pattern is None:
            raise ValueError(f"a line stands under a heading of four parts: {line}")
        else:
            pattern.lines.append(line)
    return list(found.values())


def compiled(*lines: str) -> re.Pattern[str]:
    """Lines of the language of the file, without parts, one of which fits."""
    return later("|".join(_read(line, {}) for line in lines))


def _read(line: str, parts: Mapping[str, str]) -> str:
    named = _NAME.sub(lambda match: SIGNS[match.group()], line)
    return _PART.sub(lambda match: parts[match.group()], named).replace(" ", "")
