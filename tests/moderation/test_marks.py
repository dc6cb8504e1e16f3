"""The text under review with its marks."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from app.moderation.marks import Mark, Marks, marked, marks_of, spans_of, words_at

RING = "Ring me on 07700 900418"


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("one <b>", [], "<p>one &lt;b&gt;</p>"),
        ("a <x> b", [Mark(1, 2, 5)], '<p>a <mark data-n="1">&lt;x&gt;</mark> b</p>'),
        ("one\n\ntwo", [Mark(1, 5, 8)], '<p>one</p><p><mark data-n="1">two</mark></p>'),
        ("one\ntwo", [], "<p>one<br>two</p>"),
        ("ab\n\ncd", [Mark(1, 1, 5)], '<p>a<mark data-n="1">b</mark></p><p><mark>c</mark>d</p>'),
        ("abcdef", [Mark(1, 1, 4), Mark(2, 2, 5)], '<p>a<mark data-n="1">bcd</mark>ef</p>'),
        ("abc", [Mark(1, 1, 99)], '<p>a<mark data-n="1">bc</mark></p>'),
        ("abc", [Mark(1, 7, 9), Mark(2, -2, 1), Mark(3, 2, 2)], "<p>abc</p>"),
        ("🙂 ring me", [Mark(1, 2, 6)], '<p>🙂 <mark data-n="1">ring</mark> me</p>'),
        ("", [], ""),
    ],
    ids=[
        "escapes",
        "marks",
        "second-paragraph",
        "line-break",
        "over-a-gap",
        "overlap",
        "past-end",
        "nowhere",
        "code-points",
        "empty",
    ],
)
def test_marks_stand_where_the_words_are(text: str, marks: list[Mark], expected: str) -> None:
    assert marked(text, marks) == Markup(expected)


def test_findings_are_numbered_through_title_and_text() -> None:
    findings = [
        {"field": "title", "start": 0, "end": 3},
        {"field": "text", "start": 1, "end": 2},
        {"start": 3, "end": 4},
    ]
    assert spans_of(findings, "title") == [Mark(1, 0, 3)]
    assert spans_of(findings, "text") == [Mark(2, 1, 2), Mark(3, 3, 4)]


def test_marks_are_numbered_as_they_are_read_without_a_gap() -> None:
    findings = [
        {"field": "text", "start": 12, "end": 20},
        {"field": "text", "start": 0, "end": 0},
        {"field": "text", "start": 14, "end": 22},
        {"field": "title", "start": 5, "end": 9},
        {"field": "text", "start": 0, "end": 4},
        {"field": "text", "start": 90, "end": 95},
    ]
    assert marks_of(findings, "x" * 30, "Ring somebody") == Marks(
        (Mark(1, 5, 9),), (Mark(2, 0, 4), Mark(3, 12, 20)), (3, 0, 3, 1, 2, 0)
    )
    assert marks_of(findings, "x" * 30).text == (Mark(1, 0, 4), Mark(2, 12, 20)), "where no title is shown"


def test_words_concerned_come_from_title_and_text_once_each() -> None:
    findings = [
        {"field": "title", "start": 0, "end": 4},
        {"start": 11, "end": 23},
        {"start": 11, "end": 23},
        {"start": 90, "end": 95},
    ]
    assert words_at(findings, RING, "Ring somebody") == ("Ring", "07700 900418")
