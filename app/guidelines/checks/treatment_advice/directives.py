"""Telling a reader to take, start, stop, change or avoid a drug, finding an illness in them, or promising a cure.

The words become a row of signs (`lexicon.py`), so that one pattern covers every drug and every way to write "you should". Punctuation
helps where there is some and is not needed where there is none. What is asked, reported or told of oneself is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting, split
from app.guidelines.checks.treatment_advice.fitting import VIEWS, may_fit_in
from app.guidelines.checks.treatment_advice.grammar import Pattern, compiled
from app.guidelines.checks.treatment_advice.hints import hint
from app.guidelines.checks.treatment_advice.lexicon import (
    OPINION,
    OTHER,
    QUESTION,
    SIGNS,
    STOP_MARK,
    could_tell,
    may_tell,
    signs_of,
)

_TOKEN = later(r"[0-9]+(?:[.,][0-9]+)*[a-z]{0,4}|[^\W_]+(?:'[^\W_]+)*|[.!?;:,(\n]")
_PARTED = later(r"[0-9](?:[.,][0-9]|[a-z]{0,4}'|[a-z]{1,4}[0-9]|[a-z]{5})")
"""Digits behind which `_TOKEN` does not part words as gaps do."""
_MARKS = ".!?;:,("
_PLAIN = bytes(
    ord(STOP_MARK) if char == "\n" else ord(char) if char.isalnum() or char in f"'{_MARKS}" else ord(" ")
    for char in map(chr, range(128))
) + bytes(128)  # fmt: skip
"""Of plain text: words, marks and gaps, as single signs each."""
_SENTENCE = 40
"""Words looked back over for who speaks, where no mark ends a sentence."""
_MOST = 100
"""Places that one pattern may fit in one text: bounds the work, and four times what is ever shown."""
_ANTECEDENT = 60
_BLAMED_WITHIN = 3
_LATER = 60

_TEST, _RICH = SIGNS["TEST"], SIGNS["RICH"]
_TESTED = compiled(
    "[DRUG FORM] (?: [DRUG FORM MED LETTER] | [COMMA AND OTHER] (?= [DRUG FORM MED LETTER] ) ){0,8} [OTHER BE]? [TEST RICH]"
)
_VIEW = later(f"{SIGNS['I']}(?<=(?={compiled(*VIEWS).pattern}).)")
"""An I at which one of the views fits. The search itself passes over all other signs."""
_OPENS_ORDER = compiled(
    "[STOP_MARK QUESTION COMMA AND JUST PLEASE HELLO THINK THAT IF OTHER DRUG FORM MED AMOUNT IT TEST RICH CONSULT LASTING PASSING"
    " NUMBER LETTER LIGHTLY CHOICE HELPFUL CARE EFFECT BETTER BACK]"
)
_OPENS_FINDING = compiled("[STOP_MARK QUESTION COMMA HELLO JUST THINK THAT LIKE]")
_SPEAKS_OF_SELF = compiled("I")
_ASKS = compiled("[MODAL WILL DO BE HAVE IF PEOPLE] [DRUG FORM MED]|BE IT BETTER")
_WHY_NOT = compiled("WHY [NOT DONT]")
_DOUBTED = compiled("[NOT DONT] THINK")
_SUPPOSED = compiled("IF")
_PROMISES = compiled("[DRUG FORM MED OTHER RICH THAT IT THE WILL MODAL JUST]")
_SPEAKS_OR_HOPES = compiled("[I OPINION]")
_BLAMED = compiled("[EFFECT BLAME LOW TEST NO]")
_REPORTED = compiled("REPORT|[THEY PEOPLE] [THINK RECOMMEND]")
_ASKED = compiled("[IF PEOPLE]")
_DENIED = compiled("[NOT NO DONT NOTMODAL]")
_SHARED = compiled("(?:COMMA? [AND LIKE]? [SINCE I]|COMMA? [AND LIKE]{1,2} [HAVE BE DO]? (?:YOU|I))")
_DRUG = compiled("[DRUG FORM MED]")
_IT = compiled("IT")
_WITH_A_DOCTOR = later(
    r"\b(?:without|unless|until|before) (?:\w+ ){0,3}?(?:ask|talk|speak|consult|check|discuss|see|doctor|medical advice|approv)"
    r"|\bas (?:prescribed|directed|advised|instructed|your doctor)"
)
_MEANT_OTHERWISE = later(
    r" (?:[\w']+ ){0,3}?(?:fridge|freezer|cupboard|cabinet|drawer|handbag|luggage|delivered|delivery|reception|desk|counter)\b"
    r"| (?:[\w']+ ){0,3}?(?:with you|where you|out of)\b"
    r"|'?s? (?:[\w']+ )?(?:cards?|forms?|lists?|leaflets?|letters?|bracelets?|jab form)\b| on (?:your|the) (?:mind|brain)\b"
)
"""What is kept, fetched or shown, and what one thinks of: after the words of a finding."""
_COOKED = later(
    r"\b(?:butter|flour|sugar|dough|batter|oven|whisk|simmer|saucepan|frying|onions?|carrots?|soup|stew|curry|bake|stir|boil)\b"
)
_COOKED_WITHIN = 80


class Hit(NamedTuple):
    """Tokens `start` to `end` tell a reader something of this kind, in this manner."""

    kind: str
    manner: str
    start: int
    end: int


def find(reading: Reading) -> Iterator[Sighting]:
    """Sightings from left to right. A sentence that sends the reader to a doctor first is none."""
    if not could_tell(reading.told) or not may_tell(reading):
        return
    patterns, has_view = may_fit_in(reading)
    if not patterns:
        return
    signs = signs_of(_tokens_of(reading))
    if _TEST in signs or _RICH in signs:
        signs = _TESTED.sub(lambda match: OTHER * len(match.group()), signs)
    if has_view:
        signs = _VIEW.sub(OPINION, signs)
    hits = _hits(patterns, signs)
    if hits:
        yield from _sightings(reading, signs, sorted(hits, key=lambda each: (each.start, -each.end)))


def _tokens_of(reading: Reading) -> list[str]:
    """The words and marks of a text as `_TOKEN` finds them, each end of a line as a mark; most texts in half of the time."""
    text = reading.text
    if not text.isascii() or "''" in text or (reading.digits and _PARTED.search(text)):
        return _TOKEN.findall(text)
    plain = text.encode("ascii").translate(_PLAIN).decode("ascii")
    for mark in _MARKS:
        if mark in plain:
            plain = plain.replace(mark, f" {mark} ")
    return split(plain)


def _sightings(reading: Reading, signs: str, hits: list[Hit]) -> Iterator[Sighting]:
    places = [match.span() for match in _TOKEN.finditer(reading.text)]
    last = 0
    for hit in hits:
        if hit.start < last or _is_left_alone(reading.text, places[hit.start][0], places[hit.end - 1][1]):
            continue
        last = hit.end
        start, fix = hit.start, None
        if hit.manner not in ("found", "promised"):
            start, fix = hint(reading.cased, places, signs, hit.start, hit.end)
        yield Sighting(hit.kind, places[start][0], places[hit.end - 1][1], fix=fix)


def _is_left_alone(text: str, start: int, end: int) -> bool:
    """Whether the words behind it send the reader to a doctor or mean a thing and no use of it, or something is being cooked."""
    if _WITH_A_DOCTOR.search(text, end, end + _LATER) or _MEANT_OTHERWISE.match(text, end):
        return True
    return text.startswith("add ", start) and bool(
        _COOKED.search(text, max(0, start - _COOKED_WITHIN), end + _COOKED_WITHIN)
    )


def _hits(patterns: list[Pattern], signs: str) -> list[Hit]:
    return [
        Hit(pattern.kind, pattern.manner, start, end)
        for pattern in patterns
        for start, end in islice(pattern.spans(signs), _MOST)
        if _holds(pattern.manner, signs, start, end)
    ]


def _holds(manner: str, signs: str, start: int, end: int) -> bool:
    begin = max(signs.rfind(STOP_MARK, 0, start), signs.rfind(QUESTION, 0, start), start - _SENTENCE) + 1
    if _ends_as_question(signs, end) and not _WHY_NOT.match(signs, start):
        return False
    return not _REPORTED.search(signs, begin, start) and _MANNERS[manner](signs, begin, start, end)


def _ends_as_question(signs: str, end: int) -> bool:
    question = signs.find(QUESTION, end, end + _SENTENCE)
    return question >= 0 and signs.find(STOP_MARK, end, question) < 0


def _told(signs: str, begin: int, start: int, end: int) -> bool:
    return not _ASKED.match(signs, start - 1 if start else 0) and _means_a_drug(signs, start, end)


def _bare(signs: str, begin: int, start: int, end: int) -> bool:
    opens = start == 0 or bool(_OPENS_ORDER.match(signs, start - 1))
    return opens and not _SPEAKS_OF_SELF.search(signs, begin, start) and _means_a_drug(signs, start, end)


def _said(signs: str, begin: int, start: int, end: int) -> bool:
    if _SPEAKS_OF_SELF.search(signs, begin, start) or _SPEAKS_OF_SELF.match(signs, end):
        return False
    if _ASKS.search(signs, max(0, start - 2), start + 1):
        return False
    return not _BLAMED.search(signs, max(begin, start - _BLAMED_WITHIN), start) and _means_a_drug(signs, start, end)


def _found(signs: str, begin: int, start: int, end: int) -> bool:
    opens = start == 0 or bool(_OPENS_FINDING.match(signs, start - 1))
    doubted = _SUPPOSED.search(signs, begin, start) or _DOUBTED.search(signs, begin, end)
    return opens and not doubted and not _SHARED.match(signs, end)


def _promised(signs: str, begin: int, start: int, end: int) -> bool:
    promises = start > 0 and _PROMISES.match(signs, start - 1)
    return bool(promises) and not _SPEAKS_OR_HOPES.search(signs, begin, end) and not _DENIED.search(signs, begin, end)


_MANNERS = {"told": _told, "bare": _bare, "said": _said, "found": _found, "promised": _promised}


def _means_a_drug(signs: str, start: int, end: int) -> bool:
    """Whether the last word is a drug, or an "it" after one."""
    return not _IT.match(signs, end - 1) or bool(_DRUG.search(signs, max(0, start - _ANTECEDENT), start))
