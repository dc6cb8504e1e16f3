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

RUN = 8
"""Words in a row that tell a text from others: two people hardly ever write the same ones."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that trains a model. `weight` makes it count for more or less than one.

    `source` names its rows in the figures of the card. Texts of one `group` (made from one pattern, or by one person) stay
    together when the model is tried on texts that it has not seen; an empty group is the text itself.
    """

    text: str
    is_labelled: bool
    weight: float = 1.0
    source: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the check would look at in a text: the same words and marks in training and in the running app.

    `scale` says how much each of them counts, so that a long text does not outweigh everything by its length.
    """

    words: Sequence[str]
    marks: frozenset[str] = frozenset()
    scale: float = 1.0


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
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = _row(line, f"{name}, line {number}")
                if is_held_out(row["text"]) == held_out:
                    yield row

    def forum_posts(self, *beside: str) -> Iterator[dict[str, Any]]:
        """Rows of `forum/posts.jsonl` that training may see, and that hold nothing of a held-out text of `checks/*.jsonl`.

        The opening posts stand there as well, with their titles or with details filled in, so `is_held_out` has another
        answer for them. A post is left out when a run of `RUN` words of it stands in such a text, or, when it is shorter, all
        of it. The same for the rows of the files `beside`, which a recipe reads itself and would see twice.
        """
        checks = (f"checks/{file.name}" for file in sorted((self.path / "checks").glob("*.jsonl")))
        others = [row["text"] for name in checks for row in self.rows(name, held_out=True)]
        others += [row["text"] for name in beside for row in self.rows(name)]
        known = [_words(text) for text in others]
        runs = {run for words in known for run in _runs(words)}
        joined = "\n".join(f" {' '.join(words)} " for words in known)
        for row in self.rows("forum/posts.jsonl"):
            words = _words(row["text"])
            if f" {' '.join(words)} " not in joined if len(words) < RUN else runs.isdisjoint(_runs(words)):
                yield row


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _runs(words: list[str]) -> set[str]:
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _row(line: bytes, place: str) -> dict[str, Any]:
    """One row, its words under `text` whatever the file calls them."""
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise ValueError(f"{place}: this is not JSON in UTF-8") from error
    text = (row.get("text", row.get("body"))) if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise ValueError(f'{place}: a line is an object with a "text" or a "body"')
    return {**row, "text": text}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One file of weights. `target` is the file's place under `checks/`; `min_texts` keeps rare words out of it.

    `see` turns a reading into samples (a whole text, or its sentences, are one sample each); `cost` is C of the logistic model:
    higher follows the texts closer. `limits` are written into the file for the check. `made` is the month in the card.
    `most` bounds the features: the heaviest of a first fit are kept, and fitted again without the others. `shared`: the samples of
    a labelled text share its weight, because one of its sentences may be the reason for all of the label.
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
    most: int = 8_000
    shared: bool = False
