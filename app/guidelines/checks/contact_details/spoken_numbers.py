"""Telephone numbers written in words: "oh double seven hundred nine four one eight", "seis doce, treinta y cuatro …"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.guidelines.checks.contact_details.digits import before
from app.guidelines.checks.contact_details.hotlines import is_hotline
from app.guidelines.checks.contact_details.number_plans import is_own
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import words

FIX = "[phone number taken out]"


class _Numerals(NamedTuple):
    """The number words of a language. `tens` may be followed by a digit, `hundreds` by the rest of three digits."""

    digits: dict[str, str]
    teens: dict[str, str]
    tens: dict[str, str]
    hundreds: dict[str, str]
    times: dict[str, int]
    joins: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return frozenset((*self.digits, *self.teens, *self.tens, *self.hundreds, *self.times))


def _counted(words: str, first: int) -> dict[str, str]:
    return {word: str(number) for number, word in enumerate(words.split(), first)}


_ENGLISH = _Numerals(
    digits=_counted("zero one two three four five six seven eight nine", 0)
    | dict.fromkeys(("oh", "nought", "naught", "o"), "0"),
    teens=_counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
    | {"hundred": "00"},
    tens=_counted("twenty thirty forty fifty sixty seventy eighty ninety", 2),
    hundreds={},
    times={"double": 2, "triple": 3, "treble": 3},
    joins=frozenset(),
)
_SPANISH = _Numerals(
    digits=_counted("cero uno dos tres cuatro cinco seis siete ocho nueve", 0),
    teens=_counted("diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", 10)
    | _counted(
        "veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve", 21
    ),
    tens=_counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 2),
    hundreds=_counted(
        "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos", 1
    ),
    times={"doble": 2, "triple": 3},
    joins=frozenset(("y",)),
)
TELLING = words(_ENGLISH.words | _SPANISH.words)
_OF = {"en": (_ENGLISH, _ENGLISH.words), "es": (_SPANISH, _SPANISH.words)}
_CUE = later(
    r"\b(?:phone|tel|mobile|cell|call|ring|text|whatsapp|number|contact|reach|telefono|movil|celular|llamame|numero)\b[^\n]{0,30}$"
)
_COUNTING = "01234567891011121314151617181920"
_BACKWARDS = "109876543210"
_FEWEST_KINDS = 3
_FEWEST_NAMES = 3
_LONGEST = 60


def find(reading: Reading) -> Iterable[Sighting]:
    """Runs of number words in the languages of the text."""
    spoken = [
        numerals
        for language, (numerals, own) in _OF.items()
        if language in reading.languages and len(own & reading.vocabulary) >= _FEWEST_KINDS
    ]
    return _found(reading, spoken) if spoken else ()


def _found(reading: Reading, spoken: list[_Numerals]) -> Iterator[Sighting]:
    for numerals in spoken:
        for first, last in _runs(reading.words, numerals):
            items = reading.words[first : last + 1]
            names = sum(item in numerals.digits or item in numerals.times for item in items)
            digits = spoken_digits(items, numerals)
            if names < _FEWEST_NAMES or digits in _COUNTING or digits in _BACKWARDS:
                continue
            start, end = reading.places[first][0], reading.places[last][1]
            is_cued = _CUE.search(before(reading.text, start, 40)) is not None
            if not (7 if is_cued else 9) <= len(digits) <= 15 or is_own(digits, reading.draft.own_numbers):
                continue
            if not is_hotline(reading.text, start, end):
                yield Sighting("phone", start, end, fix=FIX)


def _runs(words: list[str], numerals: _Numerals) -> Iterator[tuple[int, int]]:
    """First and last place of number words, and numbers, that stand in a row."""
    known, first = numerals.words, -1
    for place, word in enumerate((*words, "")):
        is_item = word in known or (word.isdigit() and len(word) <= 11) or (first >= 0 and word in numerals.joins)
        if is_item and first < 0:
            first = place
        elif first >= 0 and (not is_item or place - first >= _LONGEST):
            last = place - 1
            while words[last] in numerals.joins:
                last -= 1
            yield first, last
            first = place if is_item else -1


def spoken_digits(items: list[str], numerals: _Numerals = _ENGLISH) -> str:
    """`["double", "seven", "900"]` → `"77900"`; `["treinta", "y", "cuatro"]` → `"34"`."""
    digits, times, wanting = "", 1, 0
    for item in items:
        if item in numerals.times:
            times = numerals.times[item]
            continue
        if item in numerals.joins:
            continue
        value = numerals.hundreds.get(item, "") or numerals.tens.get(item, "")
        width = 2 if item in numerals.hundreds else 1 if value else 0
        value = value or numerals.teens.get(item, "") or numerals.digits.get(item, item)
        filled = len(value) + width
        digits += "0" * (wanting - filled if filled <= wanting else wanting) + value * times
        wanting, times = width, 1
    return digits + "0" * wanting
