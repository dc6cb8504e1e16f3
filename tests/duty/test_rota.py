"""Turns, gaps and who is on duty: pure reckoning, through summer time too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.duty.rota import Change, Rota, Shift, turns
from app.duty.wording import span_words
from app.help.opening import parse

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
WEEK = timedelta(days=7)
PRAGUE = ZoneInfo("Europe/Prague")


def _shift(key: int, hours: str, path: str = "/1/", zone: object = UTC, until: date | None = None) -> Shift:
    return Shift(key, key * 10, path, parse(hours), zone, date(2026, 1, 1), until)  # type: ignore[arg-type]


def _at(day: int, hour: int) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_what_no_turn_covers_is_a_gap_and_is_said_as_a_person_would() -> None:
    rota = Rota((_shift(1, "Mo-Fr 09:00-22:00"), _shift(2, "Mo,We-Su 22:00-09:00"), _shift(3, "Sa,Su 08:00-22:30")))
    gaps = rota.gaps("/1/5/", _at(0, 9), _at(7, 9))
    assert [span_words(gap.starts, gap.ends, UTC) for gap in gaps] == [
        "Tuesday 22:00 to Wednesday 09:00".replace("Wednesday ", "")
    ]
    assert rota.on_duty("/1/5/", _at(5, 8)) == [20, 30], "the night began first"
    assert rota.gaps("/2/", _at(0, 0), _at(1, 0)) == [type(gaps[0])(_at(0, 0), _at(1, 0))], "another branch"
    assert not rota.covers("/2/") and rota.covers("/1/5/")


def test_a_night_that_began_before_still_runs_and_the_day_of_a_turn_is_the_one_it_began_on() -> None:
    rota = Rota((_shift(1, "Su 22:00-07:00"),), (Change(1, date(2026, 5, 3), 99),))
    assert rota.on_duty("/1/", _at(0, 6)) == [99]
    assert rota.on_duty("/1/", _at(0, 7)) == [] and rota.next_turn("/1/", _at(0, 7), WEEK) == _at(6, 22)
    assert Rota(rota.shifts, (Change(1, date(2026, 5, 3), None),)).on_duty("/1/", _at(0, 6)) == []
    assert rota.on_duty("/1/", _at(7, 6)) == [10], "the change holds for one night"


def test_the_nearest_to_a_place_is_called_first_and_an_ended_shift_never() -> None:
    whole = _shift(1, "24/7", path="/")
    room = _shift(2, "24/7", path="/1/5/")
    ended = _shift(3, "24/7", path="/1/5/", until=date(2026, 5, 3))
    rota = Rota((whole, room, ended))
    assert rota.on_duty("/1/5/", _at(0, 12)) == [20, 10]
    assert rota.on_duty("/1/", _at(0, 12)) == [10]
    assert rota.on_duty("/1/5/", _at(-1, 12)) == [20, 30, 10]


def test_hours_are_those_of_the_clocks_there() -> None:
    shift = _shift(1, "24/7", zone=PRAGUE)
    spring = datetime(2026, 3, 29, tzinfo=PRAGUE)
    day = turns([shift], (), spring, spring)[-1]
    assert day.ends - day.starts == timedelta(hours=23)
    rota = Rota((shift,))
    assert rota.gaps("/1/", spring.astimezone(UTC), spring.astimezone(UTC) + WEEK) == []


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Mo", "Tu-Th", "Fr-Mo", "Su"]), st.integers(0, 23), st.integers(0, 23)),
        max_size=4,
    ),
    st.integers(0, 7 * 24 * 4),
)
def test_a_moment_lies_in_a_gap_exactly_when_nobody_is_on_duty(
    written: list[tuple[str, int, int]], quarter: int
) -> None:
    shifts = tuple(
        _shift(key + 1, f"{days} {a:02}:00-{b:02}:00", zone=PRAGUE) for key, (days, a, b) in enumerate(written)
    )
    rota, moment = Rota(shifts), MONDAY + timedelta(minutes=15 * quarter)
    in_gap = any(gap.starts <= moment < gap.ends for gap in rota.gaps("/1/", MONDAY, MONDAY + 2 * WEEK))
    assert in_gap == (not rota.on_duty("/1/", moment))
