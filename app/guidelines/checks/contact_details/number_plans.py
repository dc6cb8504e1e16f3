"""What the number plans of the world say: whether digits ring somewhere, and whether the call is free.

`phonenumbers` reads the plan of a region from disk the first time that one of its numbers is looked up.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from app.guidelines.checks.contact_details.digits import bare

_CODES = sorted({str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE}, key=len)
_NO_ZERO = frozenset(("US", "CA", "ES", "MX"))
_FREE = ("0800", "0808", "0508", "1800", "1300")
"""Calls are free behind these in every country that has them."""
_SHORTEST_OWN = 5


def rings(written: str, regions: tuple[str, ...]) -> bool:
    """Whether `written` is a valid number, in a grouping that people use, in one of the regions or with a country code."""
    matchers = (
        phonenumbers.PhoneNumberMatcher(written, region, leniency=phonenumbers.Leniency.VALID) for region in regions
    )
    return any(matcher.has_next() for matcher in matchers)


def rings_as_mobile(digits: str) -> bool:
    """Whether the digits are a mobile number of some country, with its code."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def is_free(written: str, regions: tuple[str, ...]) -> bool:
    """Whether calls to the number are free for the caller: such a number is an organisation's, never a person's.

    A number is read in the way of the regions whose people write it so: from another country with "+" or "00", at home with a 0 in
    front; and in North America without.
    """
    if bare(written).startswith(_FREE):
        return True
    is_abroad = written.lstrip("([").startswith(("+", "00"))
    for region in regions:
        if not is_abroad and written.lstrip("([").startswith("0") == (region in _NO_ZERO):
            continue
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.number_type(number) == PhoneNumberType.TOLL_FREE
    return False


@lru_cache(maxsize=64)
def _ends(numbers: frozenset[str]) -> tuple[str, ...]:
    """The digits of numbers as they are dialled at home, without the zeros in front."""
    return tuple(sorted({bare(number).lstrip("0") for number in numbers if "@" not in number} - {""}))


def is_own(digits: str, numbers: frozenset[str]) -> bool:
    """Whether `digits` are one of `numbers`, as dialled at home or from anywhere else."""
    if not numbers:
        return False
    ends = _ends(numbers)
    plain = digits.lstrip("0")
    if not plain.endswith(ends):
        return False
    if plain in ends:
        return True
    abroad = plain.removeprefix("11") if digits.startswith("011") else plain
    for code in _CODES:
        rest = abroad.removeprefix(code)
        if rest is not abroad and len(rest) >= _SHORTEST_OWN and rest.lstrip("0") in ends:
            return True
    return False
