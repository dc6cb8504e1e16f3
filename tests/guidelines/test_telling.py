"""What tells that a check is worth running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks import telling
from app.guidelines.checks.order import CHECKS
from app.guidelines.checks.reading import Check, Reading, Sighting
from app.guidelines.checks.remembered import Remembered
from app.guidelines.draft import Draft

ANY = (
    telling.words(frozenset(("soup", "don't")))
    | telling.words(lambda word: word.startswith("spoon"))
    | telling.signs("~", "|")
)
FOUR = telling.digits(4)
NEAR = telling.number(4)


def _everything(reading: Reading) -> Iterator[Sighting]:
    yield Sighting("thing", 0, len(reading.text))


@pytest.mark.parametrize(
    ("text", "tells", "is_run"),
    [
        ("Cold SOUP.", ANY, True),
        ("I don't know", ANY, True),
        ("two spoons", ANY, True),
        ("this~that", ANY, True),
        ("soups and forks", ANY, False),
        ("call 12 or 34", FOUR, True),
        ("call 12 or 3", FOUR, False),
        ("soup", FOUR, False),
        ("call (12) 34", NEAR, True),
        ("call l2 o3-o4 5", NEAR, True),
        ("policy 1a2b3c4d", NEAR, True),
        ("50 mg in 2015 or 12", NEAR, True),
        ("50 mg for 12 weeks, 3 times", NEAR, False),
        ("forks", telling.ALWAYS, True),
    ],
)
def test_a_check_is_run_where_something_tells(text: str, tells: int, is_run: bool) -> None:
    check = Check("contact_details.thing", "contact_details", 6, _everything, telling=tells)
    assert bool(assess(Draft(text), checks=(check,)).findings) is is_run


def test_words_that_are_told_later_are_asked_of_words_seen_before() -> None:
    assert telling.told_by_words({"ladle"}) == telling.told_by_words({"tureen"})
    later = telling.words(frozenset(("ladle",)))
    assert telling.told_by_words({"ladle"}) & later and not telling.told_by_words({"tureen"}) & later


def test_a_share_has_bits_of_its_own_and_none_in_a_text_that_was_read_before() -> None:
    before = telling.told_by_words({"soup"})
    one, two = (
        telling.Share(lambda word, first=first: {"soup": first, "fork": 4}.get(word, 0), 3) for first in (5, 2)
    )
    told = telling.told_by_words({"soup", "fork"})
    assert (one.of(told), two.of(told), one.of(before)) == (5, 6, None)
    assert one.of(telling.told_by_words({"soup"})) == 5


def test_what_is_remembered_of_words_is_bounded_and_learnt_anew_when_it_is_full() -> None:
    asked: list[str] = []
    known = Remembered(lambda word: asked.append(word) or len(word), most=3)
    assert [known[word] for word in ("a", "bb", "a", "ccc", "dddd", "a", "e" * 31, "e" * 31)] == [1, 2, 1, 3, 4, 1, 31, 31]
    assert asked == ["a", "bb", "ccc", "dddd", "a", "e" * 31, "e" * 31]
    assert set(known) == {"dddd", "a"}


def test_no_check_is_kept_from_a_post_that_it_would_find_something_in(posts_with_findings: list[str]) -> None:
    always = tuple(
        Check(each.name, each.family, each.clause, each.run, each.languages)
        for each in CHECKS
        if each.telling != telling.ALWAYS
    )
    gated = tuple(each for each in CHECKS if each.telling != telling.ALWAYS)
    for text in posts_with_findings:
        assert assess(Draft(text), checks=gated) == assess(Draft(text), checks=always)


@pytest.fixture(scope="module")
def posts_with_findings() -> list[str]:
    return [
        "Ring me on 07700 900123 or jo at gmail dot com, Dr Jane Smith. My insta is @jo_smith77.",
        "oh double seven double zero nine hundred one two three is my mobile number",
        "I live at 12 Oak Street, Leeds. Born on 01/02/1961, NHS number 943 476 5919, card 4111 1111 1111 1111.",
        "You should stop taking metformin. You have lupus. Turmeric cures cancer.",
        "You are such an 1d10t, 🤡. f*** off. Get lost!",
        "See www.example.org/a and http://bit.ly/x, example dot com",
        "I have no hope. I hate being alive. I want it over.",
    ]
