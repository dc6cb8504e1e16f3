"""Telephone numbers written in words: "oh double seven hundred nine four one eight"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.guidelines.checks.contact_details.digits import before
from app.guidelines.checks.reading import Reading, Sighting

FIX = "[phone number taken out]"

_DIGITS = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "o": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "hundred": "00",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_NAMES = "zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_ITEM = rf"(?:{_NAMES}|o|hundred|double|triple|treble|\d{{1,11}})"
_RUN = re.compile(rf"(?<!\w)(?:{_ITEM}[ ,./_-]{{0,3}}){{5,60}}(?!\w)")
_WORD = re.compile(_ITEM)
_A_NAME = re.compile(rf"(?:{_NAMES})")
_CUE = re.compile(r"\b(?:phone|tel|mobile|cell|call|ring|text|whatsapp|number|contact|reach)\b[^\n]{0,30}$")
_COUNTING = "0123456789012"
_FEWEST_NAMES = 3


def find(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    if _too_few_names(text):
        return
    for match in _RUN.finditer(text):
        items = _WORD.findall(match.group())
        names = sum(1 for item in items if _A_NAME.fullmatch(item))
        digits = spoken_digits(items)
        if names < _FEWEST_NAMES or digits in _COUNTING or digits in _COUNTING[::-1]:
            continue
        cued = _CUE.search(before(text, match.start(), 40)) is not None
        if (7 if cued else 9) <= len(digits) <= 15:
            end = match.start() + len(match.group().rstrip(" ,./_-"))
            yield Sighting("phone", match.start(), end, fix=FIX)


def spoken_digits(items: list[str]) -> str:
    """`["double", "seven", "900"]` → `"77900"`."""
    digits, times = "", 1
    for item in items:
        if item in _TIMES:
            times = _TIMES[item]
            continue
        digits += _DIGITS.get(item, item) * times
        times = 1
    return digits


def _too_few_names(text: str) -> bool:
    found = 0
    for name in _DIGITS:
        found += text.count(name) if name != "o" else 0
        if found >= _FEWEST_NAMES:
            return False
    return True
