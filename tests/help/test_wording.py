"""How the facts of a line are said."""

from __future__ import annotations

import pytest

from app.help import wording


@pytest.mark.parametrize(
    "stored, said",
    [
        ("988", "Text 988"),
        ("SHOUT to 85258", "Text SHOUT to 85258"),
        ("WhatsApp 9151 1767", "WhatsApp 9151 1767"),
        ("", ""),
    ],
)
def test_the_way_to_write(stored: str, said: str) -> None:
    assert wording.way_to_write(stored) == said


def test_languages_and_hours_as_people_say_them() -> None:
    assert wording.languages("en cy xx") == "English, Welsh and xx"
    assert wording.hours("24/7") == "day and night"
    assert wording.hours("at least 18 hours a day") == "at least 18 hours a day"
