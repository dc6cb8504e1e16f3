"""Which languages words may be in, told by the small words that every sentence needs. No dictionary, no model.

The words are read without accents. A word that two of the languages share tells nothing ("me", "de", "die") and is left out of
the lists when they are made, so English text is never outvoted by its own words.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from app.guidelines.checks import telling

SERVED = frozenset(("en", "es"))
"""The languages that checks read."""

_ENGLISH = frozenset(
    "the and my that with you this i'm im i've ive i'd i'll don't didn't can't it's she they your if about would there their when "
    "from how know think because could should very really please years year any who just them what which have feel feeling "
    "these those then than where why".split()
)
"""Words that are English and nothing else."""
_ENGLISH_TOO = frozenset(
    "i is was of to it for have you but not are be had has he we an at on or will been his her can do did so in a as am me no all out "
    "up by help after before want like take pain us our were go get got use old men over war den son sin fur des per plus mine hat "
    "most die mit mal most man pour sans once ten tin van ben met wat dat pan pot son sea ha come more my long main note page pour "
    "table fait bras chat coin dent four lit mare mare net oh ok chin also auf sole fare dove estate cane camera".split()
)
"""Words that are English and may be something else: they count for less, and for no other language."""
_LISTS = {
    "es": "el los las y una mi lo pero su muy yo tengo hace al mas ya esta estoy es soy eres fue tiene tienes gracias hola cuando "
    "donde porque tambien ahora anos ano mis tus sus nos hay desde hasta sobre todo todos nada algo alguien quiero puedo puede siento "
    "siempre nunca vida dolor medico ayuda ella ellos le les eso esto ese este vivo vive llamame correo telefono naci calle numero un "
    "que de la en con por para se como quien cual mi te del ser estar hacer tan solo dia vez gente son entre sin ni",
    "fr": "le la les des et est une un je ne pas que pour dans avec mon ma sur vous qui mais c'est j'ai du au il elle nous suis ai "
    "mes ce cette ca comme depuis etre tres plus aux leur quand j'habite de en se te tu sans",
    "de": "der die das und ist ich nicht ein eine mit fur auf zu den von habe mein meine auch aber wie sich dem bin mir mich seit "
    "noch sehr wenn dass oder hat sind werden kann wohne es im wir sie er man nur nach bei",
    "it": "il la che di un una per non con sono ho della del ma come gli le mio mia anche piu da mi ci questo questa nel ha molto "
    "sto si se lo in al ti dal alla",
    "pt": "os as de que em nao um uma com por para meu minha mas eu se tem do da na no muito sao estou voce isso esta ao pela como "
    "mais me os foi ele ela",
    "nl": "het een en ik niet dat met voor mijn op te zijn maar er heb wat ook van ben naar bij nog wel de in is je die zo dan",
    "pl": "nie na sie jest ze jak mam ale po od mnie czy juz bardzo jestem przez jej ich juz tylko",
}


def _only_in_one() -> dict[str, frozenset[str]]:
    """The words of each language that are neither English nor in the list of another one."""
    lists = {code: frozenset(words.split()) for code, words in _LISTS.items()}
    others = {code: frozenset().union(*(lists[each] for each in lists if each != code)) for code in lists}
    return {code: words - _ENGLISH - _ENGLISH_TOO - others[code] for code, words in lists.items()}


_OWN = _only_in_one()
_OF_ANY = frozenset[str]().union(*_OWN.values())
_IN_ENGLISH, _IN_ANOTHER = telling.words(_ENGLISH), telling.words(_OF_ANY)
_CERTAIN = 4
"""So many different words of its own show a language, whatever stands beside them."""
_NEAR = 3
"""A language with fewer counts when it has a third as many as the first."""
_FEW = 3
"""Fewer words than these of another language do not take English away."""


def languages_of(vocabulary: AbstractSet[str]) -> frozenset[str]:
    """The codes of the languages that the different words of a text show; several when the text is mixed.

    Words that tell nothing (too few, or all names and numbers) count as English and Spanish, the languages that checks serve.
    Words in the letters of another script are in neither: then nothing is returned.
    """
    english = len(_ENGLISH & vocabulary)
    theirs = _OF_ANY & vocabulary
    if not theirs:
        return _ONLY_ENGLISH if english else _untold(vocabulary)
    counts = {code: len(words & theirs) for code, words in _OWN.items()}
    counts["en"] = max(english, len(_ENGLISH_TOO & vocabulary) // 2)
    most = max(counts.values())
    if most == 1:
        return SERVED
    shown = {code for code, count in counts.items() if count * _NEAR >= most or count >= _CERTAIN and code != "en"}
    if english >= _CERTAIN or (most < _FEW and counts["en"]):
        shown.add("en")
    return frozenset(shown)


def is_plainly_english(told: int) -> bool:
    """Whether the bits of a text's words (`telling.py`) show English and nothing else: the short way for most texts."""
    return bool(told & _IN_ENGLISH) and not told & _IN_ANOTHER


_ONLY_ENGLISH = frozenset(("en",))


def _untold(vocabulary: AbstractSet[str]) -> frozenset[str]:
    if len(_ENGLISH_TOO & vocabulary) >= _CERTAIN:
        return _ONLY_ENGLISH
    foreign = sum(not word.isascii() for word in vocabulary)
    return frozenset() if foreign * 2 > len(vocabulary) else SERVED
