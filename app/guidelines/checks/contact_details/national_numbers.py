"""Numbers by which a state knows a person: SSN, National Insurance, PPS, passport, driving licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.guidelines.checks.contact_details.digits import before
from app.guidelines.checks.reading import Reading, Sighting

FIX = "[number taken out]"

_SSN = re.compile(r"(?<![\w-])(?!000|666)\d{3}([- ])\d{2}\1\d{4}(?![\w-])")
_SSN_BARE = re.compile(
    r"\b(?:ssn|social security)(?: (?:no\.?|number|num|#))?[ :.is#]{0,6}(\d{9}|\d{3} \d{2} \d{4})(?!\d)"
)
_NI = re.compile(r"(?<!\w)(?![dfiquv])[a-z](?![dfiqouv])[a-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d](?!\w)")
_PPS = re.compile(r"\bpps[n]?(?: (?:no\.?|number|num|#))?[ :.is#]{0,6}(\d{7} ?[a-w][abhw]?)(?!\w)")
_DOCUMENT = re.compile(
    r"\b(?:passport|driv(?:er'?s?|ing) licen[cs]e|dl|national id|identity card|id card)"
    r"(?: (?:no\.?|number|num|#|id))?[ :.is#]{0,6}((?=[a-z]{0,5}[ -]?\d)[a-z0-9][a-z0-9 -]{4,17}[a-z0-9])"
)
_FEWEST_DIGITS = 5


def find(reading: Reading) -> Iterator[Sighting]:
    if reading.digits < _FEWEST_DIGITS:
        return
    text = reading.text
    for match in _SSN.finditer(text):
        if match.group(1) == "-" or "s" in before(text, match.start(), 3):
            yield Sighting("national_number", match.start(), match.end(), fix=FIX)
    for pattern in (_SSN_BARE, _PPS):
        for match in pattern.finditer(text):
            yield Sighting("national_number", match.start(1), match.end(1), fix=FIX)
    for match in _NI.finditer(text):
        yield Sighting("national_number", match.start(), match.end(), fix=FIX)
    for match in _DOCUMENT.finditer(text):
        end = _last_digit(match)
        if sum(char.isdigit() for char in text[match.start(1) : end]) >= _FEWEST_DIGITS:
            yield Sighting("national_number", match.start(1), end, fix=FIX)


def _last_digit(match: re.Match[str]) -> int:
    """The end of the number itself, without the words that follow it."""
    head = re.match(r"[a-z]{0,5}[ -]?[\d -]*\d[a-z0-9]{0,3}", match.group(1))
    return match.start(1) + (head.end() if head else len(match.group(1)))
