"""Numbers by which a state knows a person: of Britain, Ireland, North America, Spain, Mexico, France and Italy; passports, licences.

Where a number carries its own check, that decides; elsewhere the words before it do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from app.guidelines.checks.contact_details.digits import bare, before, passes_luhn
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import number

FIX = "[number taken out]"

_SSN = later(r"[0-9](?<![\w-][0-9])\d{2}([- ])\d{2}\1\d{4}(?![\w-])")
_SSN_BARE = later(
    r"\b(?:ssn|social security)(?: (?:no\.?|number|num|#))?[ :.is#]{0,6}(\d{9}|\d{3} \d{2} \d{4})(?!\d)"
)
_NI = later(r"(?<!\w)(?![dfiquv])[a-z](?![dfiqouv])[a-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d](?!\w)")
_PPS = later(r"\bpps[n]?(?: (?:no\.?|number|num|#))?[ :.is#]{0,6}(\d{7} ?[a-w][abhw]?)(?!\w)")
_DOCUMENT = later(
    r"\b(?:passport|driv(?:er'?s?|ing) licen[cs]e|dl|national id|identity card|id card|pasaporte|carnet de conducir|"
    r"licencia de conducir|cedula)"
    r"(?: (?:no\.?|number|num|#|id|numero|nro|es))?[ :.is#]{0,6}((?=[a-z]{0,5}[ -]?\d)[a-z0-9][a-z0-9 .-]{4,17}[a-z0-9])"
)
_CANADIAN = later(
    r"\b(?:sin|social insurance)(?: (?:no\.?|number|num|#))?[ :.is#]{0,6}(\d{3}[ -]?\d{3}[ -]?\d{3})(?!\d)"
)
_DNI = later(r"[0-9xyz](?<![\w.-].)(?:\d{7}|\d?\.\d{3}\.\d{3}|(?<=[xyz])[ -]?\d{7})[ -]?[a-z](?!\w)")
_DNI_SAID = later(
    r"\b(?:dni|nif|nie|documento(?: de identidad)?)(?: (?:numero|nro|num|no))?[ :.]{0,3}(?:es )?"
    r"((?:\d{1,2}\.?\d{3}\.?\d{3})(?:[ -]?[a-z])?)(?!\w)"
)
_CURP = later(r"[a-z]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d")
_RFC = later(r"\brfc(?: es)?[ :]{0,3}([a-z]{4}-?\d{6}-?[a-z0-9]{3})(?!\w)")
_SPANISH_SECURITY = later(
    r"\b(?:seguridad social|seguro social|nuss|nss)(?: (?:numero|nro|num|no))?[ :.]{0,3}(?:es )?(?:el )?"
    r"(\d{2}[ /-]?\d{8}[ /-]?\d{1,2})(?!\d)"
)
_FRENCH = later(r"[12](?<!\d.) ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\d)")
_ITALIAN = later(r"[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]")
_LENGTHS = frozenset((16, 18))
_FIRST_SIGN = str.maketrans("xyz", "012")
_MOST = 200
_LETTERS = "trwagmyfpdxbnjzsqvhlcke"
_FEWEST_DIGITS = 5
TELLING = number(_FEWEST_DIGITS)

_SAID = (_SSN_BARE, _PPS, _RFC, _SPANISH_SECURITY, _DNI_SAID)
_SAID_WORDS = frozenset("ssn security pps ppsn rfc social nuss nss dni nif nie documento".split())


def find(reading: Reading) -> Iterator[Sighting]:
    for start, end in _places(reading):
        yield Sighting("national_number", start, end, fix=FIX)


def _places(reading: Reading) -> Iterator[tuple[int, int]]:
    text = reading.text
    for match in _SSN.finditer(text) if reading.digits >= 9 else ():
        said = match.group(1) == "-" or "s" in before(text, match.start(), 3)
        if said and not match.group().startswith(("000", "666")):
            yield match.span()
    if not _SAID_WORDS.isdisjoint(reading.vocabulary):
        yield from (match.span(1) for pattern in _SAID for match in pattern.finditer(text))
    for match in _CANADIAN.finditer(text) if "sin" in text or "insurance" in text else ():
        if passes_luhn(bare(match.group(1))):
            yield match.span(1)
    yield from _by_shape(reading)
    for match in _DOCUMENT.finditer(text):
        end = _last_digit(match)
        if sum(char.isdigit() for char in text[match.start(1) : end]) >= _FEWEST_DIGITS:
            yield match.start(1), end


def _by_shape(reading: Reading) -> Iterator[tuple[int, int]]:
    """Numbers whose shape or check letter is enough."""
    text, digits = reading.text, reading.digits
    if digits >= 6:
        yield from (match.span() for match in _NI.finditer(text))
    if digits >= 7:
        for match in islice(_DNI.finditer(text), _MOST):
            if has_spanish_letter(match.group()):
                yield match.span()
        yield from _by_length(reading)
    if digits >= 15:
        for match in _FRENCH.finditer(text):
            number = bare(match.group())
            if 97 - int(number[:13]) % 97 == int(number[13:]):
                yield match.span()


def _by_length(reading: Reading) -> Iterator[tuple[int, int]]:
    """Numbers that are one long word of a certain shape: of Mexico with 18 signs, of Italy with 16."""
    if _LENGTHS.isdisjoint(map(len, reading.vocabulary)):
        return
    for word, place in zip(reading.words, reading.places, strict=True):
        if (len(word) == 18 and _CURP.fullmatch(word)) or (len(word) == 16 and _ITALIAN.fullmatch(word)):
            yield place


def has_spanish_letter(written: str) -> bool:
    """The check letter of Spain's DNI and, with X, Y or Z in front, NIE."""
    plain = "".join(char for char in written if char.isalnum())
    number = plain[:-1].translate(_FIRST_SIGN)
    return _LETTERS[int(number) % 23] == plain[-1]


def _last_digit(match: re.Match[str]) -> int:
    """The end of the number itself, without the words that follow it."""
    head = re.match(r"[a-z]{0,5}[ -]?[\d .-]*\d[a-z0-9]{0,3}", match.group(1))
    return match.start(1) + (head.end() if head else len(match.group(1)))
