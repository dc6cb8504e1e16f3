"""Fitting a logistic model with scikit-learn, and rounding it so that the file is the same each time, byte for byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app.guidelines.checks.linear import SCALE, Linear
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.evaluation import same_words
from app.guidelines.training.recipe import Example, Recipe, Sample


class ToolsMissing(RuntimeError):
    """scikit-learn is one of the test tools and is not installed here."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with the samples that the check would see in it."""

    example: Example
    samples: tuple[Sample, ...]

    @property
    def text(self) -> str:
        """The text as it is told from others."""
        return same_words(self.example.text)

    def weight_of_one(self, recipe: Recipe) -> float:
        """How much one of its samples counts."""
        is_shared = recipe.shared and self.example.is_labelled
        return self.example.weight / len(self.samples) if is_shared else self.example.weight


@dataclass(frozen=True, slots=True)
class Row:
    """One sample for the fit: its features and what each is worth, 1 or 0, and how much the sample counts."""

    features: list[str]
    scale: float
    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights in thousandths by feature, none of them 0, and from how many samples of either kind they come."""

    bias: int
    weights: dict[str, int]
    labelled: int
    others: int

    def model(self, recipe: Recipe) -> Linear:
        """The model as the running app will load it."""
        return Linear(recipe.shape, self.bias, self.weights, recipe.limits)


def fit(recipe: Recipe, examples: Iterable[Example]) -> Fitted:
    """Fit `recipe` on `examples`. Raises ToolsMissing, or ValueError when there is nothing to tell apart."""
    return fit_seen(recipe, seen(recipe, examples))


def seen(recipe: Recipe, examples: Iterable[Example]) -> list[Seen]:
    """The examples as the check would see them."""
    return [Seen(each, tuple(recipe.see(read(Draft(each.text, language="en"), "text")))) for each in examples]


def fit_seen(recipe: Recipe, texts: Sequence[Seen]) -> Fitted:
    """The same as `fit`, for examples that are seen already."""
    rows = [
        Row(
            recipe.shape.features(sample.words, sample.marks),
            sample.scale,
            int(each.example.is_labelled),
            each.weight_of_one(recipe),
        )
        for each in texts
        for sample in each.samples
    ]
    labels = [row.label for row in rows]
    if len(set(labels)) < 2:
        raise ValueError(f"{recipe.name}: the folder needs texts with the label and texts without it")
    columns = _columns(recipe, texts)
    if not columns:
        raise ValueError(f"{recipe.name}: no word stands in {recipe.min_texts} texts of the folder")
    weights, bias = _solved(recipe, columns, rows)
    if len(columns) > recipe.most:
        heaviest = sorted(columns, key=lambda name: (-abs(weights[name]), name))
        weights, bias = _solved(recipe, sorted(heaviest[: recipe.most]), rows)
    return Fitted(
        bias=bias,
        weights={name: weight for name, weight in weights.items() if weight},
        labelled=sum(labels),
        others=len(labels) - sum(labels),
    )


def _columns(recipe: Recipe, texts: Iterable[Seen]) -> list[str]:
    """The features that enough different texts have, in a fixed order. What only a few people wrote never reaches the file.

    A text counts once, however many samples it has and however often it was sent.
    """
    features: dict[str, set[str]] = {}
    for each in texts:
        own = features.setdefault(each.text, set())
        for sample in each.samples:
            own.update(recipe.shape.features(sample.words, sample.marks))
    counts = Counter(name for own in features.values() for name in own)
    return sorted(name for name, count in counts.items() if count >= recipe.min_texts)


def _solved(recipe: Recipe, columns: list[str], rows: list[Row]) -> tuple[dict[str, int], int]:
    """Weight by feature and the bias, in thousandths. Raises ToolsMissing."""
    sparse, linear_model = _tools()
    places = {name: place for place, name in enumerate(columns)}
    flat: list[int] = []
    values: list[float] = []
    starts = [0]
    for row in rows:
        flat += sorted(places[name] for name in row.features if name in places)
        values += [row.scale] * (len(flat) - len(values))
        starts.append(len(flat))
    matrix = sparse.csr_matrix((values, flat, starts), shape=(len(rows), len(columns)))
    matrix.sum_duplicates()
    model = linear_model.LogisticRegression(
        C=recipe.cost,
        solver="liblinear",
        class_weight="balanced" if recipe.balanced else None,
        random_state=0,
        max_iter=1000,
    )
    model.fit(matrix, [row.label for row in rows], sample_weight=[row.weight for row in rows])
    weights = {name: round(float(weight) * SCALE) for name, weight in zip(columns, model.coef_[0], strict=True)}
    return weights, round(float(model.intercept_[0]) * SCALE)


def _tools() -> tuple[Any, Any]:
    """scipy.sparse and sklearn.linear_model: only this command needs them, and the running app has neither."""
    try:
        return import_module("scipy.sparse"), import_module("sklearn.linear_model")
    except ImportError as error:
        raise ToolsMissing("training needs the test tools: pip install -r requirements-dev.txt") from error
