"""Weighing weaker words, for posts in which despair, farewell or a method stands without a phrase that says it.

A linear model over the words of a stretch of sentences and the marks of `marks.py`; its weights are in `weights.tsv`, how they were
made in `weights.md` beside it. It speaks only where the phrases have found nothing of medium or high, and always at medium.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.guidelines.checks.crisis import signals
from app.guidelines.checks.crisis.marks import BLANK, HEAVY, KINDS, marks_of
from app.guidelines.checks.crisis.parts import Row
from app.guidelines.checks.crisis.sentences import Sentence, sentences
from app.guidelines.checks.linear import load
from app.guidelines.checks.reading import Reading, Sighting

WEIGHTS = Path(__file__).with_name("weights.tsv")
KIND = "weighed"

SHORT = 120
"""Words of a text that is weighed whole. A longer one is weighed in stretches of sentences, so that one bad line is not drowned."""

_STRETCH = 60
_MOST_STRETCHES = 200

_ANY_HEAVY = frozenset().union(*(KINDS[kind] for kind in HEAVY))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring sentences, their words with what the phrases explain blanked out."""

    sentences: tuple[Sentence, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        return [word for row in self.rows for word in row if word != BLANK]

    @property
    def marks(self) -> frozenset[str]:
        return marks_of(self.rows, signals.load())


def find(reading: Reading) -> Iterator[Sighting]:
    """At most one sighting: the sentence that weighs most in the heaviest stretch."""
    if _ANY_HEAVY.isdisjoint(reading.words):
        return
    model = load(WEIGHTS)
    scored = ((model.score(each.words, each.marks), each) for each in stretches(reading))
    score, heaviest = max(scored, key=lambda each: each[0], default=(float("-inf"), None))
    if heaviest is None or score < model.limits["medium"]:
        return
    if any(each.level in ("medium", "high") for each in signals.find(reading)):
        return
    sentence = max(_parts(heaviest), key=lambda part: model.score(part.words, part.marks)).sentences[0]
    yield Sighting(KIND, *sentence.span(0, len(sentence.words)), level="medium")


def stretches(reading: Reading) -> Iterator[Stretch]:
    """What is weighed in a text, in order."""
    yield from islice(_grouped(reading), _MOST_STRETCHES)


def _grouped(reading: Reading) -> Iterator[Stretch]:
    enough = _STRETCH if len(reading.words) > SHORT else len(reading.words) + 1
    group: list[Sentence] = []
    for sentence in sentences(reading.text, bool):
        group.append(sentence)
        if sum(len(each.words) for each in group) >= enough:
            yield _stretch(group)
            group = []
    if group:
        yield _stretch(group)


def _stretch(group: list[Sentence]) -> Stretch:
    return Stretch(tuple(group), tuple(_row(sentence) for sentence in group))


def _row(sentence: Sentence) -> tuple[str, ...]:
    grammar = signals.load()
    row = Row(sentence.words)
    for book in (grammar.never, grammar.otherwise):
        explained = book.matches(row)
        if explained:
            row = row.blanked((each.start, each.end) for each in explained)
    return tuple(row.words)


def _parts(stretch: Stretch) -> Iterator[Stretch]:
    return (Stretch((one,), (row,)) for one, row in zip(stretch.sentences, stretch.rows, strict=True))
