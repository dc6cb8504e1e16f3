"""Weighing words: a sum of weights that people can read, kept in a file beside its check. Plain Python; the file says how it was made.

A logistic model over whole words, pairs of neighbours, beginnings and pieces of words, and marks (what a check notices about the
text itself, such as `!caps`). A score above 0 means that the label is likelier than not on the texts it was trained on.
`guidelines.training` makes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_REMEMBERED = 20_000
SCALE = 1000
"""Weights are stored in thousandths, so that the file is the same on every machine."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is looked at. `pieces` are the lengths of pieces of words (`^` and `$` mark their ends), none when empty."""

    pairs: bool = True
    pieces: tuple[int, ...] = ()

    def features(self, words: Sequence[str], marks: Iterable[str] = ()) -> list[str]:
        """Every feature of a text, once: words as they are, `a b` for pairs, `~ab` for pieces, and marks. Each word counts once."""
        own = set(words)
        found = [*own, *set(marks)]
        if self.pairs:
            found += {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}
        for word in own:
            found += self.pieces_of(word)
        return found

    def pieces_of(self, word: str) -> list[str]:
        """`~^ta`, `~tab`, … each once. Words of more than 30 letters have none: nobody writes them."""
        if not self.pieces or len(word) > 30:
            return []
        framed = f"^{word}$"
        return list({f"~{framed[at : at + n]}" for n in self.pieces for at in range(len(framed) - n + 1)})


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Weights by feature. `limits` are the scores at which a check speaks, by the name that the check knows them by."""

    shape: Shape
    bias: float
    weights: dict[str, float]
    limits: dict[str, float]
    _of_word: dict[str, float] = field(default_factory=dict)

    def score(self, words: Sequence[str], marks: Iterable[str] = ()) -> float:
        """The sum for a text, or for a stretch of one."""
        known, weights = self._of_word, self.weights
        total = self.bias
        for word in set(words):
            weight = known.get(word)
            total += self._weigh(word) if weight is None else weight
        if self.shape.pairs:
            for pair in {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}:
                if pair in weights:
                    total += weights[pair]
        for mark in set(marks):
            total += weights.get(mark, 0.0)
        return total

    def weight_of(self, words: Sequence[str]) -> list[float]:
        """What each word adds where it stands, pairs shared between their two words: to find the words that tell."""
        found = [self._weigh(word) for word in words]
        for at, (one, two) in enumerate(zip(words, words[1:], strict=False)):
            half = self.weights.get(f"{one} {two}", 0.0) / 2
            found[at] += half
            found[at + 1] += half
        return found

    def _weigh(self, word: str) -> float:
        known = self._of_word.get(word)
        if known is None:
            weights = self.weights
            known = weights.get(word, 0.0) + sum(weights.get(piece, 0.0) for piece in self.shape.pieces_of(word))
            if len(self._of_word) < _REMEMBERED:
                self._of_word[word] = known
        return known


@cache
def load(path: Path) -> Linear:
    """A file of weights, read once. Raises ValueError for a line that is none."""
    head: dict[str, str] = {}
    weights: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            name, found, value = line[1:].partition(":")
            if found:
                head[name.strip()] = value.strip()
            continue
        feature, _, weight = line.rpartition("\t")
        if not feature:
            raise ValueError(f"a line of weights reads FEATURE, a tab, and a whole number: {path.name}")
        weights[feature] = int(weight) / SCALE
    shape = Shape(head["pairs"] == "yes", tuple(int(n) for n in head["pieces"].split()))
    limits = (part.split("=") for part in head["limits"].split())
    return Linear(shape, int(head["bias"]) / SCALE, weights, {name: float(value) for name, value in limits})
