"""Addresses as they are written in other languages: the name of the street and then the number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.guidelines.checks.contact_details.addresses import FIX, UNIT, house_numbers
from app.guidelines.checks.later import later
from app.guidelines.checks.listed import listed
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import digits, words

_STREETS = listed(Path(__file__).with_name("streets_abroad.txt"))
_FIRST = frozenset(each[:-2].lower() for each in _STREETS if each.endswith(" -"))
_ENDINGS = tuple(each[2:] for each in _STREETS if each.startswith("- "))
_BEHIND = tuple(each[2:] for each in _STREETS if each.startswith("--"))
_ALONE = frozenset(each.strip() for each in _BEHIND)

_PREFIXED = later(
    rf"(?<!\w)(?:{'|'.join(sorted((each[:-2] for each in _STREETS if each.endswith(' -')), key=len, reverse=True))}|ul|rue|via|calle)"
    r"\.?(?: (?:[A-Z][\w'’.-]{0,24}|de|del|della|dei|delle|des|du|la|las|los|le|les|d'[A-Z]\w{1,24}|e|di|da|do|dos|das)){1,6}"
    r"(?:,? ?(?:[Nn]umero|[Nn]um\.?|[Nn]o?[.º°]|#))?,? ?$"
)
_SPANISH = later(
    r"(?<!\w)(?:calle|avenida|avda\.?|plaza|paseo|carrer|callejon|c/) ?(?:de |del |la |las |los |el ){0,3}"
    r"[a-z][a-z'.-]{1,24}(?: [a-z][a-z'.-]{0,24}){0,3},? ?(?:numero |num\.? ?|n[o.]{1,2} ?|# ?)?$"
)
_COMPOUND = later(r"(?:(?<![\w.])\d{1,5} )?(?:[A-Z][\w'’.-]{1,24} )?[A-Z][\w'’-]{3,30}\.?,? $")
_APART = later(
    r"(?:(?<![\w.])\d{1,5} )?[A-Z][\w'’.-]{1,24}(?: [A-Z][\w'’.-]{1,24}){0,3} [a-z]{1,8}\.?,? $", re.IGNORECASE
)
_AFTER = later(
    rf"{UNIT}?(?:,? (?:piso|puerta|bajo|atico|esc(?:alera)?\.?|[1-9][ºª°]?) ?\w{{0,2}}(?!\w))?(?:[, \n]{{1,3}}\d{{4,5}})?"
    r"(?:[, \n]{1,3}[A-Z][^\W\d_]{1,24}(?![\w])){0,3}"
)
_UNIT_NEXT = later(UNIT)
_YEAR = later(r"(?:19|20)\d\d$")
_NOT_STREETS = frozenset(
    "auntie christie kristie nova villanova casanova bossanova villova alaska nebraska polska".split()
)
_BEHIND_NUMBER = later(
    rf"(?: ?bis| ?ter)?,? (?:{'|'.join(each[:-2] for each in _STREETS if each.endswith(' -'))}|rue|avenue|boulevard)\.?"
    r"(?: (?:[A-Z][\w'’.-]{1,24}|de|des|du|la|las|los|le|les|della|dei|di|da|do|dos|das|d'[A-Z]\w{1,24})){1,6}(?<=\w\w\w)"
)
_COUNTED = later(
    r",? ?(?:%|mg|mcg|ml|ug|kg|years?|yrs?|months?|weeks?|days?|hours?|times|anos|meses|semanas|dias|horas|veces)\b"
)
_LOOK_BACK = 80


TELLING = digits(1)
_HAS_FIRST = words(_FIRST)
_HAS_LAST = words(lambda word: word.endswith((*_ENDINGS, *_ALONE)))


def find(reading: Reading) -> Iterator[Sighting]:
    text, small = reading.cased, reading.text
    has_first = bool(reading.told & _HAS_FIRST) or "c/" in small
    if not has_first and not reading.told & _HAS_LAST:
        return
    for number in reading.once(house_numbers):
        start = number.start()
        if has_first and (behind := _BEHIND_NUMBER.match(text, number.end())):
            yield Sighting("address", start, behind.end(), fix=FIX)
            continue
        if start < 4 or len(number.group()) > 6:
            continue
        name = small[max(0, start - 12) : start].rstrip(" ,").rstrip(".")
        before = text[max(0, start - _LOOK_BACK) : start]
        found = None
        if name.endswith(_ENDINGS) or name.endswith(_BEHIND):
            found = _street_in(before, name, text, number)
        if found is None and has_first:
            found = _PREFIXED.search(before) or _spanish(before.lower(), reading)
        if found is None or _COUNTED.match(small, number.end()):
            continue
        yield Sighting("address", start - len(before) + found.start(), _end(text, number.end()), fix=FIX)


def _street_in(before: str, name: str, text: str, number: re.Match[str]) -> re.Match[str] | None:
    """The name of a street that ends in front of the number, as one word or as two."""
    if _YEAR.match(number.group()):
        return None
    last = name.split()[-1] if name.split() else ""
    if last in _ALONE:
        is_street = len(last) > 3 or before.rstrip(" ,").endswith(".") or _UNIT_NEXT.match(text, number.end())
        return _APART.search(before[-60:]) if is_street else None
    if last in _NOT_STREETS or len(last) < 6:
        return None
    if last.endswith(("ska", "ova")):  # also the ends of many family names
        return _COMPOUND.search(before) if _UNIT_NEXT.match(text, number.end()) else None
    return _COMPOUND.search(before)


def _spanish(before: str, reading: Reading) -> re.Match[str] | None:
    return _SPANISH.search(before) if "es" in reading.languages else None


def _end(text: str, place: int) -> int:
    after = _AFTER.match(text, place)
    return place if after is None else after.end()
