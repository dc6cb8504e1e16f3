"""One help line as people read it, and whether somebody answers there now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from app.core.wording import aware, zone_named
from app.help import opening, wording

OPEN, UNKNOWN, CLOSED = "open", "unknown", "closed"
_ORDER = (OPEN, UNKNOWN, CLOSED)


@dataclass(frozen=True)
class Line:
    """What is missing is ''. `checked_at` is None while nobody here made sure of it; `sure_at` is when its time began to count.

    `is_default` is True for a line that Dayroom comes with and that stands in for one past its date.
    """

    id: int
    country: str
    emergency: str
    service: str
    phone: str
    text: str
    hours: str
    languages: str
    website: str
    source: str
    source_date: str
    checked_at: datetime | None
    opens: str = ""
    zone: str = ""
    first_key: str | None = None
    sure_at: datetime | None = None
    is_default: bool = False

    @property
    def way_to_write(self) -> str:
        return wording.way_to_write(self.text)

    def is_past(self, last_good_day: datetime) -> bool:
        """Whether its date of check has passed. What Dayroom came with and nobody here touched has no date."""
        return self.sure_at is not None and aware(self.sure_at) < last_good_day


@dataclass(frozen=True)
class Offered:
    """A line at one moment. `state` is 'open', 'closed' or 'unknown'; `words` say it: 'Open now, until 23:00', '' for unknown."""

    line: Line
    state: str
    words: str


def offered(lines: tuple[Line, ...], now: datetime, home: tzinfo) -> list[Offered]:
    """The lines as they are now, those that are open first, else in the order they have. `home` is the community's time zone."""
    found = [_at(line, now, home) for line in lines]
    return sorted(found, key=lambda each: _ORDER.index(each.state))


def _at(line: Line, now: datetime, home: tzinfo) -> Offered:
    hours = opening.parse(line.opens) if line.opens else None
    if hours is None:
        return Offered(line, UNKNOWN, "")
    if hours.never_closes:
        return Offered(line, OPEN, wording.open_now(None, now, ""))
    zone = zone_named(line.zone)
    there = "" if now.astimezone(zone).utcoffset() == now.astimezone(home).utcoffset() else wording.clock_of(line.zone)
    if hours.is_open(now, zone):
        return Offered(line, OPEN, wording.open_now(hours.closes_at(now, zone), now, there))
    return Offered(line, CLOSED, wording.closed_now(hours.opens_at(now, zone), now, there))
