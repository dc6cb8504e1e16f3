"""Postal addresses: a house number with a street, a box, or a number followed by a postcode.

Every pattern starts at a number of the text, so the cost is by numbers and not by length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.guidelines.checks.later import later
from app.guidelines.checks.listed import listed
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import digits, words

FIX = "[address taken out]"
MOST_NUMBERS = 300
"""Numbers that are looked at in one text."""


_STREETS = listed(Path(__file__).with_name("street_kinds.txt"))
_KINDS = frozenset(kind.lower() for kind in _STREETS if kind[0] != "-")
_WEAK = frozenset(kind[2:] for kind in _STREETS if kind[0] == "-")
_JOINS = frozenset(("of", "the", "de", "la", "du"))
UNIT = r"(?:,? ?\n? ?>?(?:[Aa]pt\.?|[Aa]partment|[Ff]lat|[Ss]uite|[Uu]nit|[Rr]oom|[Ss]tudio|#) ?#?\w{1,6})"
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
_POSTCODE = (
    rf"(?:{_BRITISH}|(?:NSW|VIC|QLD|ACT|TAS|SA|WA|NT) \d{{4}}|(?:[A-Z]{{2}} )?[A-Z]\d[A-Z] ?\d[A-Z]\d|"
    rf"[A-Z]{{2}}[ ,]{{1,2}}\d{{5}}(?:-\d{{4}})?|[ACDEFHKNPRTVWXY]\d[\dW] ?[A-Z\d]{{4}})"
)
_POINT = r"(?:\.(?=[,\n]| [a-z0-9#]| Apt| Suite| Unit|$))?"  # of "St.", not of the sentence
_NO_TOWN = r"(?!(?:Thanks?|Please|Regards|Best|Hi|Hello|My|I|And|The|We|Can|If|Is|It|Tel|Phone|Mobile|Cell|Email|E-mail|Call|Dear)\b)"
_TOWN = rf"{_NO_TOWN}(?!{_POSTCODE})[A-Z](?:[^\W\d_]|['’.-]){{1,24}}(?!\w)"
_REST = rf"(?:[, \n]{{1,3}}{_TOWN}){{0,5}}(?:[, \n]{{1,3}}{_POSTCODE})?"

NUMBER = later(r"[0-9](?<![\w.,:/£$€+-][0-9])[0-9]{0,4}[A-Za-z]?(?![0-9])(?:[-/][0-9]{1,4}(?![0-9/]))?")
_YEAR = later(r"(?:19|20)\d\d")
_CAPITAL_NEXT = later(r",?[ \n][A-Z0-9]")
_NUMBER_NEXT = later(r",? \d{1,5}[A-Za-z]? [A-Z]")
_NEXT_WORD = later(r" ([A-Za-z0-9][\w'’.-]{0,24})")
_REST_OF_STREET = later(rf"{_POINT}{UNIT}?{_REST}")
_PLACED = later(rf"{UNIT}|[,\n]")
_CODED = later(
    rf",?[ \n]{{1,2}}[A-Z][\w'’.-]{{1,24}}(?:[, \n]{{1,3}}[A-Za-z][\w'’.-]{{1,24}}){{0,6}}[, \n]{{1,3}}{_POSTCODE}\b"
)
_WITH_UNIT = later(rf",? [A-Z][\w'’.-]{{1,24}}(?: [A-Z0-9][\w'’.-]{{0,24}}){{0,4}}(?! ?#){UNIT}{_REST}")
_SMALL = later(
    r" (?:[a-z'-]{2,20} ){1,3}(?:street|st|road|rd|avenue|ave|lane|close|drive|crescent|terrace|way|court|place)\b\.?"
    rf"(?:[, \n]{{1,3}}[a-z'-]{{2,20}}){{0,4}}[, \n]{{1,3}}{_BRITISH.lower()}(?!\w)"
)
_UNIT_BEFORE = later(r"(?:[Aa]pt|[Aa]partment|[Ff]lat|[Uu]nit|[Ss]tudio)\.? (?:\w{1,5},? )?$")

_BOX = later(rf"(?i:\b(?:p\.? ?o\.? ?box|post office box|apartado(?: de correos)?) ?#?\d{{1,7}}){_REST}")
_FORCES = later(
    r"(?i)(?:\b(?:psc|unit|cmr|uss|usns|usnv|uscgc) [\w ,]{1,30}[\n, ]{1,3})?\b(?:apo|fpo|dpo),? a[aep] \d{5}"
)
_FORCES_BOX = later(r"(?i)\b(?:psc|unit|cmr) \d{2,5},? box \d{1,6}")
_AT_HOME = (
    r"(?i:\b(?:address(?:es)?(?: is| was| to| are)?|i live at|we live at|lives at|living at|moved to|send (?:it|them|one) to|"
    r"house is|home is|come to)[ :\n]{1,3})"
)
_CUED = later(
    rf"{_AT_HOME}(\d{{1,5}}[A-Za-z]?,? (?:\d{{1,4}} )?[A-Za-z][\w'’.-]{{1,24}}(?:[, ]{{1,2}}[\w'’.-]{{1,24}}){{0,4}})"
)
_CUED_NUMBER = later(
    r"\b(?:live|lives|living|address|house|home)\b[^\n\d]{0,30}(?<![\w.,:/£$€+-])(\d{1,5}[a-z]?)(?= [a-z])"
)
_CUED_NAME = later(
    r"\b(?:[Ll]iv(?:e|es|ing)|[Ss]tay(?:s|ing)?|address is|address to|[Tt]axi to) (?:on |at |of |to |the |corner |north |south |east |"
    r"west |side ){1,6}((?:[A-Z][\w'’.-]{1,24},? ){1,4}(?!(?:19|20)\d\d)\d{1,4}(?!\d))"
)
_DOOR = later(
    r"(?i:\b((?:(?:house|flat|door|plot) ?(?:no\b|number|#)|address ?[:-])[ .:-]{0,2}\d{1,5}[\w/-]{0,6},(?:[, ]{1,2}[\w.'-]{1,24}){1,6}))"
)
_CUES = words(
    frozenset("flat door plot address addresses live lives living come moved send house home stay stays staying taxi".split())
)
_LIVED = words(frozenset("live lives living address house home".split()))
_HOMES = "address,i live at,we live at,lives at,living at,moved to,send it,send them,send one,house is,home is,come to".split(",")
_NAMED = "live,lives,living,stay,stays,staying,address is,address to,taxi to".split(",")
_DOORS = "house,flat,door,plot,address".split(",")
_BOXES = words(frozenset("box apartado apo fpo dpo".split()))
_NOT_A_HOUSE = later(
    r"\d+,? (?:mg|mcg|ml|ug|iu|g|kg|lb|lbs|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|miles?|km|times?|x|am|pm|"
    r"percent|st|nd|rd|th|of|and|or|to|in|for|tablets?|pills?|units?|cm|mm|meters?|metres?|feet|ft|yards?|blocks?|people|"
    r"yrs?|yo|y\.?o|doses?|shots?|more|less|other|kids|children)\b",
    re.IGNORECASE,
)


TELLING = digits(1)


def find(reading: Reading) -> Iterator[Sighting]:
    text = reading.cased
    if reading.told & _BOXES:
        yield from _boxes(text)
    for number in reading.once(house_numbers):
        place = number.end()
        if _CAPITAL_NEXT.match(text, place):
            if _NUMBER_NEXT.match(text, place):  # "Flat 3, 12 Oak Street" begins at its second number
                continue
            end = _end_of_address(text, number)
        elif text.startswith(" ", place) and text.find(",", place, place + 90) >= 0:
            end = _end_of(_SMALL, text, place)
        else:
            continue
        if end and not _is_no_house(text, number.start()):
            yield _sighting(text, _start_of_unit(text, number.start()), end)
    if reading.told & _CUES:
        yield from _cued(reading)


def house_numbers(reading: Reading) -> list[re.Match[str]]:
    """What may be the number of a house, as it is typed."""
    return list(islice(NUMBER.finditer(reading.cased), MOST_NUMBERS))


def _end_of_address(text: str, number: re.Match[str]) -> int:
    """Where an address that begins with this house number ends; 0 when it is none."""
    place = number.end()
    street = _end_of_street(text, place, _KINDS)
    if street:
        return _end_of(_REST_OF_STREET, text, street)
    coded = _end_of(_CODED, text, place)
    if coded or _YEAR.fullmatch(number.group()):
        return coded
    in_a_house = _end_of(_WITH_UNIT, text, place)
    if in_a_house:
        return in_a_house
    street = _end_of_street(text, place, _WEAK)
    is_street = street and (len(number.group()) >= 3 or _PLACED.match(text, street))
    return _end_of(_REST_OF_STREET, text, street) if is_street else 0


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return 0 if match is None else match.end()


def _end_of_street(text: str, place: int, kinds: frozenset[str], *, in_capitals: bool = True) -> int:
    """The end of the last word of these kinds that stands behind one to four words of a name; 0 when there is none."""
    place, found = place + text.startswith(",", place), 0
    for count in range(5):
        word = _NEXT_WORD.match(text, place)
        if word is None:
            break
        written = word.group(1)
        plain = written.rstrip(".'-")
        if count and (plain in kinds or plain.lower() in kinds):
            found = word.start(1) + len(plain)
        if in_capitals and not (written[0].isupper() or written[0].isdigit() or written in _JOINS):
            break
        place = word.end()
    return found


def _cued(reading: Reading) -> Iterator[Sighting]:
    """Addresses that the words before them make known, however the street is written."""
    text = reading.cased
    small = reading.text
    for pattern, cues in ((_CUED, _HOMES), (_CUED_NAME, _NAMED), (_DOOR, _DOORS)):
        for match in pattern.finditer(text) if any(map(small.__contains__, cues)) else ():
            if not _is_no_house(text, _first_digit(text, match.start(1))):
                yield _sighting(text, match.start(1), match.end(1))
    for match in _CUED_NUMBER.finditer(small) if reading.told & _LIVED else ():
        end = _end_of_street(small, match.end(1), _KINDS, in_capitals=False)
        if end and not _is_no_house(text, match.start(1)):
            yield _sighting(text, match.start(1), end)


def _sighting(text: str, start: int, end: int) -> Sighting:
    """Without the full stop or comma behind it, which belongs to the sentence."""
    return Sighting("address", start, start + len(text[start:end].rstrip(" .,")), fix=FIX)


def _start_of_unit(text: str, start: int) -> int:
    """Where "Flat 3, " before the house number begins."""
    before = _UNIT_BEFORE.search(text[max(0, start - 20) : start])
    return start if before is None else start - len(before.group())


def _is_no_house(text: str, start: int) -> bool:
    return _NOT_A_HOUSE.match(text, start) is not None


def _first_digit(text: str, start: int) -> int:
    while not text[start].isdigit():
        start += 1
    return start


def _boxes(text: str) -> Iterator[Sighting]:
    for pattern in (_BOX, _FORCES, _FORCES_BOX):
        for match in pattern.finditer(text):
            yield Sighting("address", match.start(), match.end(), fix=FIX)
