"""What somebody copied of erased words goes out of their own; what they say themselves stays."""

from __future__ import annotations

import pytest

from app.moderation.copies import Copies

TEXT = "Please ring Jonas Brandt on 0170 5551234, he sells them cheaply. Or write to jonas@example.org."


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("He sells something, I think.", "He sells something, I think."),
        ("“he sells THEM, cheaply!” is what they say", "“[erased]!” is what they say"),
        ("That is 0170 5551234, my number.", "That is [erased], my number."),
        ("Mail: Jonas@Example.org", "Mail: [erased]"),
        ("Jonas Brandt is my neighbour.", "[erased] is my neighbour."),
        ("Jonas is a name.", "Jonas is a name."),
        ("Room 12 at 10 am", "Room 12 at 10 am"),
        ("", ""),
    ],
)
def test_four_words_in_a_row_numbers_addresses_and_marked_names_are_copies(words: str, left: str) -> None:
    assert Copies([TEXT, "", "Yes."], ["Jonas Brandt"]).without(words) == left


def test_the_whole_of_a_short_text_is_a_copy_but_not_one_common_word() -> None:
    copies = Copies(["My ablation", "Yes"])
    assert copies.without("Yes, I read “My ablation” too.") == "Yes, I read “[erased]” too."
