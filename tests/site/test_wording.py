"""Sentences of the first page and of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.site.wording import greeting, said, spelled, state_of_things, why
from config import ROOT


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Hello, Ruth"),
        (4, "Hello, Ruth"),
        (5, "Good morning, Ruth"),
        (11, "Good morning, Ruth"),
        (12, "Good afternoon, Ruth"),
        (18, "Good evening, Ruth"),
        (22, "Good evening, Ruth"),
        (23, "Hello, Ruth"),
    ],
)
def test_a_greeting_goes_by_the_hour(hour: int, words: str) -> None:
    assert greeting(hour, "Ruth") == words


@pytest.mark.parametrize(
    ("replies", "waiting", "more", "words"),
    [
        (0, 0, False, "Nothing is waiting for you. Look around, or rest."),
        (1, 0, False, "One new reply for you. Nothing here is urgent."),
        (0, 1, False, "One person is waiting for an answer. Nothing here is urgent."),
        (3, 2, False, "Three new replies for you, and two people are waiting for an answer. Nothing here is urgent."),
        (0, 5, True, "At least five people are waiting for an answer. Nothing here is urgent."),
        (
            14,
            5,
            True,
            "14 new replies for you, and at least five people are waiting for an answer. Nothing here is urgent.",
        ),
    ],
)
def test_the_line_of_ones_own_page_is_true(replies: int, waiting: int, more: bool, words: str) -> None:
    assert state_of_things(replies, waiting, more) == words


@pytest.mark.parametrize(
    ("replies", "waiting", "others", "sent_back", "words"),
    [
        (0, 0, 1, False, "One new notice for you. Nothing here is urgent."),
        (0, 2, 3, True, "Three new notices for you, and two people are waiting for an answer. Nothing here is urgent."),
        (1, 0, 4, False, "One new reply for you. Nothing here is urgent."),
        (0, 0, 0, True, "A post of yours waits for a change from you. Take the time you need."),
    ],
)
def test_the_line_speaks_of_other_notices_and_of_posts_sent_back(
    replies: int, waiting: int, others: int, sent_back: bool, words: str
) -> None:
    assert state_of_things(replies, waiting, False, others, sent_back) == words


def test_small_numbers_are_words() -> None:
    assert [spelled(number) for number in (0, 1, 10, 11, 1240)] == ["no", "one", "ten", "11", "1,240"]


@pytest.mark.parametrize(
    ("excerpt", "words"),
    [
        ("I counted them out loud.", "I counted them out loud."),
        ("Hello. I am new here, and I do not sleep. My dad is ill. So am I.", "Hello. I am new here, and I do not sleep. My dad is ill."),
        ("He asked “why now?” of nobody in particular, and left. Then it rained.",
         "He asked “why now?” of nobody in particular, and left."),
        ("Take 2.5 mg of patience a day, said my gran, every day of the week and twice on Sundays. Ha.",
         "Take 2.5 mg of patience a day, said my gran, every day of the week and twice on Sundays."),
        ("word " * 60, ("word " * 28)[:139].rstrip() + "…"),
    ],
)  # fmt: skip
def test_what_is_quoted_are_whole_sentences(excerpt: str, words: str) -> None:
    quoted = said(excerpt)
    assert quoted == words or (excerpt.startswith("word") and quoted.endswith("word…"))
    assert len(quoted) <= 140


def test_every_reason_for_a_refusal_has_a_sentence() -> None:
    """Reason codes of all permissions, read from the sources: what a page may have to say."""
    codes: set[str] = set()
    for path in Path(ROOT / "app").glob("*/policies.py"):
        source = path.read_text("utf-8")
        codes |= set(re.findall(r"deny\(\"([a-z_]+)\"", source))
        codes |= set(re.findall(r"allow_if\([^\n]*, \"([a-z_]+)\"\)", source))
    assert {"locked", "staff_only"} <= codes
    assert sorted(code for code in codes if not why(code)) == []
