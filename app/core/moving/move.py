"""The whole move, in steps that each can be killed: close, lay, copy, put in order, compare, say so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Table

from app.core.db import Base
from app.core.moving.source import Source
from app.core.moving.target import Target

ROWS_AT_ONCE = 10_000
BYTES_AT_ONCE = 4_000_000
TELL_SECONDS = 2.0

Tell = Callable[[str], None]


class Differs(Exception):
    """A table that is not the same on both sides; the text names it."""


@dataclass(frozen=True)
class Moved:
    """How many tables and rows are on the other side now, equal by count and hash, and how many of them this run copied."""

    tables: int
    rows: int
    copied: int


def our_tables() -> list[Table]:
    """Every table of the application, those that others point to first."""
    return list(Base.metadata.sorted_tables)


def move(source: Source, target: Target, tell: Tell) -> Moved:
    """Copy everything into the target and compare it; the source stays closed for writing. Once more after a kill: it goes on.

    Raises Broken, Refused or Differs; psycopg.Error when the target goes away. In each case another run may go on or begin anew.
    """
    tables = our_tables()
    source.check(tables)
    target.begin(source.close_for_writing())
    tell("The community is closed for writing; everybody can go on reading.")
    target.lay()
    copied = sum(_copy(source, target, table, tell) for table in tables)
    tell("Putting keys and numbers in order ...")
    target.put_in_order(tables)
    rows = sum(_compare(source, target, table, tell) for table in tables)
    source.has_moved()
    target.end()
    return Moved(len(tables), rows, copied)


def _copy(source: Source, target: Target, table: Table, tell: Tell) -> int:
    """Copy what is not there yet; answers how many rows that were."""
    after, done = target.far(table)
    begun, of, told = done, source.count(table), time.monotonic()
    lines = source.lines(table, after)
    while batch := _batch(lines):
        done += len(batch)
        target.write(table, (line for _, line in batch), batch[-1][0], done)
        if time.monotonic() - told > TELL_SECONDS or done == of:
            told = time.monotonic()
            tell(f"{table.name}: {done:,} of {of:,} rows")
    return done - begun


def _batch(lines: Iterator[tuple[Sequence[Any], bytes]]) -> list[tuple[Sequence[Any], bytes]]:
    found, size = [], 0
    for key, line in islice(lines, ROWS_AT_ONCE):
        found.append((key, line))
        size += len(line)
        if size > BYTES_AT_ONCE:
            break
    return found


def _compare(source: Source, target: Target, table: Table, tell: Tell) -> int:
    here, there = source.figures(table), target.figures(table)
    if here != there:
        what = (
            "as many rows, but not the same ones"
            if here[0] == there[0]
            else f"{here[0]:,} rows here and {there[0]:,} there"
        )
        raise Differs(f"{table.name} is not the same on both sides: {what}")
    if here[0]:
        tell(f"{table.name}: {here[0]:,} rows, the same on both sides")
    return here[0]
