"""The community that moves: its SQLite file, read past the application, a row at a time and in the order of its keys."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import IdentifierPreparer

from app.core.db import BUSY_SECONDS, OPEN
from app.core.moving.writing_out import Unreadable, Writer, line_of, writer_for

_NAMES = IdentifierPreparer(sqlite.dialect())
NOT_OURS = {"alembic_version", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}
Row = tuple[Any, ...]


class Broken(Exception):
    """Something in the file that cannot be moved as it is; the text says what, in words for whoever runs the move."""


class Source:
    """One SQLite file. Closing it for writing is a number in the file itself, which every writer finds under the write lock."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.connection = sqlite3.connect(file, isolation_level=None, timeout=BUSY_SECONDS)

    def mark(self) -> int:
        """0 while it is open; the number of its move, or minus that once it has moved."""
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    def close_for_writing(self) -> int:
        """Let the command that is running end, and let no other begin; answers the number of the move, the former one when there is one."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            if self.mark() == OPEN:
                self._set(secrets.randbelow(2**31 - 2) + 1)
            return abs(self.mark())
        finally:
            self.connection.execute("COMMIT")

    def has_moved(self) -> None:
        """Keep it closed for good: who starts the former community by mistake finds it where it was, to read."""
        self._set(-abs(self.mark()))

    def open_again(self) -> None:
        """Let people write again. A copy that was made of it is out of date from then on."""
        self._set(OPEN)

    def check(self, tables: Sequence[Table]) -> None:
        """Raises Broken when it holds a table that nobody knows, or a row that points to nothing."""
        listed = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        unknown = {name for (name,) in listed} - {table.name for table in tables} - NOT_OURS
        if unknown:
            raise Broken(f"the file holds a table that this version does not know: {', '.join(sorted(unknown))}")
        lost = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        if lost:
            raise Broken(f"row {lost[1]} of {lost[0]} points to a row of {lost[2]} that is not there")

    def count(self, table: Table) -> int:
        """Its rows."""
        return int(self.connection.execute(f"SELECT count(*) FROM {_NAMES.format_table(table)}").fetchone()[0])  # noqa: S608

    def rows(self, table: Table, after: Sequence[Any] | None = None) -> Iterator[Row]:
        """Its rows in the order of their keys, those behind the key `after`; columns as `table` names them."""
        keys = ", ".join(_name(column) for column in table.primary_key)
        behind = f"WHERE ({keys}) > ({', '.join('?' * len(after))})" if after else ""
        columns = ", ".join(_name(column) for column in table.columns)
        asked = f"SELECT {columns} FROM {_NAMES.format_table(table)} {behind} ORDER BY {keys}"  # noqa: S608
        return iter(self.connection.execute(asked, tuple(after or ())))

    def lines(self, table: Table, after: Sequence[Any] | None = None) -> Iterator[tuple[Row, bytes]]:
        """The same rows, each with its key and its line of COPY. Raises Broken at a value that its column cannot hold."""
        writers = [writer_for(column) for column in table.columns]
        places = _places_of_key(table)
        for row in self.rows(table, after):
            yield tuple(row[place] for place in places), _line(table, writers, row)

    def figures(self, table: Table) -> tuple[int, str]:
        """How many rows it has, and the SHA-256 of their lines."""
        writers = [writer_for(column, to_compare=True) for column in table.columns]
        counted, summed = 0, hashlib.sha256()
        for row in self.rows(table):
            summed.update(_line(table, writers, row))
            counted += 1
        return counted, summed.hexdigest()

    def _set(self, mark: int) -> None:
        self.connection.execute(f"PRAGMA user_version = {mark:d}")


def _name(column: Column[Any]) -> str:
    return str(_NAMES.format_column(column))


def _places_of_key(table: Table) -> list[int]:
    columns = list(table.columns)
    return [columns.index(column) for column in table.primary_key]


def _line(table: Table, writers: Sequence[Writer], row: Row) -> bytes:
    try:
        return line_of(writers, row)
    except Unreadable as error:
        column, key = list(table.columns)[error.args[0]].name, [row[place] for place in _places_of_key(table)]
        raise Broken(f"{table.name}.{column} of the row {key} holds what the column cannot") from error
