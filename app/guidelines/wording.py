"""The sentences a member reads about a finding. Kind, plain, and true for every draft of the kind.

A suggested wording never claims anything about the author's own body or care.
"""

from __future__ import annotations

from app.guidelines.effects import Effect
from app.guidelines.registry import added_name, added_words
from app.guidelines.words import attack, contact_details, crisis, links, promotion, treatment_advice
from app.guidelines.words.shape import Words

__all__ = ["Words", "family_name", "if_posted", "kinds_of", "words_for"]

_FAMILIES = {
    "contact_details": contact_details,
    "crisis": crisis,
    "attack": attack,
    "promotion": promotion,
    "treatment_advice": treatment_advice,
    "links": links,
}

_IF_POSTED = {
    Effect.NOTE: "If you post it as it is, it goes up at once.",
    Effect.NUDGE: "If you post it as it is, it goes up at once, and we keep a note that you chose to.",
    Effect.HOLD: "If you post it as it is, a moderator reads it first. You can edit it or take it back while it waits.",
    Effect.BLOCK: "It cannot go up like this. Nothing you wrote is lost: change the words, or save it for later.",
}
_IF_CRISIS_POSTED = (
    "If you post it, a moderator reads it first, because they would want to know how you are. "
    "Nobody is cross with you, and it never counts against you."
)


def words_for(family: str, kind: str) -> Words:
    """Raises `KeyError` for a kind that has no words yet; a test holds every built-in kind against this."""
    if family not in _FAMILIES:
        return added_words(family, kind)
    words: Words = _FAMILIES[family].WORDS[kind]
    return words


def kinds_of(family: str) -> tuple[str, ...]:
    """The kinds of findings a family makes."""
    return tuple(_FAMILIES[family].WORDS)


def family_name(family: str) -> str:
    """What staff and members call a family of checks. Raises `KeyError` for one that nobody knows."""
    if family not in _FAMILIES:
        return added_name(family)
    name: str = _FAMILIES[family].NAME
    return name


def if_posted(family: str, effect: Effect) -> str:
    """What happens when the author posts it as it is."""
    if family == "crisis" and effect is Effect.HOLD:
        return _IF_CRISIS_POSTED
    return _IF_POSTED[effect]
