"""What a recipe says, and the texts it is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.guidelines.checks.linear import Shape
from app.guidelines.checks.reading import Reading
from app.guidelines.evaluation import is_held_out


@dataclass(frozen=True, slots=True)
class Example:
    """A text that trains a model. `weight` makes it count for more or less than one."""

    text: str
    is_labelled: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What the check would look at in a text: the same words and marks in training and in the running app."""

    words: Sequence[str]
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of labelled texts: `checks/*.jsonl` and `forum/posts.jsonl`, as the data's own README describes them."""

    path: Path

    def rows(self, name: str, *, held_out: bool = False) -> Iterator[dict[str, Any]]:
        """Rows of one file, those that training may see. `held_out`: the others. Nothing when the file is missing.

        Raises ValueError for a file that is not one JSON object a line.
        """
        file = self.path / name
        if not file.exists():
            return
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    text = row["text"] if "text" in row else row["body"]
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{name}, line {number}: not a JSON object with a text") from error
                if is_held_out(text) == held_out:
                    yield {**row, "text": text}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One file of weights. `target` is the file's place under `checks/`; `min_texts` keeps rare words out of it.

    `see` turns a reading into samples (a whole text, or its sentences, are one sample each); `cost` is C of the logistic model:
    higher follows the texts closer. `limits` are written into the file for the check. `made` is the month in the card.
    """

    name: str
    target: str
    shape: Shape
    examples: Callable[[Folder], Iterable[Example]]
    see: Callable[[Reading], Iterable[Sample]]
    limits: dict[str, float]
    made: str
    sources: tuple[str, ...]
    failings: tuple[str, ...]
    cost: float = 1.0
    min_texts: int = 5
    balanced: bool = True
