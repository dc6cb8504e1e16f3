"""Payment cards, bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.guidelines.checks.contact_details.digits import bare, before, passes_luhn
from app.guidelines.checks.reading import Reading, Sighting

CARD_FIX = "[card number taken out]"
BANK_FIX = "[bank details taken out]"

# Twelve to nineteen digits in one piece, or in the groups that stand on cards; an expiry date may follow.
_CARD = re.compile(
    r"(?<![\w+])(?<!\d[.,/-])(?:"
    r"\d{12,19}"
    r"|\d{4}([ -])\d{6}\1\d{4,5}"
    r"|\d{4}([ -])\d{4}\2\d{4}\2\d{4}(?:(?=[ ,]+\d{1,2}/)|(?:\2\d{3})?(?!/))"
    r"|\d{4}([ -])\d{4}\3\d{4}\3\d{1,3}"
    r")(?!\w)"
)
_CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|maestro|debit|credit)\b[^\n]{0,25}$")
_IBAN = re.compile(r"(?<!\w)([a-z]{2}\d{2})((?:[ -]?[a-z0-9]){11,30})(?!\w)")
_SORT_CODE = re.compile(r"(?<![\d-])\d{2}([- ])\d{2}\1\d{2}(?![\d-])(?:[ ,;&/a-z.:]{0,25}\d{8}(?!\d))?")
_BANK_CUE = re.compile(r"\bsort ?code\b[^\n]{0,15}$")
_ACCOUNT = re.compile(
    r"\b(?:(?:account|acct?|a/c) ?(?:no\.?|number|num|#)|(?:numero|nro|num|no)\.? de cuenta|cuenta(?: bancaria| numero)?)[ :.ise]{0,6}"
    r"(\d{6,20}|\d{4}[ -]\d{4}[ -]\d{2}[ -]\d{10})(?!\d)"
)
_FEWEST_DIGITS = 6
_CARD_STARTS = ("2", "3", "4", "5", "6", "1800")


def find(reading: Reading) -> Iterable[Sighting]:
    return _found(reading) if reading.digits >= _FEWEST_DIGITS else ()


def _found(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    if reading.digits >= 12:
        yield from _cards(text)
        yield from _ibans(text)
    if "sort" in text:
        for match in _SORT_CODE.finditer(text):
            if _BANK_CUE.search(before(text, match.start(), 30)):
                yield Sighting("bank_account", match.start(), match.end(), fix=BANK_FIX)
    if "acc" in text or "a/c" in text or "cuenta" in text:
        for match in _ACCOUNT.finditer(text):
            yield Sighting("bank_account", match.start(1), match.end(1), fix=BANK_FIX)


def _cards(text: str) -> Iterator[Sighting]:
    """12 to 19 digits whose check digit holds; after the word "card" the first digits do not matter."""
    for match in _CARD.finditer(text):
        digits = bare(match.group())
        if not 12 <= len(digits) <= 19 or len(set(digits)) < 2:
            continue
        cued = _CARD_CUE.search(before(text, match.start(), 45)) is not None
        shaped = len(digits) >= 13 and digits.startswith(_CARD_STARTS)
        if (cued or shaped) and passes_luhn(digits):
            yield Sighting("card", match.start(), match.end(), fix=CARD_FIX)


def _ibans(text: str) -> Iterator[Sighting]:
    for match in _IBAN.finditer(text):
        length = _iban_length(re.sub("[ -]", "", match.group()))
        if length:
            yield Sighting("bank_account", match.start(), _end_of(text, match.start(), length), fix=BANK_FIX)


def _iban_length(written: str) -> int:
    """How many of the characters make a valid IBAN (words may follow it), or 0."""
    for length in range(min(len(written), 34), 14, -1):
        turned = written[4:length] + written[:4]
        if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1:
            return length if sum(char.isdigit() for char in written[:length]) >= 8 else 0
    return 0


def _end_of(text: str, start: int, characters: int) -> int:
    place = start
    while characters:
        characters -= text[place] not in " -"
        place += 1
    return place
