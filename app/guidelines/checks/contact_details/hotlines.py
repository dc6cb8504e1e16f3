"""Numbers that belong to everybody: help lines, emergency numbers, the switchboard of a hospital.

They are known by the words around them, in English and Spanish. Words that give the number as one's own, nearer to it, win:
"if it gets bad call the crisis line, or ring me on …".
"""

from __future__ import annotations

from app.guidelines.checks.later import later

_LINE = later(
    r"hot ?-?lines?\b|help ?-?lines?\b|life ?-?lines?\b|warm ?-?lines?\b|care ?lines?\b|"
    r"crisis (?:text )?(?:line|number|team|cent|service|support)|"
    r"text ?line|samaritans?\b|suicide (?:prevention|line|crisis)|prevention line|emergency (?:number|line|service|room|dep)|"
    r"poison (?:control|cent)|child ?line\b|trevor project|samhsa\b|\bnami\b|\brainn\b|papyrus\b|beyond blue\b|shout\b|"
    r"kids help ?phone|befrienders|teen line|toll[ -]?free|free ?phone|"
    r"advice ?line|support line|information line|nurse line|switch ?board|customer (?:service|care)|"
    r"telefono de la esperanza|linea de (?:la )?(?:vida|crisis|ayuda|atencion|apoyo)|numero de emergencias?|emergencias\b|"
    r"prevencion del suicidio|atencion al (?:cliente|paciente)"
)
_OWN = later(
    r"\b(?:call|ring|text|phone|dial|message|reach|contact|whats ?app|txt) (?:me|us|him|her|them)\b|"
    r"\bmy (?:own |new |personal |private )?(?:number|no|num|cell|mobile|phone|whats ?app|tel|landline|home|work)\b|"
    r"\b(?:cell|mobile|whats ?app|mob)\b|\b(?:llamame|llamenme|llamarme|escribeme|mi (?:numero|movil|celular|telefono|whatsapp))\b"
)
_REACH_BEFORE = 90
_REACH_AFTER = 45
_BREAK = later(r"\d{5}|\n\s*\n")


def is_hotline(text: str, start: int, end: int) -> bool:
    """Whether the words around the number at `start` to `end` call it a line that is there for all."""
    before = text[max(0, start - _REACH_BEFORE) : start]
    for cut in _BREAK.finditer(before):
        before = before[cut.end() :] if cut.end() < len(before) else ""
        break
    own = max((match.end() for match in _OWN.finditer(before)), default=-1)
    line = max((match.end() for match in _LINE.finditer(before)), default=-1)
    if line >= 0 or own >= 0:
        return line > own
    after = text[end : end + _REACH_AFTER]
    cut_after = _BREAK.search(after)
    found = _LINE.search(after if cut_after is None else after[: cut_after.start()])
    return found is not None


def is_ones_own(text: str, start: int) -> bool:
    """Whether the words before the number give it as somebody's own."""
    return _OWN.search(text, max(0, start - 40), start) is not None
