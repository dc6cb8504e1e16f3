"""How well a recipe does on texts that it has not seen: fitted on four fifths of them, tried on the fifth, five times."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.guidelines.evaluation import Share
from app.guidelines.training.fitting import Seen, fit_seen, seen
from app.guidelines.training.recipe import Example, Recipe

FOLDS = 5
NOT_LOOKED_AT = float("-inf")
"""The score of a text in which the check would look at nothing."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An example and its score by a model that has not seen it: that of the sample which scores highest, or NOT_LOOKED_AT."""

    example: Example
    score: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What a limit finds in the texts of one source (`""`: all): labelled ones found, and others touched."""

    limit: str
    source: str
    found: Share
    touched: Share


def scored(recipe: Recipe, examples: Iterable[Example]) -> list[Scored]:
    """Every example with the score of a model fitted on the other folds. Raises what `fit` raises."""
    texts = seen(recipe, examples)
    results: list[Scored] = []
    for fold in range(FOLDS):
        others = [each for each in texts if _fold(each) != fold]
        model = fit_seen(recipe, others).model(recipe)
        results += (
            Scored(
                each.example,
                max((model.score(at.words, at.marks, at.scale) for at in each.samples), default=NOT_LOOKED_AT),
            )
            for each in texts
            if _fold(each) == fold
        )
    return results


def trials(recipe: Recipe, results: Sequence[Scored]) -> list[Trial]:
    """Figures for each limit of the recipe: for all texts, then for each source."""
    sources = ["", *sorted({each.example.source for each in results} - {""})]
    return [
        _trial(limit, height, source, [each for each in results if source in ("", each.example.source)])
        for limit, height in sorted(recipe.limits.items())
        for source in sources
    ]


def _trial(limit: str, height: float, source: str, results: Sequence[Scored]) -> Trial:
    labelled = [each.score >= height for each in results if each.example.is_labelled]
    others = [each.score >= height for each in results if not each.example.is_labelled]
    return Trial(limit, source, Share(sum(labelled), len(labelled)), Share(sum(others), len(others)))


def _fold(each: Seen) -> int:
    """By the group, so that texts made from one pattern are never on both sides; else by the text."""
    name = each.example.group or each.text
    return int(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % FOLDS
