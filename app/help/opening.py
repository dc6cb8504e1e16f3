"""Opening hours that a machine can read: `Mo-Fr 09:00-17:00; Sa,Su 18:00-02:00`, or `24/7`. Pure.

Days are Mo Tu We Th Fr Sa Su, alone, with commas, or as a range; without days the times hold every day. A time that ends before it
begins goes on past midnight. Hours are those of the clocks in one time zone, through summer and winter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from app.core.wording import listed

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
DAY, WEEK = 24 * 60, 7 * 24 * 60
ALWAYS = "24/7"
_DAYS = re.compile(r"(?P<first>[A-Z][a-z])(?:-(?P<last>[A-Z][a-z]))?")
_TIMES = re.compile(r"(?P<from>[0-2]\d:[0-5]\d)-(?P<to>[0-2]\d:[0-5]\d)")


@dataclass(frozen=True)
class Hours:
    """Spans of a week in minutes since Monday 00:00, each with its end after its beginning; the last may run into the next week."""

    spans: tuple[tuple[int, int], ...]

    @property
    def never_closes(self) -> bool:
        return self.spans == ((0, WEEK),)

    def is_open(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether it is open at an aware moment."""
        return self._running(_minute(moment.astimezone(zone))) is not None

    def closes_at(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When it closes next, for a moment at which it is open; None when it never does."""
        local = moment.astimezone(zone)
        ends, at = self._running(_minute(local)), _minute(local)
        while ends is not None and (later := self._running(ends % WEEK)) is not None and ends - at < WEEK:
            ends = ends - ends % WEEK + later
        return None if ends is None or ends - at >= WEEK else _on_clock(local, ends - local.weekday() * DAY)

    def opens_at(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When it opens next after a moment; None when it has no hours at all."""
        local = moment.astimezone(zone)
        today = local.weekday() * DAY
        begins = sorted(start + week - today for start, _ in self.spans for week in (0, WEEK))
        coming = (_on_clock(local, minute) for minute in begins)
        return next((opens for opens in coming if opens > local), None)

    def _running(self, minute: int) -> int | None:
        """The end of a span that holds this minute of the week, counted like it; None when closed."""
        ends = [end - week for start, end in self.spans for week in (0, WEEK) if start <= minute + week < end]
        return max(ends, default=None)


def parse(written: str) -> Hours:
    """Read hours. Raises ValueError for what cannot be read, or says nothing."""
    if written.strip() == ALWAYS:
        return Hours(((0, WEEK),))
    spans = sorted({span for rule in written.split(";") for span in _rule(rule)})
    return Hours(tuple(spans))


def spoken(written: str) -> str:
    """Hours that `parse` reads, as people say them: 'Monday to Friday 09:00 to 17:00; Saturday and Sunday 18:00 to 02:00'."""
    if written.strip() == ALWAYS:
        return "day and night"
    return "; ".join(_said(rule.replace(", ", ",").split()) for rule in written.split(";"))


def _said(parts: Sequence[str]) -> str:
    days = [" to ".join(_NAMES[day] for day in some.split("-")) for some in parts[0].split(",")] if len(parts) == 2 else ["every day"]
    times = [_span(each) for each in parts[-1].split(",")]
    return f"{listed(days)} {listed(times)}"


def _span(words: str) -> str:
    first, last = words.split("-")
    return "all day" if first == last else f"{first} to {last}"


def _rule(rule: str) -> list[tuple[int, int]]:
    parts = rule.replace(", ", ",").split()
    if len(parts) not in (1, 2):
        raise ValueError(f"a rule has days and times, not {rule!r}")
    days = [day for words in parts[0].split(",") for day in _days(words)] if len(parts) == 2 else range(7)
    times = [_times(words) for words in parts[-1].split(",")]
    return [(day * DAY + start, day * DAY + end) for day in days for start, end in times]


def _days(words: str) -> list[int]:
    found = _DAYS.fullmatch(words)
    if not found or found["first"] not in DAYS or (found["last"] or "Mo") not in DAYS:
        raise ValueError(f"no days: {words!r}")
    first = DAYS.index(found["first"])
    last = DAYS.index(found["last"]) if found["last"] else first
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _times(words: str) -> tuple[int, int]:
    found = _TIMES.fullmatch(words)
    if not found:
        raise ValueError(f"no times: {words!r}")
    start, end = (int(found[name][:2]) * 60 + int(found[name][3:]) for name in ("from", "to"))
    if start >= DAY or end > DAY:
        raise ValueError(f"a day has 24 hours: {words!r}")
    return start, end if end > start else end + DAY


def _minute(local: datetime) -> int:
    return local.weekday() * DAY + local.hour * 60 + local.minute


def _on_clock(local: datetime, minutes: int) -> datetime:
    """What the clock there shows so many minutes after midnight, in the same zone: summer time moves nothing."""
    days, minute = divmod(minutes, DAY)
    return datetime.combine(local.date() + timedelta(days=days), time(minute // 60, minute % 60), local.tzinfo)
