"""The brand gives the hue; contrast holds whatever an organisation chooses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.brand import from_oklch, is_colour, light_tokens, oklch, plain_hex, resembles_help

DEFAULT = {
    "paper": "#f9fdfb", "wall": "#dcefe6", "shade": "#eef7f3", "ink": "#121d19", "ink-soft": "#3b4943", "rule": "#c7d2cd",
    "edge": "#677971", "accent": "#00533b", "accent-deep": "#003624", "on-accent": "#f4fcf9", "line": "#4c9379",
    "board": "#073527", "on-board": "#eefaf5", "on-board-soft": "#c3dfd3",
}  # fmt: skip
"""What a browser makes of the default brand, as measured."""

READABLE = (
    ("ink", "paper", 7), ("ink", "wall", 7), ("ink", "shade", 7), ("ink-soft", "paper", 7), ("ink-soft", "wall", 7),
    ("accent", "paper", 7), ("accent", "wall", 7), ("on-accent", "accent", 7), ("on-board", "board", 7),
    ("on-board-soft", "board", 7), ("edge", "paper", 3), ("line", "paper", 3),
)  # fmt: skip

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _apart(one: str, other: str) -> int:
    return max(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))


def test_the_default_brand_gives_the_colours_a_browser_derives() -> None:
    made = light_tokens("#1f6b52")
    far = {token: (made[token], wanted) for token, wanted in DEFAULT.items() if _apart(made[token], wanted) > 1}
    assert far == {}


@given(colours)
def test_text_stays_readable_whatever_the_brand(colour: str) -> None:
    made = light_tokens(colour)
    for front, back, needed in READABLE:
        assert _contrast(made[front], made[back]) >= needed, (colour, front, back)


@given(colours)
def test_a_colour_survives_the_way_there_and_back(colour: str) -> None:
    assert _apart(from_oklch(*oklch(colour)), colour) <= 1


@pytest.mark.parametrize(
    ("colour", "alike", "why"),
    [
        ("#8b173a", True, "the help colour itself"),
        ("#c2185b", True, "a pink near it"),
        ("#1f6b52", False, "green"),
        ("#777777", False, "grey has no hue"),
        ("#0b5fa5", False, "blue"),
    ],
)
def test_a_brand_like_the_help_button_is_noticed(colour: str, alike: bool, why: str) -> None:
    assert resembles_help(colour) is alike, why


@pytest.mark.parametrize("text", ["", "#12", "red", "#zzzzzz", "#1234567", "1f6b5", "#1f6b52;}body{"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="#rrggbb"):
        plain_hex(text)
