"""Telling a reader to take, start, stop, change or avoid a drug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.treatment_advice.grammar import Pattern, compiled, patterns
from app.guidelines.checks.treatment_advice.lexicon import OPINION, may_name_a_drug, signs_of

_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*[a-z]{0,4}|[^\W_]+(?:'[^\W_]+)*|[.!?;:,(\n]")
_PATTERNS = patterns()
_WHOLE_TEXT_BACK = 40
_ANTECEDENT = 30

_TESTED = compiled("[DRUG FORM] (?:[COMMA AND OTHER]? [DRUG FORM MED LETTER]){0,6} [OTHER BE]? TEST")
_OPINION = compiled("I [WILL MODAL DO NOT JUST]{0,3} (?:THINK|RECOMMEND|HELLO|OTHER RECOMMEND)")
_OPENS = compiled("[STOP_MARK QUESTION COMMA AND JUST HELLO THAT IF OTHER DRUG FORM MED IT TEST CONSULT]")
_BLAMED = compiled("[EFFECT ABOUT LOW TEST]")
_FIRST_PERSON = compiled("I")
_REPORTED = compiled("REPORT")
_ASKED = compiled("IF")
_DRUG = compiled("[DRUG FORM MED]")
_IT = compiled("IT")
_WITH_A_DOCTOR = re.compile(
    r"\b(?:without|unless|until|before) (?:\w+ ){0,3}?(?:ask|talk|speak|consult|check|discuss|see|doctor|advice|approv|supervis)"
    r"|\bas (?:prescribed|directed|advised|instructed|your doctor)"
)
_LATER = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start` to `end` tell a reader something of this kind."""

    kind: str
    manner: str
    start: int
    end: int


def find(reading: Reading) -> Iterator[Sighting]:
    if not may_name_a_drug(reading.words):
        return
    tokens = _TOKEN.findall(reading.text)
    signs = _TESTED.sub(lambda match: "o" * len(match.group()), signs_of(tokens))
    signs = _OPINION.sub(lambda match: OPINION + match.group()[1:], signs)
    hits = [hit for pattern in _PATTERNS for hit in _hits(pattern, signs)]
    if not hits:
        return
    places = [match.span() for match in _TOKEN.finditer(reading.text)]
    last = 0
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        start, end = places[hit.start][0], places[hit.end - 1][1]
        if start < last or _WITH_A_DOCTOR.search(reading.text, end, end + _LATER):
            continue
        yield Sighting(hit.kind, start, end)
        last = end


def _hits(pattern: Pattern, signs: str) -> Iterator[Hit]:
    for match in pattern.signs.finditer(signs):
        start, end = match.span()
        if _holds(pattern.manner, signs, start, end):
            yield Hit(pattern.kind, pattern.manner, start, end)


def _holds(manner: str, signs: str, start: int, end: int) -> bool:
    begin = max(signs.rfind(";", 0, start), signs.rfind("!", 0, start), start - _WHOLE_TEXT_BACK) + 1
    if _is_question(signs, end) or _REPORTED.search(signs, begin, start):
        return False
    if _IT.match(signs, end - 1) and not _DRUG.search(signs, max(0, start - _ANTECEDENT), start):
        return False
    before = signs[start - 1 : start]
    if manner == "told":
        return not _ASKED.match(before)
    if _FIRST_PERSON.search(signs, begin, start):
        return False
    if manner == "bare":
        return not before or bool(_OPENS.match(before))
    return not _FIRST_PERSON.match(signs, end) and not _BLAMED.search(signs, max(begin, start - 3), start)


def _is_question(signs: str, end: int) -> bool:
    question = signs.find("!", end)
    stop = signs.find(";", end)
    return question >= 0 and (stop < 0 or question < stop)
