"""How well the checks do on labelled texts: precision, recall, and the share of other texts touched."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.lines import CATEGORIES, LIVE_FAMILIES, categories_of

_NINETY_FIVE = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the 95 % interval of Wilson. A share of nothing is 0 with the interval 0 to 1."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.whole:
            return 0.0, 1.0
        z, n, p = _NINETY_FIVE, self.whole, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Figures:
    """One family on some labelled texts. `missed` and `wrong` hold ids, never text."""

    family: str
    recall: Share
    precision: Share
    touched: Share
    """Texts without the label in which something was found, of all texts without it."""
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def evaluate(rows: Iterable[Mapping[str, Any]], own_numbers: frozenset[str] = frozenset()) -> tuple[Figures, ...]:
    """Figures for each family that is checked. A row has `id`, `text` and `labels` (category names)."""
    judged = [_judged(row, own_numbers) for row in rows]
    return tuple(_figures(family, judged) for family in LIVE_FAMILIES)


def is_held_out(text: str) -> bool:
    """Whether a text belongs to the half that nobody looks at while writing checks.

    By the last hexadecimal digit of the sha256 of the text in lower case with single spaces, so
    that the same text falls on the same side in every file.
    """
    same = " ".join(text.casefold().split())
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[-1] >= "8"


@dataclass(frozen=True, slots=True)
class _Judged:
    id: str
    labels: frozenset[str]
    found: frozenset[str]


def _judged(row: Mapping[str, Any], own_numbers: frozenset[str]) -> _Judged:
    assessment = assess(Draft(row["text"], own_numbers=own_numbers))
    return _Judged(str(row.get("id", "")), frozenset(row.get("labels", ())), frozenset(categories_of(assessment)))


def _figures(family: str, judged: list[_Judged]) -> Figures:
    category = CATEGORIES[family]
    labelled = [each for each in judged if category in each.labels]
    others = [each for each in judged if category not in each.labels]
    right = [each for each in labelled if category in each.found]
    wrong = [each for each in others if category in each.found]
    return Figures(
        family=family,
        recall=Share(len(right), len(labelled)),
        precision=Share(len(right), len(right) + len(wrong)),
        touched=Share(len(wrong), len(others)),
        missed=tuple(each.id for each in labelled if category not in each.found),
        wrong=tuple(each.id for each in wrong),
    )
