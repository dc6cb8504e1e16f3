"""Times as an export writes them: ISO 8601 in UTC, or so long before the import: `-26h`, `-3d 4h 10m`. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGO = re.compile(r"-(?=\d)(?:(\d{1,6})d)?\s*(?:(\d{1,6})h)?\s*(?:(\d{1,6})m)?")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""Clocks differ: a time that lies less than this after the import counts as the moment of the import."""


def moment(written: str, start: datetime) -> datetime:
    """The time that is written; one without an offset is in UTC. Raises ValueError for anything else, and beyond 1970 and tomorrow."""
    ago = _AGO.fullmatch(written.strip())
    try:
        if ago is not None:
            days, hours, minutes = (int(part or 0) for part in ago.groups())
            found = start - timedelta(days=days, hours=hours, minutes=minutes)
        else:
            found = datetime.fromisoformat(written.strip())
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error
    if not EARLIEST <= found < start + AHEAD:
        raise ValueError("out of range")
    return min(found, start)
