"""A welcome in words, and the discussion that is put into it: pure functions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.core.markup import mentions_in, render
from app.mentoring.letter import Letter, Linked, Named, looks_in_on
from app.mentoring.talk_choice import Talk, choose

TALKS = (
    Talk(1, "Every beep, explained", "What the monitor says at night, and why.", 44),
    Talk(2, "Salt at the weekend", "How do you cook for guests?", 90),
    Talk(3, "Monitors and showers", "Can I take it off? After three months?", 3),
)


def test_names_and_titles_stay_as_they_are_whatever_signs_are_in_them() -> None:
    letter = Letter(
        "*Halina* @ruth <b>", "Ing_rid_", "Friday",
        (Named(7, "Old Bill [x](http://evil.example)", "old-bill"), Named(8, "Wren", "wren")),
        Linked(12, "Beeps] (explained) [*now*"),
    )  # fmt: skip
    text = letter.text("Mine: **bold**, @maren.")
    found = render(text)
    assert mentions_in(text) == ("maren", "old-bill", "wren")
    assert "Hello *Halina* ruth &lt;b&gt;, I am Ing_rid_, one of the mentors here." in found.html
    assert "Old Bill [x](http://evil.example) (@old-bill) and @Wren." in found.html
    assert found.html.count("<a ") == 1
    assert '<a href="/discussions/12"' in found.html
    assert ">Beeps] (explained) [*now*</a>" in found.html
    assert "<strong>bold</strong>" in found.html
    assert "I will look in again on Friday." in found.words


def test_a_title_that_asks_needs_no_full_stop() -> None:
    for title, words in (("Is that the end of it?", "end of it? Ask"), ("Salt at the weekend", "weekend. Ask")):
        text = Letter("Halina", "Ingrid", "Friday", (), Linked(12, title)).text("Mine was cold.")
        assert words in " ".join(render(text).words.split())


def test_the_mentor_looks_in_again_after_three_days() -> None:
    assert looks_in_on(datetime(2026, 3, 10, 9, tzinfo=UTC)) == "Friday"


@pytest.mark.parametrize(
    "line, own",
    [
        ("I do too.", True),
        ("Hello Halina, I am Ingrid, one of the mentors here. I jumped at every beep.", True),
        ("Ask anything. I will look in again on Friday!", False),
        ("one of the mentors", False),
        ("¿?", False),
        ("我也是", True),
    ],
)
def test_a_line_is_ones_own_when_it_says_more_than_the_template(line: str, own: bool) -> None:
    assert Letter("Halina", "Ingrid", "Friday").has_own(line) is own


@pytest.mark.parametrize(
    "written, chosen, why",
    [
        ("I jump at every beep of the monitor", 1, "It is about beep and monitor too."),
        ("Can one shower with monitors?", 3, "It is about shower and monitors too."),
        ("", 2, ""),
        ("We moved house", None, None),
        ("In three months", None, None),
    ],
)
def test_the_discussion_that_shares_the_rarest_words_is_chosen(
    written: str, chosen: int | None, why: str | None
) -> None:
    found = choose(written, TALKS)
    assert (found.talk.id if found else None, found.why if found else None) == (chosen, why)


def test_from_nothing_nothing_is_chosen() -> None:
    assert choose("", ()) is None
