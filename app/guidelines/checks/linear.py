"""Weighing words: a sum of weights that people can read, kept in a file beside its check. Plain Python; the file says how it was made.

A logistic model over whole words, pairs of neighbours, beginnings and pieces of words, and marks (what a check notices about the
text itself, such as `!caps`). A score above 0 means that the label is likelier than not on the texts it was trained on.
`guidelines.training` makes the files. Weights are whole thousandths, so that a sum is the same in whatever order it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from app.guidelines.checks.remembered import LONGEST, Remembered

SCALE = 1000
"""Weights are stored in thousandths, so that the file is the same on every machine."""

LONGEST_WORD = LONGEST
"""Letters of a word that has pieces: nobody writes longer ones, and what is remembered stays small."""

_REMEMBERED = 12_000


class Shape(NamedTuple):
    """What is looked at. `pieces` are the lengths of pieces of words (`^` and `$` mark their ends), none when empty."""

    pairs: bool = True
    pieces: tuple[int, ...] = ()

    def features(self, words: Sequence[str], marks: Iterable[str] = ()) -> list[str]:
        """Every feature of a text: words as they are, `a b` for pairs, marks, each once; `~ab` for pieces, once for each word with it."""
        own = set(words)
        found = [*own, *set(marks)]
        if self.pairs:
            found += {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}
        for word in own:
            found += self.pieces_of(word)
        return found

    def pieces_of(self, word: str) -> list[str]:
        """`~^ta`, `~tab`, … each once; none for a word of more than `LONGEST_WORD` letters."""
        if not self.pieces or len(word) > LONGEST_WORD:
            return []
        framed = f"^{word}$"
        return list({f"~{framed[at : at + n]}" for n in self.pieces for at in range(len(framed) - n + 1)})


class Linear:
    """Weights in thousandths by feature. `limits` are the scores at which a check speaks, by the name that the check knows them by."""

    def __init__(self, shape: Shape, bias: int, weights: dict[str, int], limits: dict[str, float]) -> None:
        self.shape, self.bias, self.weights, self.limits = shape, bias, weights, limits
        self._of_word = Remembered(self._weigh, _REMEMBERED)

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], int]:
        """Pairs are looked up as pairs: that is several times quicker than joining them for each text."""
        halves = ((name.split(" ", 1), weight) for name, weight in self.weights.items() if " " in name)
        return {(one, two): weight for (one, two), weight in halves}

    def score(self, words: Sequence[str], marks: Iterable[str] = (), scale: float = 1.0) -> float:
        """The sum for a text, or for a stretch of one: exactly that of the weights of `Shape.features`, times `scale`."""
        weights, own = self.weights, set(words)
        total = 0
        if self.shape.pieces:
            total += sum(map(self._of_word.__getitem__, own))
        else:
            for word in weights.keys() & own:
                total += weights[word]
        if self.shape.pairs:
            pairs = self._pairs
            for pair in pairs.keys() & set(zip(words, words[1:], strict=False)):
                total += pairs[pair]
        for mark in set(marks):
            total += weights.get(mark, 0)
        return (self.bias + total * scale) / SCALE

    def first_look(self, words: AbstractSet[str], scale: float = 1.0) -> float:
        """The score without pairs and marks: a cheap sum that tells which texts need no closer look."""
        total = sum(map(self._of_word.__getitem__, words))
        return (self.bias + total * scale) / SCALE

    def weight_of(self, words: Sequence[str]) -> list[float]:
        """What each word adds where it stands, pairs shared between their two words: to find the words that tell."""
        found = [self._of_word[word] / SCALE for word in words]
        if self.shape.pairs:
            for at, pair in enumerate(zip(words, words[1:], strict=False)):
                half = self._pairs.get(pair, 0) / 2 / SCALE
                found[at] += half
                found[at + 1] += half
        return found

    def _weigh(self, word: str) -> int:
        """A word with its pieces. Words are remembered, so that the pieces of the usual ones are cut once in the life of the program."""
        weights = self.weights
        return weights.get(word, 0) + sum(weights.get(piece, 0) for piece in self.shape.pieces_of(word))


@cache
def load(path: Path) -> Linear:
    """A file of weights, read once. Raises ValueError that names the file for a line that is none, or a head that lacks one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begins = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = {name.strip(): value.strip() for name, _, value in (line[1:].partition(":") for line in lines[:begins])}
    try:
        shape = Shape(head["pairs"] == "yes", tuple(int(n) for n in head["pieces"].split()))
        limits = (part.split("=") for part in head["limits"].split())
        return Linear(shape, int(head["bias"]), _weights(lines[begins:]), {name: float(at) for name, at in limits})
    except (ValueError, KeyError) as error:
        raise ValueError(
            f"{path.name}: a line of weights reads FEATURE, a tab, and a whole number ({error})"
        ) from error


def _weights(lines: list[str]) -> dict[str, int]:
    """All at once, which takes a third of the time of one by one. Lines that begin with `#` are notes."""
    fields = "\t".join(lines).split("\t")
    if len(fields) != 2 * len(lines):
        raise ValueError(next((line for line in lines if line.count("\t") != 1), "an empty line"))
    weights = dict(zip(fields[::2], map(int, fields[1::2]), strict=True))
    if "" in weights:
        raise ValueError("a weight of nothing")
    for name in [name for name in weights if name[0] == "#"]:
        del weights[name]
    return weights
