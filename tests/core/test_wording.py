"""Times, counts and names as a person would say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.core import wording
from config import Config

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 21, 9, 14, tzinfo=UTC), "Today, 09:14"),
        (datetime(2026, 11, 20, 21, 15, tzinfo=UTC), "Yesterday, 21:15"),
        (datetime(2026, 11, 22, 10, 0, tzinfo=UTC), "Tomorrow, 10:00"),
        (datetime(2026, 11, 17, 21, 40, tzinfo=UTC), "Tuesday, 21:40"),
        (datetime(2026, 11, 15, 0, 0, tzinfo=UTC), "Sunday, 00:00"),
        (datetime(2026, 11, 14, 9, 30, tzinfo=UTC), "14 November, 09:30"),
        (datetime(2025, 3, 14, 8, 0, tzinfo=UTC), "14 March 2025, 08:00"),
        (datetime(2026, 11, 21, 9, 14), "Today, 09:14"),  # noqa: DTZ001
    ],
)
def test_when_something_happened(moment: datetime, said: str) -> None:
    assert wording.when(moment, NOW) == said


def test_today_is_the_readers_today() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert wording.when(late, NOW) == "Yesterday, 23:30"
    assert wording.when(late, NOW, ZoneInfo("Europe/Prague")) == "Today, 00:30"


def test_dates_without_the_hour() -> None:
    moment = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert wording.day(moment) == "28 February 2026"
    assert wording.day(moment, ZoneInfo("Europe/Prague")) == "1 March 2026"
    assert wording.month(moment) == "February 2026"
    app = Flask("abroad")
    app.config["DAYROOM"] = Config(timezone="Europe/Prague")
    with app.app_context():
        said = (wording.day(moment), wording.month(moment))
    assert said == ("1 March 2026", "March 2026"), "letters count days as the pages of the community do"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(seconds=-20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=20), "20 days"),
        (timedelta(days=35), "5 weeks"),
        (2400, "40 minutes"),
    ],
)
def test_how_long_something_took(span: timedelta | float, said: str) -> None:
    assert wording.duration(span) == said


def test_how_long_ago() -> None:
    assert wording.ago(NOW - timedelta(seconds=30), NOW) == "just now"
    assert wording.ago(NOW - timedelta(minutes=12), NOW) == "12 minutes ago"
    assert wording.waited(NOW.replace(tzinfo=None) - timedelta(hours=26), NOW) == "26 hours"


@pytest.mark.parametrize(("number", "said"), [(0, "no replies"), (1, "1 reply"), (3, "3 replies"), (1240, "1,240 replies")])
def test_counts_agree_with_their_noun(number: int, said: str) -> None:
    assert wording.many(number, "reply", "replies") == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "first"),
        (3, "third"),
        (10, "tenth"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (22, "22nd"),
        (113, "113th"),
        (1001, "1,001st"),
    ],
)
def test_places_in_line(number: int, said: str) -> None:
    assert wording.nth(number) == said


def test_nobody_is_zeroth_in_line() -> None:
    with pytest.raises(ValueError, match="starts at one"):
        wording.nth(0)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Maren", "M"),
        ("élodie", "É"),
        ("e\u0301lodie", "É"),
        ("'wren", "W"),
        ("7 lives", "7"),
        ("", "·"),
        ("ßen", "S"),
        ("李", "李"),
    ],
)
def test_the_letter_on_a_seat(name: str, letter: str) -> None:
    assert wording.initial(name) == letter


def test_names_in_a_sentence() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["Ana"]) == "Ana"
    assert wording.listed(["Ana", "Samuel", "you"]) == "Ana, Samuel and you"


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("112", "112"),
        ("08081 570 460", "08081570460"),
        ("+44 (0)20 7946-0018", "+4402079460018"),
        ("text HELLO to 85258", ""),
        ("", ""),
    ],
)
def test_only_plain_numbers_are_dialled(number: str, dialled: str) -> None:
    assert wording.dialled(number) == dialled


def test_an_unknown_time_zone_says_what_to_write() -> None:
    assert wording.zone_named("UTC") is UTC
    with pytest.raises(ValueError, match="Europe/Prague"):
        wording.zone_named("Middle-earth/Shire")
