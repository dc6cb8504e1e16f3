"""The directory that Dayroom comes with: the national defaults, read from a file and not from the database."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FIRST_LINES = Path(__file__).parent / "first_lines.csv"

Row = dict[str, str]


@cache
def first_rows() -> tuple[Row, ...]:
    """Its rows in order; each names columns of `HelpLine`. Do not change them."""
    with FIRST_LINES.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def key_of_row(row: Row) -> str:
    """What tells a row from the others, as `HelpLine.first_key` keeps it."""
    return "/".join((row["country"], row["service"], row["phone"] or row["text"]))
