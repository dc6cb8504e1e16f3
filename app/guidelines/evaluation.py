"""How well the checks do on labelled texts: precision, recall, and the share of other texts touched."""

from __future__ import annotations

import enum
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.lines import CATEGORIES, categories_of

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
    """One category on some labelled texts. `missed` and `wrong` hold ids, never text."""

    category: str
    recall: Share
    precision: Share
    touched: Share
    """Texts without the label in which something was found, of all texts without it."""
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


class Part(enum.Enum):
    """Which texts are looked at: those that training may see, those it never sees, or all."""

    SEEN = "seen"
    HELD_OUT = "held-out"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TextSet:
    """Labelled texts that belong together: a file, or one source in it."""

    name: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found in a set: figures by category, and texts held or blocked with the default effects."""

    name: str
    figures: tuple[Figures, ...]
    held: Share
    texts: Mapping[str, str]


def read_rows(file: Path, part: Part = Part.ALL, *, by_source: bool = False) -> list[TextSet]:
    """The texts of a file of JSON Lines. Raises ValueError that names file and line for one that is none."""
    sets: dict[str, list[Mapping[str, Any]]] = {}
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = _row(line, f"{file.name}, line {number}")
            if part is Part.ALL or is_held_out(row["text"]) == (part is Part.HELD_OUT):
                name = f"{file.stem}: {row.get('source', 'no source')}" if by_source else file.stem
                sets.setdefault(name, []).append(row)
    return [TextSet(name, tuple(rows)) for name, rows in sets.items()]


def _row(line: str, place: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise ValueError(f"{place}: this is not JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("labels", []), list):
        raise ValueError(f'{place}: a line reads {{"id": …, "text": "…", "labels": […]}}')
    return row


def evaluate(texts: TextSet, own_numbers: frozenset[str] = frozenset()) -> Evaluation:
    """Figures for each category. A row has `id`, `text` and `labels` (category names)."""
    judged = [_judged(row, own_numbers) for row in texts.rows]
    return Evaluation(
        texts.name,
        tuple(_figures(category, judged) for category in CATEGORIES.values()),
        Share(sum(each.is_held for each in judged), len(judged)),
        {str(row.get("id", "")): row["text"] for row in texts.rows},
    )


def is_held_out(text: str) -> bool:
    """Whether a text belongs to the quarter that nobody looks at while writing checks, and that training never sees.

    By the last hexadecimal digit of its fingerprint, so that the same text falls on the same side in every file.
    """
    return fingerprint(text)[-1] >= "c"


def fingerprint(text: str) -> str:
    """The sha256 of `same_words(text)`, in hexadecimal: what a text is named by where its words must not stand."""
    return hashlib.sha256(same_words(text).encode("utf-8", "surrogatepass")).hexdigest()


def same_words(text: str) -> str:
    """A text as it is told from others: in lower case, with single spaces."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class _Judged:
    id: str
    labels: frozenset[str]
    found: frozenset[str]
    is_held: bool


def _judged(row: Mapping[str, Any], own_numbers: frozenset[str]) -> _Judged:
    assessment = assess(Draft(row["text"], own_numbers=own_numbers))
    return _Judged(
        id=str(row.get("id", "")),
        labels=frozenset(row.get("labels", ())),
        found=frozenset(categories_of(assessment)),
        is_held=(assessment.effect or Effect.NOTE) >= Effect.HOLD,
    )


def _figures(category: str, judged: list[_Judged]) -> Figures:
    labelled = [each for each in judged if category in each.labels]
    others = [each for each in judged if category not in each.labels]
    right = [each for each in labelled if category in each.found]
    wrong = [each for each in others if category in each.found]
    return Figures(
        category=category,
        recall=Share(len(right), len(labelled)),
        precision=Share(len(right), len(right) + len(wrong)),
        touched=Share(len(wrong), len(others)),
        missed=tuple(each.id for each in labelled if category not in each.found),
        wrong=tuple(each.id for each in wrong),
    )
