"""Which languages words may be in, told by the small words that every sentence needs. No dictionary, no model."""

from __future__ import annotations

from collections.abc import Sequence

_SMALL_WORDS = {
    "en": "the and is was of to my it that with for have you but not are this what be i i'm i've don't had has she he they we your "
    "can a an at on if or about would there their when will from been his her",
    "es": "el la los las de que y en un una es por con para mi se lo como pero me no su muy yo tengo hace al del más mas ya",
    "fr": "le la les des et est une un je ne pas que pour dans avec mon ma sur vous qui mais c'est j'ai du au il elle",
    "de": "der die das und ist ich nicht ein eine mit für auf zu den von es habe mein meine auch aber wie sich dem war",
    "it": "il la che di e un una per non con mi sono ho del della ma come si le gli mio mia anche piu",
    "pt": "o a os as de que e um uma em não nao com para por meu minha mas eu se tem do da no na muito",
    "nl": "de het een en ik van niet is dat met voor mijn op te zijn maar er heb wat ook",
    "pl": "nie na z się sie jest to że ze do jak mam ale po od mnie co czy",
}
_OF = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_SERVED = frozenset(("en", "es"))
_LOOKED_AT = 120
_FEW = 6
_SHARE = 0.08
_NEAR = 0.6
"""A second language counts when it has so large a part of the small words of the first."""


def languages_of(words: Sequence[str]) -> frozenset[str]:
    """The codes of the languages with a fair share of small words among the first words; several when the text is mixed.

    Words that tell nothing (too few, or all names and numbers) count as English and Spanish, the languages that checks serve.
    """
    seen = words[:_LOOKED_AT]
    if len(seen) <= _FEW:
        return _SERVED
    counts = {code: sum(map(small.__contains__, seen)) for code, small in _OF.items()}
    most = max(counts.values())
    if most < _SHARE * len(seen):
        return _SERVED
    return frozenset(code for code, count in counts.items() if count >= most * _NEAR)
