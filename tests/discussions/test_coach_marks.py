"""The numbered marks in a draft: no finding goes without one because another sees the same words."""

from __future__ import annotations

from app.discussions.queries.coaching import marked
from app.guidelines.effects import Effect
from app.guidelines.findings import Finding


def _seen(text: str, *spans: str) -> list[tuple[str, int]]:
    found = [
        (number, Finding("links", "plain", text.index(words), text.index(words) + len(words), Effect.NUDGE, 7))
        for number, words in enumerate(spans, start=1)
    ]
    return [(piece.text, piece.number) for piece in marked(text, found)]


def test_words_that_two_findings_see_are_marked_for_the_one_that_sees_fewer_of_them() -> None:
    text = "Buy now: ring 07700 900418 today, dear."
    assert _seen(text) == [(text, 0)]
    assert _seen(text, "Buy now: ring 07700 900418 today", "07700 900418", "today, dear") == [
        ("Buy now: ring ", 1),
        ("07700 900418", 2),
        (" ", 1),
        ("today, dear", 3),
        (".", 0),
    ]
    assert _seen("", *()) == []
