"""Postal addresses: a house number with a street, a box, or a number followed by a postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.guidelines.checks.reading import Reading, Sighting

FIX = "[address taken out]"


def _lines(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


_KINDS = "|".join(sorted(map(re.escape, _lines("street_kinds.txt")), key=len, reverse=True))
_CAPITAL = r"(?:[A-Z0-9][\w'’.-]{0,24}|of|the|de|la|du|St\.?)"
_UNIT = r"(?:,? ?\n? ?(?:[Aa]pt\.?|[Ff]lat|[Ss]uite|[Uu]nit|[Rr]oom|#) ?#?\w{1,6})?"
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|"
    "PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|DC|PR|AA|AE|AP"
)
_POSTCODE = rf"(?:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|(?:{_STATES})[ ,]{{1,2}}\d{{5}}(?:-\d{{4}})?|[ACDEFHKNPRTVWXY]\d[\dW] ?[A-Z\d]{{4}})"
_TOWN = r"[A-Z](?:[^\W\d_]|['’.-]){1,24}(?!\w)"
_REST = rf"(?:[, \n]{{1,3}}{_TOWN}){{0,5}}(?:[, \n]{{1,3}}{_POSTCODE})?"
_NUMBER = r"(?<![\w.,:/£$€+-])\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?"
_STREET = re.compile(rf"{_NUMBER},? (?:{_CAPITAL} ){{1,4}}(?i:{_KINDS})\b\.?{_UNIT}{_REST}")
_CODED = re.compile(
    rf"{_NUMBER},? [A-Z][\w'’.-]{{1,24}}(?:[, \n]{{1,3}}[A-Z][\w'’.-]{{1,24}}){{0,6}}[, \n]{{1,3}}{_POSTCODE}\b"
)
_BOX = re.compile(
    rf"\b(?:(?i:p\.? ?o\.? ?box|post office box) ?#?\d{{1,7}}|(?i:psc|unit|cmr) \d{{2,5}},? (?i:box) \d{{1,6}})\b{_REST}"
)
_CUED = re.compile(
    r"(?i:\b(?:address(?: is| was)?|i live at|we live at|lives at|living at|come to|moved to|send (?:it|them|one) to)[ :\n]{1,3})"
    rf"({_NUMBER},? [A-Za-z\u00c0-\u024f][\w'’.-]{{1,24}}(?:[, ]{{1,2}}[\w'’.-]{{1,24}}){{0,4}})"
)
_CUED_STREET = re.compile(
    r"(?i)\b(?:live|lives|living|address|house|home)\b[^\n\d]{0,30}"
    rf"({_NUMBER} (?:[a-z'’-]{{2,24}} ){{1,3}}(?:{_KINDS})\b)"
)
_NOT_A_HOUSE = re.compile(
    r"\d+,? (?:mg|mcg|ml|ug|iu|g|kg|lb|lbs|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|miles?|km|times?|x|am|pm|"
    r"percent|st|nd|rd|th|of|and|or|to|in|for|tablets?|pills?|units?|cm|mm|meters?|metres?|feet|ft|yards?|blocks?|people)\b",
    re.IGNORECASE,
)


_CUES = ("address", "live", "living", "come to", "moved to", "send", "house", "home")


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns that can fit at all; `text` is in lower case."""
    yield _STREET
    yield _CODED
    if "box" in text:
        yield _BOX
    if any(cue in text for cue in _CUES):
        yield _CUED
        yield _CUED_STREET


def find(reading: Reading) -> Iterator[Sighting]:
    if not reading.digits:
        return
    text = reading.cased
    for pattern in _patterns(reading.text):
        for match in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            if _NOT_A_HOUSE.match(match.group(group)):
                continue
            yield Sighting("address", match.start(group), match.end(group), fix=FIX)
