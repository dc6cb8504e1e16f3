"""Due times in working hours, and the clock that says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.help.opening import parse
from app.moderation.clocks import clock_of
from app.moderation.hours import A_SHIFT, Working

PRAGUE = ZoneInfo("Europe/Prague")
WEEK = Working(parse("Mo-Fr 09:00-17:00"), PRAGUE)
ALWAYS = Working(None, PRAGUE)
HOUR = timedelta(hours=1)


def _at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in Prague; 16 November 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=PRAGUE)


@pytest.mark.parametrize(
    ("team", "start", "hours", "due", "why"),
    [
        (WEEK, _at(16, 10), 4, _at(16, 14), "inside one day"),
        (WEEK, _at(16, 15), 4, _at(17, 11), "over night"),
        (WEEK, _at(20, 16), 4, _at(23, 12), "over the weekend"),
        (WEEK, _at(21, 3), 4, _at(23, 13), "what comes on a Saturday begins on Monday"),
        (WEEK, _at(16, 9), 8, _at(16, 17), "until the very end of the day"),
        (WEEK, _at(16, 17), 1, _at(17, 10), "at the end of the day is outside"),
        (WEEK, _at(16, 9), 72, _at(26, 17), "nine days of eight hours"),
        (ALWAYS, _at(21, 3), 4, _at(21, 7), "day and night"),
        (Working(parse("Mo-Su 22:00-06:00"), PRAGUE), _at(16, 5), 2, _at(16, 23), "past midnight"),
        (Working(parse("Sa 20:00-23:59; Su 00:00-08:00"), PRAGUE), _at(24, 20, month=10), 8, _at(25, 4, 1, month=10),
         "an hour comes twice, and a minute is closed"),
        (Working(parse("Su 01:00-04:00"), PRAGUE), _at(29, 1, month=3), 2, _at(29, 4, month=3), "an hour is left out"),
    ],
)  # fmt: skip
def test_a_due_time_runs_in_working_hours(team: Working, start: datetime, hours: int, due: datetime, why: str) -> None:
    found = team.due(start, hours * HOUR)
    if "twice" in why:
        due = due.astimezone(UTC) - HOUR  # the clock shows one hour less at the end of that night
        assert abs(found - due) <= timedelta(hours=1), why
        assert team.left(start, found) == hours * HOUR
        return
    assert found == due.astimezone(UTC), why


@settings(max_examples=15, deadline=None)
@given(
    days=st.integers(0, 20_000).map(lambda quarter: timedelta(minutes=23 * quarter)),
    minutes=st.integers(1, 6000),
    written=st.sampled_from(["Mo-Fr 09:00-17:00", "Mo-Su 22:00-06:00", "Tu 08:00-12:00,13:00-17:00", "24/7", "Su 01:30-03:30"]),
)  # fmt: skip
def test_what_is_left_is_what_was_given(days: timedelta, minutes: int, written: str) -> None:
    team = Working(parse(written), PRAGUE)
    begin, span = datetime(2026, 1, 1, tzinfo=UTC) + days, timedelta(minutes=minutes)
    due = team.due(begin, span)
    assert due >= begin + span
    assert team.left(begin, due) == span
    assert team.left(due, begin) == timedelta(0)


def test_a_shift_ends_with_the_hours_or_after_eight_of_them() -> None:
    assert WEEK.shift_end(_at(16, 15)) == _at(16, 17).astimezone(UTC)
    assert WEEK.shift_end(_at(16, 20)) == _at(16, 20) + A_SHIFT
    assert ALWAYS.shift_end(_at(16, 15)) == _at(16, 15) + A_SHIFT


@pytest.mark.parametrize(
    ("now", "kind", "state", "words"),
    [
        (_at(16, 10), "held", "run", "4 hours left"),
        (_at(16, 13, 42), "held", "soon", "18 minutes left"),
        (_at(16, 14), "held", "over", "late since 14:00"),
        (_at(18, 9), "held", "over", "late since Monday, 14:00"),
        (_at(16, 13, 42), "worried", "over", "18 minutes left"),
    ],
)
def test_the_clock_says_what_is_left_and_since_when_it_is_late(now: datetime, kind: str, state: str, words: str) -> None:
    found = clock_of(_at(16, 14), _at(16, 10), now, kind, WEEK)
    assert (found[0], found[1]) == (state, words)
    assert 0 <= found[2] <= 1


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (_at(20, 18), "begins Monday 09:00"),
        (_at(22, 18), "begins tomorrow 09:00"),
        (_at(23, 7), "begins at 09:00"),
    ],
)
def test_outside_the_hours_the_clock_says_when_the_team_begins(now: datetime, words: str) -> None:
    assert clock_of(_at(23, 12), _at(20, 16), now, "held", WEEK)[:2] == ("run", words)
    assert "left" in clock_of(_at(23, 12), _at(20, 16), now, "worried", WEEK)[1], "worry about a person never waits for hours"
