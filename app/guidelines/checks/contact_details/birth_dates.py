"""Full dates of birth that are named as such. A year or an age alone is part of many stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.guidelines.checks.reading import Reading, Sighting

FIX = "[date of birth taken out]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d{2}"
_DATE = (
    rf"(?:{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d{{2}})|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}})"
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date[ -]of[ -]birth|birth ?date|birthday|"
    r"born(?: on)?)"
    rf"[ :=(]{{0,4}}(?:is |was |on |the ){{0,2}}({_DATE})(?!\d)"
)


def find(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    if reading.digits < 3 or "b" not in text:
        return
    for match in _BORN.finditer(text):
        yield Sighting("birth_date", match.start(1), match.end(1), fix=FIX)
