"""The text under review with numbered marks over what was found. Pure; gives escaped markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Mark:
    """A span in a text (code points) with its number."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Marks:
    """The marks that stand in a title and in a text, and the number by which each finding goes, in the order of the findings.

    Marks are numbered from 1 as they are read, the title first. A finding over another's words has that one's number; one that
    stands nowhere has 0.
    """

    title: tuple[Mark, ...]
    text: tuple[Mark, ...]
    numbers: tuple[int, ...]


def marks_of(findings: Sequence[dict[str, Any]], text: str, title: str = "") -> Marks:
    """What is marked in a text and its title. Without a title, what was found there is marked nowhere."""
    in_title = _placed(spans_of(findings, "title"), len(title))
    in_text = _placed(spans_of(findings, "text"), len(text))
    named = [Mark(number, mark.start, mark.end) for number, mark in enumerate([*in_title, *in_text], 1)]
    by_field = {"title": tuple(named[: len(in_title)]), "text": tuple(named[len(in_title) :])}
    numbers = tuple(_number(finding, by_field.get(finding.get("field", "text"), ())) for finding in findings)
    return Marks(by_field["title"], by_field["text"], numbers)


def spans_of(findings: Sequence[dict[str, Any]], field: str) -> list[Mark]:
    """The spans of the findings in one field ('text' or 'title'), numbered by their place in the whole list, from 1."""
    return [
        Mark(number, finding["start"], finding["end"])
        for number, finding in enumerate(findings, 1)
        if finding.get("field", "text") == field
        and isinstance(finding.get("start"), int)
        and isinstance(finding.get("end"), int)
    ]


def words_at(findings: Iterable[dict[str, Any]], text: str, title: str) -> tuple[str, ...]:
    """The words each finding is about, without repeats; those whose place is not in the text are left out."""
    found = (
        (title if finding.get("field") == "title" else text)[finding["start"] : finding["end"]] for finding in findings
    )
    return tuple(dict.fromkeys(words.strip() for words in found if words.strip()))


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """Paragraphs of `text` with `<mark data-n>` over the spans. Overlapping spans: the first stands; one past the end is cut.

    A mark that runs over a paragraph's end is closed and opened again, so that the markup nests.
    """
    placed = _placed(marks, len(text))
    return Markup("").join(
        Markup("<p>{}</p>").format(_piece(text, start, end, placed)) for start, end in _pieces(text) if start < end
    )


def marked_line(text: str, marks: Iterable[Mark]) -> Markup:
    """One line, such as a title, with its marks."""
    return _piece(text, 0, len(text), _placed(marks, len(text)))


def _placed(marks: Iterable[Mark], length: int) -> list[Mark]:
    placed: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        end = min(mark.end, length)
        if 0 <= mark.start < end and (not placed or mark.start >= placed[-1].end):
            placed.append(Mark(mark.number, mark.start, end))
    return placed


def _number(finding: dict[str, Any], marks: Sequence[Mark]) -> int:
    start, end = finding.get("start"), finding.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or start >= end:
        return 0
    return next((mark.number for mark in marks if mark.start < end and start < mark.end), 0)


def _pieces(text: str) -> list[tuple[int, int]]:
    edges, last = [], 0
    for gap in _PARAGRAPHS.finditer(text):
        edges.append((last, gap.start()))
        last = gap.end()
    return [*edges, (last, len(text.rstrip()))]


def _piece(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    parts, at = [], start
    for mark in marks:
        left, right = max(mark.start, start), min(mark.end, end)
        if left >= right:
            continue
        number = Markup(' data-n="{}"').format(mark.number) if mark.start >= start else Markup("")
        parts += [_lines(text[at:left]), Markup("<mark{}>{}</mark>").format(number, _lines(text[left:right]))]
        at = right
    return Markup("").join([*parts, _lines(text[at:end])])


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
