"""What is counted of a quarter for everybody to see: tables of decisions, how long they took, and what packages and parts add.

A table is added with `register_counts`: appeals do so. Everything that is shown goes through `published`, which hides small numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.moderation.suppression import SMALLEST, hidden

TOTAL = "total"
TIME = "time"


@dataclass(frozen=True)
class Quarter:
    """Three months, in UTC: from `begins_on` up to, and without, `ends_on`."""

    begins_on: date

    @property
    def ends_on(self) -> date:
        month = self.begins_on.month + 3
        return date(self.begins_on.year + month // 13, month - 12 * (month // 13), 1)

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.begins_on, time(), UTC)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.ends_on, time(), UTC)

    @property
    def next(self) -> Quarter:
        return Quarter(self.ends_on)

    @property
    def name(self) -> str:
        """'2026-Q3'"""
        return f"{self.begins_on.year}-Q{(self.begins_on.month + 2) // 3}"


def quarter_of(moment: datetime) -> Quarter:
    """The quarter in which `moment` lies."""
    at = moment.astimezone(UTC)
    return Quarter(date(at.year, 3 * ((at.month - 1) // 3) + 1, 1))


@dataclass(frozen=True)
class Table:
    """Counts by category that add up to a whole. `section` is its code. Every category that there is stands in it, also with nothing.

    `of` is what its sum is a part of: a cell of another table before it ('found:check'), or all of one ('held'). Where that is hidden,
    all of this is.
    """

    section: str
    counts: Mapping[str, int]
    of: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure as it is published; `value` None: hidden."""

    section: str
    category: str
    value: int | None


CountSource = Callable[[datetime, datetime], Iterable[Table]]
_sources: list[CountSource] = []


def register_counts(source: CountSource) -> CountSource:
    """Add tables to the public counts: a function `(begin, end) -> tables`. Called once for each quarter, when it has ended."""
    _sources.append(source)
    return source


def added_tables(quarter: Quarter) -> list[Table]:
    """What was registered, for a quarter."""
    return [table for source in _sources for table in source(quarter.begin, quarter.end)]


def published(decisions: int, tables: Iterable[Table], minutes: Mapping[str, int]) -> list[Figure]:
    """The figures of a quarter with `decisions`. `minutes`: how long they took, by 'median' and 'p90'.

    Tables of all decisions add up to `decisions`: when one of them cannot be shown beside it, nothing of the quarter is.
    """
    tables = list(tables)
    is_shut = 0 < decisions < SMALLEST or any(
        hidden(table.counts) is None for table in tables if not table.of and _size(table) == decisions
    )
    gone: dict[str, frozenset[str]] = {}
    for table in tables:
        found = hidden(table.counts)
        is_told = is_shut or found is None or _gives_away(table, gone)
        gone[table.section] = frozenset(table.counts) if is_told or found is None else found
    cells = [
        Figure(table.section, name, None if name in gone[table.section] else count)
        for table in tables
        for name, count in table.counts.items()
    ]
    times = [Figure(TIME, name, None if is_shut or not decisions else value) for name, value in minutes.items()]
    return [Figure(TOTAL, "decisions", None if is_shut else decisions), *cells, *times]


def _gives_away(table: Table, gone: Mapping[str, frozenset[str]]) -> bool:
    """Whether its sum is a number that is hidden elsewhere."""
    section, _, cell = table.of.partition(":")
    elsewhere = gone.get(section, frozenset())
    return cell in elsewhere if cell else bool(elsewhere)


def _size(table: Table) -> int:
    return sum(table.counts.values())
