"""Payment cards, bank accounts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from app.guidelines.checks.contact_details.digits import bare, before, passes_luhn
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import number, words

CARD_FIX = "[card number taken out]"
BANK_FIX = "[bank details taken out]"

# Twelve to nineteen digits in one piece, or in the groups that stand on cards; an expiry date may follow.
_CARD = later(
    r"(?<![\w+])(?<!\d[.,/-])(?:"
    r"\d{12,19}"
    r"|\d{4}([ -])\d{6}\1\d{4,5}"
    r"|\d{4}([ -])\d{4}\2\d{4}\2\d{4}(?:(?=[ ,]+\d{1,2}/)|(?:\2\d{3})?(?!/))"
    r"|\d{4}([ -])\d{4}\3\d{4}\3\d{1,3}"
    r")(?!\w)"
)
_CARD_CUE = later(r"\b(?:card|visa|mastercard|amex|maestro|debit|credit)\b[^\n]{0,25}$")
_IBAN = later(r"(?<!\w)([a-z]{2}\d{2})((?:[ -]?[a-z0-9]){11,30})(?!\w)")
_SORT_CODE = later(r"(?<![\d-])\d{2}([- ])\d{2}\1\d{2}(?![\d-])(?:[ ,;&/a-z.:]{0,25}\d{8}(?!\d))?")
_BANK_CUE = later(r"\bsort ?code\b[^\n]{0,15}$")
_ACCOUNT = later(
    r"\b(?:(?:account|acct?|a/c) ?(?:no\.?|number|num|#)|(?:numero|nro|num|no)\.? de cuenta|cuenta(?: bancaria| numero)?)[ :.ise]{0,6}"
    r"(\d{6,20}|\d{4}[ -]\d{4}[ -]\d{2}[ -]\d{10})(?!\d)"
)
_GAP = later("[ -]")
_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in (
        "ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 br29 by28 ch21 cr22 cy28 cz24 de22 dk18 do28 ee20 eg29 es24 fi18 fo18 fr27 gb22 "
        "ge22 gi23 gl18 gr27 gt28 hr21 hu28 ie22 il23 iq23 is26 it27 jo30 kw30 kz20 lb28 lc32 li21 lt20 lu20 lv21 mc27 md24 me22 mk19 "
        "mr27 mt31 mu30 nl18 no15 pk24 pl28 ps29 pt25 qa29 ro24 rs22 sa24 sc31 se24 si19 sk24 sm27 st25 sv28 tl23 tn24 tr26 ua29 va22 "
        "vg24 xk20"
    ).split()
}
"""How many characters the account numbers of each country have."""
_MOST = 200
_BEGINS_AN_IBAN = later(r"[a-z]{2}[0-9]{2}")
TELLING = number(6) | words(_BEGINS_AN_IBAN.match)
_CARD_STARTS = ("2", "3", "4", "5", "6", "1800")


def find(reading: Reading) -> Iterator[Sighting]:
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
    for match in islice(_CARD.finditer(text), _MOST):
        digits = bare(match.group())
        if not 12 <= len(digits) <= 19 or len(set(digits)) < 2:
            continue
        cued = _CARD_CUE.search(before(text, match.start(), 45)) is not None
        shaped = len(digits) >= 13 and digits.startswith(_CARD_STARTS)
        if (cued or shaped) and passes_luhn(digits):
            yield Sighting("card", match.start(), match.end(), fix=CARD_FIX)


def _ibans(text: str) -> Iterator[Sighting]:
    for match in islice(_IBAN.finditer(text), _MOST):
        written = _GAP.sub("", match.group())
        length = _LENGTHS.get(written[:2], 0)
        if length and is_iban(written[:length], length):
            yield Sighting("bank_account", match.start(), _end_of(text, match.start(), length), fix=BANK_FIX)


def is_iban(written: str, length: int) -> bool:
    """Whether the characters are as many as the country has, and their check digits hold."""
    if len(written) != length or not written.isascii():
        return False
    turned = written[4:] + written[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _end_of(text: str, start: int, characters: int) -> int:
    place = start
    while characters:
        characters -= text[place] not in " -"
        place += 1
    return place
