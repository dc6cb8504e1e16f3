"""The attack check: sentences in which a harsh word is aimed at somebody, by plain rules or by weighing what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.guidelines.checks.attack.aim import is_about_things, is_aimless, is_belittling, is_plain, marks_of
from app.guidelines.checks.attack.lexicon import HINTS
from app.guidelines.checks.attack.sentences import Sentence, sentences
from app.guidelines.checks.linear import load
from app.guidelines.checks.reading import Reading, Sighting

WEIGHTS = Path(__file__).with_name("weights.txt")

_HURTING = frozenset(("HARM", "HARMED", "DIE", "WISH", "DOOM"))
_NAMING = frozenset(("INSULT", "NAME", "CONTEMPT", "REBUFF"))
_SHOWN_FROM = HINTS | {"GROUP", "LESS", "you", "your"}
_SHOWN_TO = HINTS | {"GROUP", "LESS", "PEOPLE", "you", "yourself"}


def find(reading: Reading) -> Iterator[Sighting]:
    """One sighting a sentence: from the first word that tells to the last."""
    for sentence in sentences(reading):
        kind = _kind_of(sentence, reading.text)
        if kind:
            yield Sighting(kind, *_span(sentence))


def _kind_of(sentence: Sentence, text: str) -> str:
    """The kind of attack, or nothing."""
    if is_aimless(sentence) or is_about_things(sentence, text):
        return ""
    if not is_plain(sentence):
        model = load(WEIGHTS)
        if model.score(sentence.tokens, marks_of(sentence)) < model.limits["speak"]:
            return "belittling" if is_belittling(sentence) else ""
    names = frozenset(sentence.tokens)
    if "SLUR" in names:
        return "slur"
    if "GROUP" in names or (sentence.after_group and "you" not in names):
        return "group"
    if not _HURTING.isdisjoint(names) and _NAMING.isdisjoint(names):
        return "threat"
    return "insult"


def _span(sentence: Sentence) -> tuple[int, int]:
    tokens, places = sentence.tokens, sentence.places
    first = next(at for at, token in enumerate(tokens) if token in _SHOWN_FROM)
    last = max(at for at, token in enumerate(tokens) if token in _SHOWN_TO)
    return places[first][0], max(places[last][1], places[first][1])
