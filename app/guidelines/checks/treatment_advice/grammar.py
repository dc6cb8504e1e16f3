"""The patterns of `lexicon/patterns.txt`, made into regular expressions over the signs of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.guidelines.checks.later import later
from app.guidelines.checks.treatment_advice.lexicon import SIGNS, lines_of
from app.guidelines.checks.treatment_advice.needed import Needs

_NAME = later(r"[A-Z_]{2,}|(?<![A-Z_])I(?![A-Z_])")
_PART = later(r"[a-z_]{3,}")


@dataclass(frozen=True)
class Pattern:
    """`kind` is what the reader is told, `manner` how. It can only begin with one of `begins`.

    `needs` are bits (`needed.py`): all those of one of these must be there.
    """

    kind: str
    manner: str
    begins: frozenset[str]
    needs: tuple[int, ...]
    written: str

    @cached_property
    def signs(self) -> re.Pattern[str]:
        """A sign that it may begin with, and what fits from there on as a group. So the search itself passes over all other signs.

        Compiled when a text first needs it: all of them together would make each start of the app a tenth of a second longer.
        """
        return later(f"[{''.join(sorted(self.begins))}](?<=(?=({self.written})).)")

    def spans(self, signs: str) -> Iterator[tuple[int, int]]:
        """Where it fits, left to right, none over another."""
        last = 0
        for found in self.signs.finditer(signs):
            if found.start() >= last:
                last = found.end(1)
                yield found.start(), last


def patterns(needs: Needs) -> list[Pattern]:
    """Every pattern of the file; those under one heading are one expression. What they need is told to `needs`.

    Raises KeyError for a name without a list, ValueError for a heading without four parts.
    """
    parts: dict[str, str] = {}
    found: dict[tuple[str, str, str, str], list[str]] = {}
    heading = ("", "", "", "")
    for line in lines_of("patterns.txt"):
        name, equals, rest = line.partition(" = ")
        if line.endswith("]") and line.count(": ") == 3:
            kind, manner, begins, needed = line.strip("[]").split(": ")
            heading = (kind, manner, begins, needed)
        elif equals:
            parts[name] = _read(rest, parts)
        else:
            found.setdefault(heading, []).append(_read(line, parts))
    return [_pattern(heading, lines, needs) for heading, lines in found.items()]


def _pattern(heading: tuple[str, str, str, str], lines: list[str], needs: Needs) -> Pattern:
    kind, manner, *names = heading
    begins, needed = (frozenset(SIGNS[name] for name in each.split()) for each in names)
    bits = dict.fromkeys(needs.of(line, begins, needed) for line in lines)
    return Pattern(kind, manner, begins, tuple(bits), "|".join(lines))


def compiled(*lines: str) -> re.Pattern[str]:
    """Lines of the language of the file, without parts, one of which fits."""
    return later("|".join(_read(line, {}) for line in lines))


def _read(line: str, parts: dict[str, str]) -> str:
    named = _NAME.sub(lambda match: SIGNS[match.group()], line)
    return _PART.sub(lambda match: parts[match.group()], named).replace(" ", "")
