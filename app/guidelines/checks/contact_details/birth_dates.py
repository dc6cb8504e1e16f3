"""Full dates of birth that are named as such. A year or an age alone is part of many stories."""

from __future__ import annotations

from collections.abc import Iterator

from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import words

FIX = "[date of birth taken out]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]{0,7}\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d{2}"
_DATE = (
    rf"(?:{_DAY}(?: of| de)?[ /.-]{_MONTH},?(?: del?)?[ /.-]{_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d{{2}})|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}})"
)
_BORN = later(
    r"\b(?:d\.?o\.?b\.?|date[ -]of[ -]birth|birth ?dat?e|birth ?day|born(?: on)?|fecha de nacimiento|f\.? ?nac(?:imiento)?\.?|"
    r"naci|nacio|nacid[oa]|cumpleanos)"
    rf"[ :=(]{{0,4}}(?:is |was |on |the |es |el |dia |a ){{0,3}}({_DATE})(?!\d)"
)
TELLING = words(
    frozenset("dob d birth birthday birthdate birthdae born nacimiento nac naci nacio nacido nacida cumpleanos".split())
)
_FEWEST_DIGITS = 3


def find(reading: Reading) -> Iterator[Sighting]:
    if reading.digits < _FEWEST_DIGITS:
        return
    for match in _BORN.finditer(reading.text):
        yield Sighting("birth_date", match.start(1), match.end(1), fix=FIX)
