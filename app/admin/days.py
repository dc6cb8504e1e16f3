"""A day on the calendar of the community, as a moment. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo


def beginning(day: date | None, zone: tzinfo) -> datetime | None:
    """The first moment of `day` where the community lives, in UTC; None for no day."""
    return datetime.combine(day, time.min, zone).astimezone(UTC) if day is not None else None
