"""Slugs for addresses, one line of a text, and names that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import one_line, skeleton, slugify


@pytest.mark.parametrize(
    "text, slug",
    [
        ("Bleeding at night, on apixaban?", "bleeding-at-night-on-apixaban"),
        ("Čeká někdo déle?", "ceka-nekdo-dele"),
        ("  --Hello--  ", "hello"),
        ("ﬁne", "fine"),
        ("心臓", ""),
        ("<script>", "script"),
        ("a" * 80, "a" * 60),
        ("one two " * 20, "one-two-one-two-one-two-one-two-one-two-one-two-one-two-one"),
    ],
)
def test_a_slug_is_short_plain_words(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text(max_size=200))
def test_a_slug_is_always_safe_in_an_address(text: str) -> None:
    slug = slugify(text)
    assert len(slug) <= 60
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in slug)
    assert slug == slug.strip("-")


def test_one_line_is_cut_at_a_word() -> None:
    assert one_line("a\n b\t c", 20) == "a b c"
    assert one_line("one two three", 9) == "one two…"
    assert one_line("one, two", 5) == "one…"


@given(st.text(max_size=200), st.integers(2, 60))
def test_one_line_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(one_line(text, length)) <= length


@pytest.mark.parametrize(
    "name, other, why",
    [
        ("Maren", "maren", "case"),
        ("Maren", "Mаren", "a Cyrillic a"),
        ("Maren", "Ｍａｒｅｎ", "full-width letters"),
        ("Maren", "M a.r-e_n", "separators"),
        ("Ana Lima", "AnaLima", "a space"),
        ("paul1", "paull", "one and l"),
        ("bill", "bi11", "i, l and one"),
        ("Olga", "0lga", "zero and o"),
        ("Max", "Μax", "a Greek capital"),
        ("Hana", "Нana", "a Cyrillic capital"),
        ("Мария", "мария", "case in another script"),
        ("José", "Jose", "an accent"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(name: str, other: str, why: str) -> None:
    assert skeleton(name) == skeleton(other), why


@pytest.mark.parametrize("name, other", [("Maren", "Marek"), ("Ana", "Anna"), ("Kit", "Kat"), ("心臓", "腎臓")])
def test_names_that_differ_have_different_skeletons(name: str, other: str) -> None:
    assert skeleton(name) != skeleton(other)
