"""Telephone numbers, by shape, by the words before them, and by the number plans of the regions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from app.guidelines.checks.contact_details.digits import Run, before, runs
from app.guidelines.checks.contact_details.hotlines import is_hotline, is_ones_own
from app.guidelines.checks.contact_details.number_plans import is_free, is_own, rings, rings_as_mobile
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import number

FIX = "[phone number taken out]"

MOST_PLAN_LOOKUPS = 20
"""Runs that are looked up in the number plans; beyond them shape and cue decide alone."""
MOST_RUNS = 200
"""Runs of digits that are looked at in one text."""
_LONGEST = 15
_SHORTEST = 7
_LOOK_BACK = 48
TELLING = number(5)  # letters may stand for two of seven digits

_CUE = later(
    r"(?:\b(?:phone|tel|telephone|mobile|mob|cell|cellphone|cellular|whats ?app|wattsapp|viber|signal|telegram|sms|fax|"
    r"landline|hand ?phone|ph|contact|telefono|tlf|tfno|movil|celular|wasap|fijo)\b|"
    r"\b(?:call|ring|text|dial|phone|message|reach|contact|whatsapp|txt)(?: (?:me|us|him|her|them|my [a-z]+))\b|"
    r"\b(?:not|no one|nobody) (?:is )?(?:answering|picking up)\b|"
    r"\b(?:llama|llame|llamen|escribe|escriba|escriban|marca)(?:me|nos|le|los)\b|\b(?:mi|su|nuestro) (?:numero|nro|num)\b|"
    r"\b(?:my|his|her|our|their|contact|registered) (?:no|number|num|nr|digits)\b)"
    r"[^\d\n]{0,28}(?:\n[^\d\n]{0,3})?$"
)
_OTHER_CUE = later(
    r"\b(?:pmid|pubmed|isbn|issn|nct|doi|ref(?:erence)?|order|model|article|study|trial|eudract|cas|ndc|lot|batch|upc|"
    r"catalog(?:ue)?|page|barcode|serial|gene|chr|chromosome|version|code|score|invoice|ticket|claim|"
    r"snp|gtin|iso|patent)\b[^\d\n]{0,14}$"
)
_DATE = later(
    r"(?:(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}([-./ ])\d{1,2}\1(?:19|20)\d{2}|\d{1,2}([-./])\d{1,2}\2\d{2})(?!\d|[-./]\d)"
)
_GROUPS = later(r"\d+")
_THOUSANDS = later(r"\d{1,3}(?:\.\d{3}){2,4}")
_NORTH_AMERICAN = later(
    r"(?:\+?1[ .-]{0,2})?(?:\([2-9]\d{2}\) ?|\[?[2-9]\d{2}\]?[ .-]{1,3})[2-9]\d{2}[ .-]{1,3}\d{4}"
)
_LOCAL = later(r"\d{3}[-. ]\d{4}")
_CALL_BEFORE = later(r"\b(?:call|ring|dial|text|phone)(?: on| at| to)?:? {1,2}$")
_MOBILES = later(r"(?:91[ -]?|0)?[6-9]\d{4}[ -]?\d{5}|44 ?7\d{3} ?\d{3} ?\d{3}")
"""Of India and Britain, with and without the country code: both are often written without any sign."""
_LEADING_ZERO = later(r"\(?0[\d ().\-\[\]]*")
_WHATSAPP = later(r"\bwa\.me/\+?(\d{8,15})(?!\d)|\btel:([+\d().-]{7,20}\d)")
_INSIDE_A_LONG_RUN = later(
    r"(?<!\d)(?:0\d{9,10}|\+\d{10,14}|0\d{2,4}[ .-]\d{3,4}[ .-]?\d{3,4}|[2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})(?!\d)"
)


def find(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    regions = _regions(reading)
    lookups = 0
    for run in islice(runs(text), MOST_RUNS):
        if len(run.digits) > _LONGEST + 5:
            yield from _inside(run)
            continue
        if len(run.digits) < _SHORTEST or is_own(run.digits, reading.draft.own_numbers) or _is_other(text, run):
            continue
        lookups += 1
        may_look_up = lookups <= MOST_PLAN_LOOKUPS
        is_number = _by_words_or_shape(text, run) or (may_look_up and (rings(run.written, regions) or _is_abroad(run)))
        if is_number and not (may_look_up and _is_for_all(text, run, regions)):
            yield Sighting("phone", *_trimmed(run), fix=FIX)
    for match in _WHATSAPP.finditer(text):
        yield Sighting("phone", match.start(), match.end(), fix=FIX)


def _regions(reading: Reading) -> tuple[str, ...]:
    """Those of the community; and where people write Spanish, Spain and Mexico."""
    own = reading.draft.regions
    return own if "en" in reading.languages or "es" not in reading.languages else (*own, "ES", "MX")


def _is_abroad(run: Run) -> bool:
    """Whether it is a whole number with its country code, and only the "+" was left out."""
    return (
        11 <= len(run.digits) <= 13
        and run.digits[0] != "0"
        and len(set(run.digits)) > 3
        and rings_as_mobile(run.digits)
    )


def _is_for_all(text: str, run: Run, regions: tuple[str, ...]) -> bool:
    """Whether it is a help line by its words, or free to call and given as nobody's own."""
    if is_hotline(text, run.start, run.end):
        return True
    return is_free(run.written, regions) and not is_ones_own(text, run.start)


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
    if _NORTH_AMERICAN.fullmatch(run.written) or _MOBILES.fullmatch(run.written):
        return True
    return _LOCAL.fullmatch(run.written) is not None and _CALL_BEFORE.search(before(text, run.start, 16)) is not None


def _well_grouped(run: Run) -> bool:
    """Whether the digits stand in groups as telephone numbers do, or one by one, or in pairs."""
    sizes = [len(group) for group in _GROUPS.findall(run.written)]
    return max(sizes) >= 3 or len(set(sizes)) == 1


def _is_other(text: str, run: Run) -> bool:
    """Dates, years, readings in a row, and numbers whose cue says what they are."""
    if _DATE.match(run.written.lstrip("+([")):
        return True
    if _OTHER_CUE.search(before(text, run.start, _LOOK_BACK)):
        return True
    groups = _GROUPS.findall(run.written)
    if len(groups) > 1 and all(len(group) == 4 and group[:2] in ("19", "20") for group in groups):
        return True
    if "/" in run.written and (run.written.count("/") > 1 or max(map(len, groups)) < 4):
        return True
    if _THOUSANDS.fullmatch(run.written) and not _CUE.search(before(text, run.start, _LOOK_BACK)):
        return True
    if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?(?: ?(?:-|/|to) ?| )\d{1,4}(?:\.\d{1,3})?", run.written):
        words = before(text, run.start, _LOOK_BACK)
        return not (_CUE.search(words) or (_LOCAL.fullmatch(run.written) and _CALL_BEFORE.search(words)))
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
