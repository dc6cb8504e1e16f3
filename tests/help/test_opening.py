"""Opening hours that a machine reads, and how they are said."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.help.line import Line, offered
from app.help.opening import parse, spoken

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = "Mo-Fr 09:00-17:00; Sa,Su 18:00-02:00"


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "hours, moment, is_open, closes, opens",
    [
        (WEEKDAYS, "2026-11-20 08:59", False, None, "2026-11-20 09:00"),
        (WEEKDAYS, "2026-11-20 09:00", True, "2026-11-20 17:00", "2026-11-21 18:00"),
        (WEEKDAYS, "2026-11-23 01:30", True, "2026-11-23 02:00", "2026-11-23 09:00"),
        (WEEKDAYS, "2026-11-23 02:00", False, None, "2026-11-23 09:00"),
        ("Fr-Mo 20:00-08:00", "2026-11-24 07:59", True, "2026-11-24 08:00", "2026-11-27 20:00"),
        ("08:00-12:00, 13:00-24:00; 00:00-01:00", "2026-11-20 23:00", True, "2026-11-21 01:00", "2026-11-21 00:00"),
        # The clock goes by summer time in June, and back on 25 October: six in the evening stays six.
        ("18:00-20:00", "2026-06-20 17:30", True, "2026-06-20 19:00", "2026-06-21 17:00"),
        ("18:00-20:00", "2026-10-24 20:00", False, None, "2026-10-25 18:00"),
        ("24/7", "2026-11-23 02:00", True, None, None),
        ("00:00-24:00", "2026-11-23 02:00", True, None, None),
    ],
)
def test_open_closed_and_what_comes_next(
    hours: str, moment: str, is_open: bool, closes: str | None, opens: str | None
) -> None:
    read, at = parse(hours), _at(moment)
    assert read.is_open(at, LONDON) is is_open
    if is_open:
        assert read.closes_at(at, LONDON) == (_at(closes) if closes else None)
    if opens:
        assert read.opens_at(at, LONDON) == _at(opens)


@pytest.mark.parametrize(
    "written",
    ["", "evenings", "Mo-Fr", "Mo-Xx 09:00-17:00", "9-17", "Mo 25:00-26:00", "Mo 09:00-17:00 or so", "Mo; Tu"],
)
def test_what_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse(written)


def _line(service: str, opens: str = "", zone: str = "Europe/London") -> Line:
    return Line(1, "GB", "999", service, "116 123", "", "", "", "", "", "", None, opens=opens, zone=zone)


def test_who_is_open_at_this_hour_comes_first_and_who_is_closed_says_when() -> None:
    lines = (
        _line("Days", WEEKDAYS),
        _line("Some time"),
        _line("Always", "24/7", ""),
        _line("Abroad", "08:00-20:00", "America/New_York"),
    )
    found = offered(lines, _at("2026-11-20 18:30"), LONDON)
    assert [(each.line.service, each.state, each.words) for each in found] == [
        ("Always", "open", "Open now, day and night"),
        ("Abroad", "open", "Open now, until 20:00 New York time"),
        ("Some time", "unknown", ""),
        ("Days", "closed", "Closed now, opens on Saturday at 18:00, in 24 hours"),
    ]
    assert (
        offered((_line("Days", WEEKDAYS),), _at("2026-11-20 06:00"), LONDON)[0].words
        == "Closed now, opens at 09:00, in 3 hours"
    )


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("24/7", "day and night"),
        ("Mo-Fr 09:00-17:00", "Monday to Friday 09:00 to 17:00"),
        ("Mo-Fr 09:00-17:00; Sa,Su 18:00-02:00", "Monday to Friday 09:00 to 17:00; Saturday and Sunday 18:00 to 02:00"),
        ("Mo, We-Fr 09:00-12:00,13:00-17:00", "Monday and Wednesday to Friday 09:00 to 12:00 and 13:00 to 17:00"),
        ("20:00-20:00", "every day all day"),
    ],
)
def test_hours_are_said_in_words_where_people_read(written: str, words: str) -> None:
    assert parse(written).spans and spoken(written) == words
