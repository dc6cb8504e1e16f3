"""Telephone numbers, by shape, by the words before them, and by the number plans of the regions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from app.guidelines.checks.contact_details.digits import Run, bare, before, runs
from app.guidelines.checks.reading import Reading, Sighting

FIX = "[phone number taken out]"

MOST_PLAN_LOOKUPS = 40
"""Runs that are looked up in the number plans; beyond them shape and cue decide alone."""
_LONGEST = 15
_SHORTEST = 7
_LOOK_BACK = 48
_FEWEST = 5  # letters may stand for two of seven digits

_CUE = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|mob|cell|cellphone|cellular|whats ?app|wattsapp|viber|signal|telegram|sms|fax|"
    r"landline|hand ?phone|ph|contact)\b|"
    r"\b(?:call|ring|text|dial|phone|message|reach|contact|whatsapp|txt)(?: (?:me|us|him|her|them|my [a-z]+))\b|"
    r"\b(?:my|his|her|our|their|contact) (?:no|number|num|nr|digits)\b)"
    r"[^\d\n]{0,28}(?:\n[^\d\n]{0,3})?$"
)
_OTHER_CUE = re.compile(
    r"\b(?:pmid|pubmed|isbn|issn|nct|doi|ref(?:erence)?|order|model|article|study|trial|eudract|cas|ndc|lot|batch|upc|"
    r"catalog(?:ue)?|page|barcode|serial|gene|chr|chromosome|version|code|score|invoice|ticket|claim|"
    r"snp|gtin|iso|patent)\b[^\d\n]{0,14}$"
)
_DATE = re.compile(
    r"(?:(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}([-./ ])\d{1,2}\1(?:19|20)\d{2}|\d{1,2}([-./])\d{1,2}\2\d{2})(?![\d])"
)
_GROUPS = re.compile(r"\d+")
_NORTH_AMERICAN = re.compile(
    r"(?:\+?1[ .-]{0,2})?(?:\([2-9]\d{2}\) ?|\[?[2-9]\d{2}\]?[ .-]{1,3})[2-9]\d{2}[ .-]{1,3}\d{4}"
)
_LEADING_ZERO = re.compile(r"\(?0[\d ().\-\[\]]*")
_WHATSAPP = re.compile(r"\bwa\.me/\+?(\d{8,15})(?!\d)|\btel:([+\d().-]{7,20}\d)")
_INSIDE_A_LONG_RUN = re.compile(
    r"(?<!\d)(?:0\d{9,10}|\+\d{10,14}|0\d{2,4}[ .-]\d{3,4}[ .-]?\d{3,4}|[2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})(?!\d)"
)


def find(reading: Reading) -> Iterator[Sighting]:
    if reading.digits < _FEWEST:
        return
    text = reading.text
    own = own_digits(reading.draft.own_numbers)
    lookups = 0
    for run in runs(text):
        if len(run.digits) > _LONGEST + 5:
            yield from _inside(run)
            continue
        if len(run.digits) < _SHORTEST or run.digits in own or _is_other(text, run):
            continue
        if not _by_words_or_shape(text, run):
            if lookups >= MOST_PLAN_LOOKUPS:
                continue
            lookups += 1
            if not _in_a_plan(run, reading.draft.regions):
                continue
        yield Sighting("phone", *_trimmed(run), fix=FIX)
    for match in _WHATSAPP.finditer(text):
        yield Sighting("phone", match.start(), match.end(), fix=FIX)


@lru_cache(maxsize=64)
def own_digits(numbers: frozenset[str]) -> frozenset[str]:
    """The digits of numbers that never count, also as they are dialled from abroad."""
    digits = {bare(number) for number in numbers}
    abroad = {code + each.lstrip("0") for each in digits for code in ("44", "353", "1", "0044", "00353")}
    return frozenset(digits | {each.lstrip("0") for each in digits} | abroad) - {""}


def _by_words_or_shape(text: str, run: Run) -> bool:
    digits = run.digits
    if _CUE.search(before(text, run.start, _LOOK_BACK)):
        return len(digits) <= _LONGEST
    if len(set(digits)) < 3:
        return False
    if run.written.lstrip("(").startswith("+") or digits.startswith("00"):
        return 9 <= len(digits.lstrip("0")) <= _LONGEST
    if digits.startswith("0") and not digits.startswith("00"):
        return 10 <= len(digits) <= 11 and _LEADING_ZERO.fullmatch(run.written) is not None and _well_grouped(run)
    return _NORTH_AMERICAN.fullmatch(run.written) is not None


def _well_grouped(run: Run) -> bool:
    """Whether the digits stand in groups as telephone numbers do, or one by one, or in pairs."""
    sizes = [len(group) for group in _GROUPS.findall(run.written)]
    return max(sizes) >= 3 or len(set(sizes)) == 1


def _in_a_plan(run: Run, regions: tuple[str, ...]) -> bool:
    if len(set(run.digits)) < 3:
        return False
    for region in regions:
        matcher = phonenumbers.PhoneNumberMatcher(run.written, region, leniency=phonenumbers.Leniency.VALID)
        if matcher.has_next():
            return True
    return False


def _is_other(text: str, run: Run) -> bool:
    """Dates, years, readings in a row, and numbers whose cue says what they are."""
    if _DATE.match(run.written.lstrip("+([")):
        return True
    if _OTHER_CUE.search(before(text, run.start, _LOOK_BACK)):
        return True
    groups = _GROUPS.findall(run.written)
    if len(groups) > 1 and all(len(group) == 4 and group[:2] in ("19", "20") for group in groups):
        return True
    if "/" in run.written and len(re.split("/", run.written)) > 2:
        return True
    if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?(?: ?(?:-|/|to) ?| )\d{1,4}(?:\.\d{1,3})?", run.written):
        return not _CUE.search(before(text, run.start, _LOOK_BACK))
    return len(re.findall(r"(?<![\d.])\d{1,3}\.\d{1,2}(?![\d.])", run.written)) >= 2


def _inside(run: Run) -> Iterator[Sighting]:
    for match in _INSIDE_A_LONG_RUN.finditer(run.written):
        yield Sighting("phone", run.start + match.start(), run.start + match.end(), fix=FIX)


def _trimmed(run: Run) -> tuple[int, int]:
    """The span without a bracket that is never closed."""
    start = run.start
    if run.written.startswith("(") and ")" not in run.written:
        start += 1
    return start, run.end
