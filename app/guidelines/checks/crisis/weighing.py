"""Weighing weaker words, for posts in which despair, farewell or a method stands without a phrase that says it.

A linear model over the words of a stretch of sentences and the marks of `marks.py`; its weights are in `weights.tsv`, how they were
made in `weights.md` beside it. It speaks only where the phrases have found nothing of medium or high, and always at medium.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial, reduce
from itertools import islice
from operator import itemgetter, or_
from pathlib import Path
from typing import NamedTuple

from app.guidelines.checks.crisis import signals
from app.guidelines.checks.crisis.marks import BLANK, HEAVY, KINDS, KINDS_OF, marks_of, most_of
from app.guidelines.checks.crisis.parts import Row
from app.guidelines.checks.crisis.sentences import Sentence, is_plain, parted, sentences
from app.guidelines.checks.linear import SCALE, Linear, load
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import words

WEIGHTS = Path(__file__).with_name("weights.tsv")
KIND = "weighed"

SHORT = 120
"""Words of a text that is weighed whole. A longer one is weighed in stretches of sentences, so that one bad line is not drowned."""

_STRETCH = 60
_MOST_STRETCHES = 200
_MOST_READ = 8
"""Stretches of one text that are read closely: those that weigh most at first sight."""

_ROOM = 0.5
"""What blanking may add to a score at most; nearly always it takes away."""

_ANY_HEAVY = frozenset().union(*(KINDS[kind] for kind in HEAVY))
TELLING = words(_ANY_HEAVY)


class Stretch(NamedTuple):
    """Neighbouring sentences and their words; what the phrases explain is blanked out in a stretch that was read closely."""

    sentences: tuple[Sentence, ...]
    rows: tuple[Sequence[str], ...]

    @property
    def words(self) -> list[str]:
        return [word for row in self.rows for word in row if word != BLANK]

    @property
    def marks(self) -> frozenset[str]:
        return marks_of(self.rows)

    def read(self) -> Stretch:
        """The same with the words that the phrases explain blanked out."""
        return Stretch(self.sentences, tuple(_blanked(sentence) for sentence in self.sentences))


def find(reading: Reading) -> Iterator[Sighting]:
    """At most one sighting: the sentence that weighs most in the heaviest stretch."""
    model = _model()
    limit = model.limits["medium"]
    least = limit - _ROOM
    is_one = len(reading.words) <= SHORT and is_plain(reading)
    if is_one and _most(model, reading.plain_vocabulary) <= least:
        return
    may_do = (each for each in stretches(reading) if is_one or _most(model, frozenset().union(*each.rows)) > least)
    at_first = ((_score(model, each), each) for each in may_do)
    worth = sorted((pair for pair in at_first if pair[0] > least), key=lambda pair: -pair[0])
    read = [_read(model, each, score) for score, each in worth[:_MOST_READ]]
    weight, heaviest = max(read, key=itemgetter(0), default=(0.0, None))
    if heaviest is None or weight < limit:
        return
    if any(each.level in ("medium", "high") for each in signals.find(reading)):
        return
    sentence = max(_parts(heaviest), key=partial(_score, model)).sentences[0]
    yield Sighting(KIND, *sentence.span(0, len(sentence.words)), level="medium")


def stretches(reading: Reading) -> Iterator[Stretch]:
    """What is weighed in a text, in order, not yet read closely."""
    yield from islice(_grouped(reading), _MOST_STRETCHES)


@cache
def _model() -> Linear:
    return load(WEIGHTS)


def _read(model: Linear, stretch: Stretch, score: float) -> tuple[float, Stretch]:
    """A stretch as it is read closely, and its score then: that at first sight, which is `score`, where nothing is explained."""
    closely = stretch.read()
    return (score, stretch) if closely.rows == stretch.rows else (_score(model, closely), closely)


def _score(model: Linear, stretch: Stretch) -> float:
    return model.score(stretch.words, stretch.marks)


def _most(model: Linear, words: frozenset[str]) -> float:
    """What the score of a stretch with these words can be at most, not yet read closely: a cheap sum that lets most of them pass."""
    kinds = reduce(or_, map(_KINDS_OF.__getitem__, KINDS_OF.keys() & words), 0)
    return model.first_look(words) + _most_of_marks(model, kinds) / SCALE


_BIT_OF = {kind: 1 << at for at, kind in enumerate(KINDS)}
_KINDS_OF = {word: sum(_BIT_OF[kind] for kind in kinds) for word, kinds in KINDS_OF.items()}


@lru_cache(maxsize=4_096)
def _most_of_marks(model: Linear, kinds: int) -> int:
    """What the marks can add where there are weak words of these kinds, a bit each."""
    most = _most_of_kinds(model)
    return most[""] + sum(most[kind] for kind, bit in _BIT_OF.items() if kinds & bit)


@cache
def _most_of_kinds(model: Linear) -> dict[str, int]:
    return most_of(model.weights)


def _grouped(reading: Reading) -> Iterator[Stretch]:
    enough = _STRETCH if len(reading.words) > SHORT else len(reading.words) + 1
    group: list[Sentence] = []
    length = 0
    for sentence in sentences(reading.once(parted), bool):
        group.append(sentence)
        length += len(sentence.words)
        if length >= enough:
            yield _stretch(group)
            group, length = [], 0
    if group:
        yield _stretch(group)


def _stretch(group: list[Sentence]) -> Stretch:
    return Stretch(tuple(group), tuple(sentence.words for sentence in group))


def _blanked(sentence: Sentence) -> list[str]:
    row = Row(sentence.words)
    if _ANY_HEAVY.isdisjoint(row.words):
        return row.words
    grammar = signals.load(signals.ENGLISH)
    for book in (grammar.never, grammar.otherwise):
        explained = book.matches(row)
        if explained:
            row = row.blanked((each.start, each.end) for each in explained)
    return row.words


def _parts(stretch: Stretch) -> Iterator[Stretch]:
    return (Stretch((one,), (row,)) for one, row in zip(stretch.sentences, stretch.rows, strict=True))
