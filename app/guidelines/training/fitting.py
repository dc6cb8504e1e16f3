"""Fitting a logistic model with scikit-learn, and rounding it so that the file is the same each time, byte for byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app.guidelines.checks.linear import SCALE
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.training.recipe import Example, Recipe


class ToolsMissing(RuntimeError):
    """scikit-learn is one of the test tools and is not installed here."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights in thousandths by feature, none of them 0, and from how many samples of either kind they come."""

    bias: int
    weights: dict[str, int]
    labelled: int
    others: int


def fit(recipe: Recipe, examples: Iterable[Example]) -> Fitted:
    """Fit `recipe` on `examples`. Raises ToolsMissing, or ValueError when one of the two kinds is missing."""
    sparse, linear_model = _tools()
    rows, labels, importance = _samples(recipe, examples)
    if len(set(labels)) < 2:
        raise ValueError(f"{recipe.name}: the folder needs texts with the label and texts without it")
    columns = _columns(recipe, rows)
    names = {name: place for place, name in enumerate(columns)}
    places = [[names[each] for each in row if each in names] for row in rows]
    starts = [0]
    for row in places:
        starts.append(starts[-1] + len(row))
    flat = [place for row in places for place in sorted(row)]
    matrix = sparse.csr_matrix(([1.0] * len(flat), flat, starts), shape=(len(rows), len(columns)))
    model = linear_model.LogisticRegression(
        C=recipe.cost,
        solver="liblinear",
        class_weight="balanced" if recipe.balanced else None,
        random_state=0,
        max_iter=1000,
    )
    model.fit(matrix, labels, sample_weight=importance)
    weights = {name: round(float(weight) * SCALE) for name, weight in zip(columns, model.coef_[0], strict=True)}
    return Fitted(
        bias=round(float(model.intercept_[0]) * SCALE),
        weights={name: weight for name, weight in weights.items() if weight},
        labelled=sum(labels),
        others=len(labels) - sum(labels),
    )


def _tools() -> tuple[Any, Any]:
    """scipy.sparse and sklearn.linear_model: only this command needs them, and the running app has neither."""
    try:
        return import_module("scipy.sparse"), import_module("sklearn.linear_model")
    except ImportError as error:
        raise ToolsMissing("training needs the test tools: pip install -r requirements-dev.txt") from error


def _samples(recipe: Recipe, examples: Iterable[Example]) -> tuple[list[list[str]], list[int], list[float]]:
    rows, labels, importance = [], [], []
    for example in examples:
        for sample in recipe.see(read(Draft(example.text, language="en"), "text")):
            rows.append(recipe.shape.features(sample.words, sample.marks))
            labels.append(int(example.is_labelled))
            importance.append(example.weight)
    return rows, labels, importance


def _columns(recipe: Recipe, rows: list[list[str]]) -> list[str]:
    """The features that enough samples have, in a fixed order. What only a few people wrote never reaches the file."""
    counts = Counter(name for row in rows for name in row)
    return sorted(name for name, count in counts.items() if count >= recipe.min_texts)
