"""The patterns of `lexicon/patterns.txt`, made into regular expressions over the signs of words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.guidelines.checks.treatment_advice.lexicon import SIGNS, lines_of

_NAME = re.compile(r"[A-Z_]{2,}|(?<![A-Z_])I(?![A-Z_])")
_PART = re.compile(r"[a-z_]{3,}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`kind` is what the reader is told to do; `manner` is told, bare or said."""

    kind: str
    manner: str
    signs: re.Pattern[str]


def patterns() -> list[Pattern]:
    """Every pattern of the file: those of one kind and manner are one expression. Raises KeyError for a name without a list."""
    parts: dict[str, str] = {}
    found: dict[tuple[str, str], list[str]] = {}
    kind = manner = ""
    for line in lines_of("patterns.txt"):
        name, equals, rest = line.partition(" = ")
        if line.endswith("]") and ": " in line:
            kind, _, manner = line.strip("[]").partition(": ")
        elif equals:
            parts[name] = _read(rest, parts)
        else:
            found.setdefault((kind, manner), []).append(_read(line, parts))
    return [Pattern(kind, manner, re.compile("|".join(lines))) for (kind, manner), lines in found.items()]


def compiled(line: str) -> re.Pattern[str]:
    """One line of the language of the file, without parts."""
    return re.compile(_read(line, {}))


def _read(line: str, parts: dict[str, str]) -> str:
    named = _NAME.sub(lambda match: SIGNS[match.group()], line)
    return _PART.sub(lambda match: parts[match.group()], named).replace(" ", "")
