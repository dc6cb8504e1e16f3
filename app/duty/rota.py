"""The rota as plain data: which turns there are, who is on duty at a moment, and when nobody is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.core.scope import is_within
from app.help.opening import DAY, WEEK, Hours

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shift:
    """A row of the rota. `member_id` None: whoever had it has left."""

    id: int
    member_id: int | None
    path: str
    hours: Hours
    zone: tzinfo
    from_on: date
    until_on: date | None
    written: str = ""
    """The hours as somebody wrote them."""


@dataclass(frozen=True)
class Change:
    """On `day`, `taken_by` does the shift; None: nobody does."""

    shift_id: int
    day: date
    taken_by: int | None


@dataclass(frozen=True)
class Turn:
    """One time on duty, in UTC. `planned_id` has the shift, `member_id` does it (None: nobody). It begins on `day`, in its zone."""

    shift_id: int
    day: date
    path: str
    planned_id: int | None
    member_id: int | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Gap:
    """A time in which nobody is on duty, in UTC."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Away:
    """Somebody who may not look at what lies at `path` now, and not before `until` (None: nobody knows when): their role rests."""

    member_id: int
    path: str
    until: datetime | None


@dataclass(frozen=True)
class Rota:
    """All shifts, also those that ended, what differs on single days, and whose role rests. A turn of theirs is nobody's meanwhile."""

    shifts: tuple[Shift, ...] = ()
    changes: tuple[Change, ...] = ()
    away: tuple[Away, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether there is, or was, a rota for a place."""
        return any(is_within(path, shift.path) for shift in self.shifts)

    def turns(self, path: str, start: datetime, end: datetime) -> list[Turn]:
        """The turns that count for a place and touch the time between two moments, by beginning."""
        found = turns([shift for shift in self.shifts if is_within(path, shift.path)], self.changes, start, end)
        there = [piece for turn in found for piece in _pieces(turn, self.away)]
        return [piece for piece in there if piece.ends > start and piece.starts <= end]

    def on_duty(self, path: str, moment: datetime) -> list[int]:
        """Who is on duty for a place: those nearest to it first, then who began first."""
        found = [turn for turn in self.turns(path, moment, moment) if turn.member_id is not None]
        found.sort(key=lambda turn: (-len(turn.path), turn.starts, turn.shift_id))
        return list(dict.fromkeys(turn.member_id for turn in found if turn.member_id is not None))

    def gaps(self, path: str, start: datetime, end: datetime) -> list[Gap]:
        """When nobody is on duty for a place between two moments, in order."""
        return gaps(self.turns(path, start, end), start, end)

    def next_turn(self, path: str, moment: datetime, within: timedelta) -> datetime | None:
        """When somebody is on duty next, for a moment at which nobody is; None when that is further away than `within`."""
        coming = (turn.starts for turn in self.turns(path, moment, moment + within) if turn.member_id is not None)
        return next((starts for starts in coming if starts > moment), None)


def turns(shifts: Iterable[Shift], changes: Sequence[Change], start: datetime, end: datetime) -> list[Turn]:
    """The turns of these shifts that touch the time between two moments (at one moment: that are running), by beginning."""
    changed = {(change.shift_id, change.day): change.taken_by for change in changes}
    found = [
        Turn(shift.id, day, shift.path, shift.member_id, changed.get((shift.id, day), shift.member_id), starts, ends)
        for shift in shifts
        for day, starts, ends in _times(shift, start, end)
    ]
    return sorted(found, key=lambda turn: (turn.starts, turn.shift_id))


def gaps(found: Sequence[Turn], start: datetime, end: datetime) -> list[Gap]:
    """What no turn covers, in order."""
    open_from, left = start, []
    for turn in sorted((turn for turn in found if turn.member_id is not None), key=lambda turn: turn.starts):
        if turn.starts > open_from:
            left.append(Gap(open_from, min(turn.starts, end)))
        open_from = max(open_from, turn.ends)
    return [*left, Gap(open_from, end)] if open_from < end else left


def _pieces(turn: Turn, away: Sequence[Away]) -> list[Turn]:
    """The turn as it is, or nobody's for as long as whoever does it is away."""
    gone = next((one for one in away if (one.member_id, one.path) == (turn.member_id, turn.path)), None)
    if gone is None or (gone.until is not None and gone.until <= turn.starts):
        return [turn]
    if gone.until is None or gone.until >= turn.ends:
        return [replace(turn, member_id=None)]
    return [replace(turn, member_id=None, ends=gone.until), replace(turn, starts=gone.until)]


def _times(shift: Shift, start: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """Day, beginning and end of each turn of a shift."""
    # A turn that began the evening before may still be running.
    day = max(shift.from_on, start.astimezone(shift.zone).date() - ONE_DAY)
    last = end.astimezone(shift.zone).date()
    if shift.until_on is not None:
        last = min(last, shift.until_on)
    while day <= last:
        for begins, finishes in _of_day(shift.hours, day.weekday()):
            starts, ends = _moment(day, begins, shift.zone), _moment(day, finishes, shift.zone)
            if starts < ends and ends > start and starts <= end:
                yield day, starts, ends
        day += ONE_DAY


def _of_day(hours: Hours, weekday: int) -> Iterator[tuple[int, int]]:
    """The spans that begin on a weekday, in minutes since its midnight."""
    today = weekday * DAY
    for begins, finishes in hours.spans:
        if (begins, finishes) == (0, WEEK):
            yield 0, DAY
        elif begins // DAY == weekday:
            yield begins - today, finishes - today


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    """What the clocks of a zone show so many minutes after a midnight: summer time moves nothing."""
    days, minute = divmod(minutes, DAY)
    return datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone).astimezone(UTC)
