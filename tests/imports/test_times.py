"""Times as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.imports.times import moment

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written, expected",
    [
        ("2026-11-20T07:10:00Z", datetime(2026, 11, 20, 7, 10, tzinfo=UTC)),
        ("2026-11-20T07:10:00+02:00", datetime(2026, 11, 20, 5, 10, tzinfo=UTC)),
        ("2026-11-20T07:10:00", datetime(2026, 11, 20, 7, 10, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("-26h", START - timedelta(hours=26)),
        ("-3d 4h 10m", START - timedelta(days=3, hours=4, minutes=10)),
        ("-3d4h", START - timedelta(days=3, hours=4)),
        ("-45m", START - timedelta(minutes=45)),
        (" -1d ", START - timedelta(days=1)),
        ("2026-11-21T18:00:00Z", START),
    ],
)
def test_a_time_is_absolute_or_so_long_before_the_import(written: str, expected: datetime) -> None:
    assert moment(written, START) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "yesterday",
        "26h",
        "+3d",
        "-3w",
        "-d",
        "2026-13-40",
        "1969-12-31",
        "2026-12-24",
        "-999999d",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_everything_else_is_no_time(written: str) -> None:
    with pytest.raises(ValueError):
        moment(written, START)
