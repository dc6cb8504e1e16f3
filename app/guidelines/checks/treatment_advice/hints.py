"""Other words that may stand in the place of an advice. They say nothing about the author's own body or care."""

from __future__ import annotations

from app.guidelines.checks.later import later
from app.guidelines.checks.treatment_advice.grammar import compiled

_BEFORE = compiled("[STOP_MARK QUESTION COMMA AND HELLO]")
_LEAD = later(f"(?:{compiled('OPINION [WILL MODAL DO JUST]{0,3} THINK? THAT?').pattern})$")
_LEAD_REACH = 6
_NAME = compiled("(?: [THE THAT IT] [OTHER BETTER LOW]{0,3} )? [DRUG FORM MED] [DRUG FORM MED AMOUNT LETTER]{0,4}")
_GIVEN = compiled("GIVE")
_SUBJECT_FIRST = compiled("[DRUG FORM MED]")

ASK = "ask your doctor or pharmacist about {}"
ASK_WHETHER = "ask your doctor whether {}"
_THE_DOSE = "the dose"


def hint(cased: str, places: list[tuple[int, int]], signs: str, start: int, end: int) -> tuple[int, str | None]:
    """The first token of the span, widened by an "I think" before it, and the words for it; None where they would not make a sentence."""
    lead = _LEAD.search(signs, max(0, start - _LEAD_REACH), start)
    start = lead.start() if lead else start
    if start and not _BEFORE.match(signs, start - 1):
        return start, None
    words = cased[places[start][0] : places[end - 1][1]]
    if _SUBJECT_FIRST.match(signs, start):
        text = ASK_WHETHER.format(words[0].lower() + words[1:] if words[1:2].islower() else words)
    elif signs[end - 1] == "A" and not _NAME.search(signs, start, end):
        text = ASK.format(_THE_DOSE)
    else:
        text = ASK.format(_name(cased, places, signs, start, end))
    return start, text[0].upper() + text[1:] if words[0].isupper() else text


def _name(cased: str, places: list[tuple[int, int]], signs: str, start: int, end: int) -> str:
    found = _NAME.search(signs, start, end)
    first, last = (found.start(), found.end()) if found else (end - 1, end)
    if first and last - first > 1 and _GIVEN.match(signs, first - 1) and cased[slice(*places[first])].lower() == "her":
        first += 1
    return cased[places[first][0] : places[last - 1][1]]
