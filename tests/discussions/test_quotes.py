"""Finding quotes and mentions in what people write, and changing them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.markup import quoted, render
from app.discussions.quotes import Change, Quote, quotes_in, rewritten, without_mention

INNER = quoted("I am tired.", "Ruth") + "So am I."
REPLY = quoted(INNER, "Maren") + "Three of us."


def _for(name: str, change: Change) -> Callable[[Quote], Change]:
    return lambda quote: change if quote.name == name else Change.STAY


def test_the_quote_button_makes_what_is_found() -> None:
    outer, inner = quotes_in(REPLY)
    assert (outer.name, outer.depth, inner.name, inner.depth, inner.words) == ("Maren", 1, "Ruth", 2, "I am tired.")
    assert "So am I." in outer.words
    assert "Three of us." not in outer.words


@pytest.mark.parametrize(
    ("name", "change", "gone", "stay"),
    [
        ("Ruth", Change.EMPTY, ["I am tired.", "**Ruth**"], ["**Maren** wrote:", "So am I.", "Three of us."]),
        ("Ruth", Change.UNNAME, ["**Ruth**"], ["I am tired.", "**Maren** wrote:", "So am I."]),
        ("Maren", Change.EMPTY, ["So am I.", "**Maren**", "I am tired."], ["Three of us."]),
        ("Maren", Change.UNNAME, ["**Maren**"], ["**Ruth** wrote:", "So am I.", "Three of us."]),
        ("Kit", Change.EMPTY, [], [REPLY]),
    ],
)
def test_a_quote_is_emptied_or_unnamed_and_the_rest_stays(
    name: str, change: Change, gone: list[str], stay: list[str]
) -> None:
    text = rewritten(REPLY, _for(name, change))
    assert all(words not in text for words in gone)
    assert all(words in text for words in stay)
    html = render(text).html
    assert html.count("<blockquote>") == html.count("</blockquote>") >= 1


def test_two_quotes_of_the_same_person_side_by_side_are_both_found() -> None:
    text = "> **Ruth** wrote:\n> One.\n> **Ruth** wrote:\n> Two.\n\nMine."
    assert [quote.words for quote in quotes_in(text)] == ["One.", "Two."]
    assert "One." not in (left := rewritten(text, _for("Ruth", Change.EMPTY)))
    assert "Two." not in left
    assert left.endswith("Mine.")


def test_a_name_outside_a_quote_is_no_quote() -> None:
    assert quotes_in("**Ruth** wrote:\nnothing") == ()


@settings(max_examples=15)
@given(st.text(alphabet="> *ab\nRuth wrote:", max_size=80))
def test_words_without_a_quote_of_them_stay_as_they_are(text: str) -> None:
    assert rewritten(text, lambda quote: Change.STAY) == text
    for quote in quotes_in(text):
        assert isinstance(quote, Quote)
        assert quote.first < quote.end


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dear @ruth, hello", "Dear somebody who has left, hello"),
        ("@Ruth!", "somebody who has left!"),
        ("Dear @ruth-2 and x@ruth", "Dear @ruth-2 and x@ruth"),
        ("Nobody", "Nobody"),
    ],
)
def test_a_mention_becomes_words_that_name_nobody(text: str, left: str) -> None:
    assert without_mention(text, "ruth") == left
