"""Runs of digits that could be a number of some kind, and the words before them that say of which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.guidelines.checks.later import later

# Digits with at most three separators between two of them; unambiguous, so linear.
_RUN = later(r"(?=[+(\[\d])(?<![\w$£€])(?<!\w[-/@])(?<!\d[.,:])[+(\[]{0,2}\d(?:[ ().\[\]/_-]{0,3}\d){5,}(?![\w%])")
# The letters people put for 0 and 1, where they stand among digits only.
_LETTERED = later(r"(?<![a-z0-9])[\dol]{2,24}(?![a-z0-9])")
_AS_DIGITS = str.maketrans("ol", "01")
_URL = later(r"(?:https?://|www\.)[^\s<>]+")
_NOT_DIGIT = later(r"\D+")


class Run(NamedTuple):
    """A run of digits at `start` to `end` of the text; `written` as it stands there, `digits` bare."""

    start: int
    end: int
    written: str
    digits: str


def runs(text: str) -> Iterator[Run]:
    """Runs of six or more digits outside web addresses, left to right. `text` is in lower case."""
    text = without_urls(with_lettered_digits(text))
    for match in _RUN.finditer(text):
        written = match.group()
        yield Run(match.start(), match.end(), written, bare(written))


def bare(written: str) -> str:
    return _NOT_DIGIT.sub("", written)


def with_lettered_digits(text: str) -> str:
    """`07700 9oo 4l8` read as digits; every place stays."""
    return _LETTERED.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    group = match.group()
    return group if group.isalpha() else group.translate(_AS_DIGITS)


def without_urls(text: str) -> str:
    """Web addresses blanked out; every place stays. `wa.me` and `tel:` are telephone numbers and stay."""
    if "://" not in text and "www." not in text:
        return text
    return _URL.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return match.group() if "wa.me/" in match.group() else "_" * len(match.group())


def before(text: str, start: int, reach: int) -> str:
    """At most `reach` characters in front of `start`."""
    return text[max(0, start - reach) : start]


def passes_luhn(digits: str) -> bool:
    """The check digit of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def passes_nhs(digits: str) -> bool:
    """The check digit of the ten-digit NHS number (modulus 11)."""
    if len(digits) != 10:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - rest % 11) % 11 == int(digits[9])
