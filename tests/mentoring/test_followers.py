"""Whom to ask: who answered near words, lately, and was not asked too often. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.mentoring.followers import MOST_ASKED, Answered, suitable, words_of

NINE = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def _answered(member_id: int, title: str, days: int = 1) -> Answered:
    return Answered(member_id, title, NINE - timedelta(days=days))


@pytest.mark.parametrize(
    ("title", "words", "why"),
    [
        ("My first ABLATIONS", {"first", "ablation"}, "capitals and a plural make no difference"),
        ("What about the pain?", {"pain"}, "words of every question say nothing"),
        ("Café au lait", {"cafe", "lait"}, "nor do accents"),
        ("Is it ok?", set(), "short words say nothing"),
    ],
)
def test_words_that_tell_one_title_from_another(title: str, words: set[str], why: str) -> None:
    assert words_of(title) == words, why


@pytest.mark.parametrize(
    ("answered", "asked", "expected", "why"),
    [
        ([_answered(1, "Slippers"), _answered(2, "Ablation nerves", 20)], {}, (2, 1), "near words come before lately"),
        ([_answered(1, "Slippers", 9), _answered(2, "Tea", 2)], {}, (2, 1), "with nothing in common the last comes first"),
        ([_answered(7, "Ablation"), _answered(2, "Tea")], {}, (2,), "the author is never asked"),
        ([_answered(1, "Ablation"), _answered(2, "Tea")], {1: 2}, (2,), "nobody is asked three times in a week"),
        ([_answered(1, "Ablation"), _answered(2, "Tea")], {1: 1}, (1, 2), "once before is no reason to be left out"),
        ([_answered(1, "Ablation"), _answered(1, "Tea")], {}, (1,), "one person is asked once"),
        ([], {}, (), "nobody answered here, so nobody is asked"),
    ],
)  # fmt: skip
def test_who_is_asked(answered: list[Answered], asked: dict[int, int], expected: tuple[int, ...], why: str) -> None:
    assert suitable("Nerves before my ablation", 7, answered, asked) == expected, why


def test_no_more_than_five_are_asked() -> None:
    assert len(suitable("Tea", 99, [_answered(number, "Tea") for number in range(20)], {})) == MOST_ASKED == 5
