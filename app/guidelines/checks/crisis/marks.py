"""What is noticed about a stretch of sentences beside its words: how many weak words of each kind, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.guidelines.checks.later import later
from app.guidelines.checks.listed import listed

BLANK = "_"
"""What stands in the place of a word that the phrases of `never` have explained."""

HEAVY = ("death", "overdose", "weapon", "pills", "wound", "gone", "ending", "despair", "hatred")
"""The kinds of which at least one word must stand in a text before it is weighed."""

_COUNTED = frozenset((*HEAVY, "alone", "plan", "time", "comfort"))
_ALL_HEAVY = frozenset(HEAVY)
_MOST = 3
_LEAVING = ("death", "gone", "ending")


def _kinds(path: Path) -> dict[str, frozenset[str]]:
    return {name.strip(): frozenset(words.split()) for name, _, words in (line.partition("=") for line in listed(path))}


KINDS = _kinds(Path(__file__).with_name("weak_words.txt"))
KINDS_OF: dict[str, tuple[str, ...]] = {
    word: tuple(kind for kind in KINDS if word in KINDS[kind]) for words in KINDS.values() for word in words
}


_OF_A_KIND = later(r"!(?:\w+[:+])?(\w+)(?:>=\d)?")
_BALANCE = ("!length=", "!self=", "!reader=", "!body=", "!no self")


def marks_of(sentences: Sequence[Sequence[str]]) -> frozenset[str]:
    """The marks of a stretch. Words are plain; those that `never` explained are `BLANK` and count for nothing."""
    kinds = list(map(_kinds_in, sentences))
    marks = {*_balance(sentences, kinds), *_counts(kinds)}
    for inside in filter(None, kinds):
        marks.update(_sentence(frozenset(inside)))
    if any(BLANK in words for words in sentences):
        marks.add("!never")
    return frozenset(marks)


def most_of(weights: Mapping[str, int]) -> dict[str, int]:
    """What the marks can add at most to a stretch in which nothing is explained: by kind of weak word, and for any under no name.

    Each mark about weak words needs one of a kind, the last that it names; of those about the balance only one of a sort is there.
    """
    most = dict.fromkeys(KINDS, 0)
    for mark, weight in weights.items():
        kind = _OF_A_KIND.fullmatch(mark)
        if kind and kind[1] in most:
            most[kind[1]] += max(0, weight)
    sorts = [[weight for mark, weight in weights.items() if mark.startswith(sort)] for sort in _BALANCE]
    return {**most, "": sum(max(0, *found) for found in sorts if found)}


def _kinds_in(words: Iterable[str]) -> list[str]:
    return [kind for word in filter(KINDS_OF.__contains__, words) for kind in KINDS_OF[word]]


def _balance(sentences: Sequence[Sequence[str]], kinds: Sequence[Sequence[str]]) -> Iterator[str]:
    """How long it is, and how much of it is about the writer, the reader and the body."""
    found = [kind for each in kinds for kind in each]
    length = max(1, sum(len(words) - words.count(BLANK) for words in sentences))
    yield f"!length={min(4, length // 15)}"
    yield f"!self={min(_MOST, found.count('self') * 20 // length)}"
    yield f"!reader={min(_MOST, found.count('reader') * 20 // length)}"
    yield f"!body={min(_MOST, found.count('body'))}"
    if "self" not in found:
        yield "!no self"


def _counts(kinds: Sequence[Sequence[str]]) -> Iterator[str]:
    """How many weak words of each kind stand in sentences that do not speak to the reader: those mostly comfort."""
    found = [kind for each in kinds if "reader" not in each for kind in each]
    for kind in _COUNTED.intersection(found):
        for count in range(1, min(_MOST, found.count(kind)) + 1):
            yield f"!{kind}>={count}"


def _sentence(inside: frozenset[str]) -> Iterator[str]:
    """Of whom the weak words of one sentence speak: of the reader when there is one, else of the writer, else of others."""
    who = next((each for each in ("reader", "self", "other") if each in inside), "nobody")
    for kind in _ALL_HEAVY & inside:
        yield f"!{who}:{kind}"
    if "other" in inside and "death" in inside:
        yield "!other+death"
    if who == "self" and not inside.isdisjoint(_LEAVING):
        for kind in ("plan", "time"):
            if kind in inside:
                yield f"!leaving+{kind}"
