"""How well nobody is left waiting, in figures; and which of them are shown: a number below five is not. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.core.wording import MONTHS, duration, grouped
from app.mentoring.matching import FEWEST

HIDDEN = "fewer than 5"
LEFT_OUT = "not shown"
"""What stands in a cell without which another one could be worked out from a sum."""
WINDOW = 12
"""Months on one page."""

TALK_COLUMNS = (
    "Discussions",
    "First reply, half within",
    "9 in 10 within",
    "Unanswered at 24 h",
    "Unanswered at 72 h",
)
NEWCOMER_COLUMNS = ("Newcomers", "Welcomed", "Second post in 14 days")
COLUMNS = TALK_COLUMNS + NEWCOMER_COLUMNS
FILE_COLUMNS = (
    "discussions", "first_reply_median_minutes", "first_reply_p90_minutes", "unanswered_24h_percent", "unanswered_72h_percent",
    "newcomers", "welcomed_percent", "second_post_14_days_percent",
)  # fmt: skip


@dataclass(frozen=True)
class TalkFigures:
    """Discussions that came out. Times are seconds of those answered; `known_24` were out for 24 hours, `open_24` of them then
    had no reply of anybody but their author; the same at 72 hours."""

    talks: int = 0
    answered: int = 0
    median: int | None = None
    p90: int | None = None
    known_24: int = 0
    open_24: int = 0
    known_72: int = 0
    open_72: int = 0


@dataclass(frozen=True)
class NewcomerFigures:
    """Members who arrived. `welcomed`: somebody answered or greeted them. `wrote`: first wrote 14 days ago or earlier, `second` of
    them wrote again within 14 days."""

    newcomers: int = 0
    welcomed: int = 0
    wrote: int = 0
    second: int = 0


@dataclass(frozen=True)
class Line:
    """One line of a table: a month ('2026-03'), a group, or both; `label` is what it is called.

    `leaves_out`: its newcomers are not shown, though there are enough of them (see `guarded`).
    """

    key: tuple[str, ...]
    label: str
    talks: TalkFigures = TalkFigures()
    newcomers: NewcomerFigures = NewcomerFigures()
    leaves_out: bool = False

    def cells(self) -> tuple[str, ...]:
        """What the page shows, in the order of `COLUMNS`."""
        talks, new = self.talks, self.newcomers
        return (
            count(talks.talks),
            _time(talks.median, talks.answered),
            _time(talks.p90, talks.answered),
            _shown(percent(talks.open_24, talks.known_24)),
            _shown(percent(talks.open_72, talks.known_72)),
            *self._people(
                count(new.newcomers),
                _shown(percent(new.welcomed, new.newcomers)),
                _shown(percent(new.second, new.wrote)),
            ),
        )

    def plain_cells(self) -> tuple[str, ...]:
        """The same as plain numbers for a file: times in minutes, shares in percent."""
        talks, new = self.talks, self.newcomers
        return (
            _plain(talks.talks if talks.talks >= FEWEST else None),
            _plain(_minutes(talks.median, talks.answered)),
            _plain(_minutes(talks.p90, talks.answered)),
            _plain(percent(talks.open_24, talks.known_24)),
            _plain(percent(talks.open_72, talks.known_72)),
            *self._people(
                _plain(new.newcomers if new.newcomers >= FEWEST else None),
                _plain(percent(new.welcomed, new.newcomers)),
                _plain(percent(new.second, new.wrote)),
            ),
        )

    def _people(self, *cells: str) -> tuple[str, ...]:
        return (LEFT_OUT,) * len(cells) if self.leaves_out else cells


Key = tuple[str, ...]


def guarded(lines: Sequence[Line], sums: Iterable[Collection[Key]]) -> tuple[Line, ...]:
    """The same lines, so that no small number of newcomers can be worked out from a sum that stands elsewhere.

    `sums` are the keys of lines whose sum is known. Where what is hidden of one adds up to fewer than five, its smallest shown line is
    left out as well. Discussions need none of this: whoever may read a group can count them.
    """
    numbers = {line.key: line.newcomers.newcomers for line in lines}
    small = {key for key, number in numbers.items() if number < FEWEST}
    hidden, known = set(small), [tuple(keys) for keys in sums]
    while more := next((key for keys in known if (key := _to_leave_out(numbers, keys, hidden))), None):
        hidden.add(more)
    return tuple(replace(line, leaves_out=line.key in hidden - small) for line in lines)


def percent(part: int, whole: int) -> float | None:
    """A share with one decimal; None when the whole is too small to be shown."""
    return round(100 * part / whole, 1) if whole >= FEWEST else None


def count(number: int) -> str:
    """'1,240', or that it is too small to be shown."""
    return grouped(number) if number >= FEWEST else HIDDEN


def months_until(last: str, number: int = WINDOW) -> tuple[str, ...]:
    """The `number` months that end with `last`, oldest first: ('2025-12', '2026-01')."""
    return tuple(shifted(last, -back) for back in reversed(range(number)))


def month_or(text: str | None, usual: datetime) -> str:
    """The month that an address names, or the usual one when it names none."""
    parts = (text or "").split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
        year, month = int(parts[0]), int(parts[1])
        if 1990 <= year <= 2200 and 1 <= month <= 12:
            return f"{year:04d}-{month:02d}"
    return f"{usual:%Y-%m}"


def beginning(month: str) -> datetime:
    """The first moment of a month."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year, number, 1, tzinfo=UTC)


def shifted(month: str, by: int) -> str:
    """The month so many months after it, before it when `by` is below nothing."""
    year, number = (int(part) for part in month.split("-"))
    place = year * 12 + number - 1 + by
    return f"{place // 12:04d}-{place % 12 + 1:02d}"


def month_name(month: str) -> str:
    """'March 2026'."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def safe_cell(text: str) -> str:
    """A name for a table file: spreadsheets take what begins with these signs for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _to_leave_out(numbers: Mapping[Key, int], keys: Collection[Key], hidden: Collection[Key]) -> Key | None:
    """The line to hide as well, so that what is hidden of a sum is no small number; None when nothing is given away."""
    unseen = sum(numbers[key] for key in keys if key in hidden)
    shown = [key for key in keys if key not in hidden]
    return min(shown, key=lambda key: (numbers[key], key), default=None) if 0 < unseen < FEWEST else None


def _minutes(seconds: int | None, number: int) -> int | None:
    return None if seconds is None or number < FEWEST else round(seconds / 60)


def _time(seconds: int | None, number: int) -> str:
    return HIDDEN if seconds is None or number < FEWEST else duration(seconds)


def _shown(share: float | None) -> str:
    return HIDDEN if share is None else f"{share:.1f}%"


def _plain(number: float | None) -> str:
    return HIDDEN if number is None else f"{number}"
