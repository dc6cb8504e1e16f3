"""Rows into a database as quickly as it takes them: COPY on PostgreSQL, many rows a statement on SQLite.

While rows come in, the indexes of the largest tables are away and no foreign key is looked after; what makes the rows must be right,
and `end` puts everything back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, Protocol, cast

import psycopg
from sqlalchemy import Table

from app.core.db import Base

AT_ONCE = 5_000
"""Rows that are collected before they are written."""
Row = tuple[Any, ...]


class Loader(Protocol):
    """Times are texts of UTC, JSON is text; `text` makes what people wrote fit to be a value."""

    def text(self, value: str) -> str: ...

    def begin(self, tables: Iterable[Table]) -> None: ...

    def write(self, table: Table, names: tuple[str, ...], rows: list[Row]) -> None: ...

    def end(self) -> None: ...


class Rows:
    """The rows of one table on their way. Columns that are not named get the model's own default."""

    def __init__(self, loader: Loader, model: type[Base], names: str) -> None:
        self.loader, self.table = loader, table_of(model)
        given = tuple(names.split())
        missing = [each for each in self.table.columns if each.name not in given and each.default is not None]
        self.names = given + tuple(each.name for each in missing)
        self.rest = tuple(_default(each.default) for each in missing)
        self.rows: list[Row] = []

    def add(self, *values: Any) -> None:
        """One row, in the order of the names."""
        self.row(values)

    def row(self, values: Row) -> None:
        """The same, of values that are together already: what is done for each post."""
        rows = self.rows
        rows.append(values + self.rest if self.rest else values)
        if len(rows) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self.rows:
            self.loader.write(self.table, self.names, self.rows)
            self.rows = []


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    return cast(Table, model.__table__)


def _default(default: Any) -> Any:
    if default.is_scalar:
        return default.arg
    made = default.arg(None)
    return "[]" if made == [] else "{}" if made == {} else made


class SqliteLoader:
    """One transaction on one connection, with settings of its own that end with the connection."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.indexes: list[str] = []

    def text(self, value: str) -> str:
        return value

    def begin(self, tables: Iterable[Table]) -> None:
        # A load that is cut off is thrown away and made again: nothing here has to outlive a power cut before the end.
        for setting in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1500000", "temp_store=MEMORY"):
            self.connection.execute(f"PRAGMA {setting}")
        for table in tables:
            found = self.connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                (table.name,),
            ).fetchall()
            for name, sql in found:
                self.indexes.append(sql)
                self.connection.execute(f'DROP INDEX "{name}"')
        self.connection.execute("PRAGMA journal_mode=OFF")
        self.connection.execute("BEGIN EXCLUSIVE")

    def write(self, table: Table, names: tuple[str, ...], rows: list[Row]) -> None:
        quoted, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        self.connection.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', rows)  # noqa: S608

    def end(self) -> None:
        self.connection.execute("COMMIT")
        for sql in self.indexes:
            self.connection.execute(sql)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("ANALYZE")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


class PostgresLoader:
    """COPY in text form. Foreign keys are passed over where the role may do that (a superuser), else they are looked after."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)
        self.indexes: list[str] = []
        self.written: dict[str, Table] = {}

    def text(self, value: str) -> str:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")

    def begin(self, tables: Iterable[Table]) -> None:
        run: Any = self.connection.execute
        run("SET TIME ZONE 'UTC'")
        run("SET synchronous_commit = off")
        run("SET maintenance_work_mem = '512MB'")
        try:
            run("SET session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege:
            print("this role may not pass over foreign keys: it takes longer")
        for table in tables:
            found = run(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                (table.name,),
            ).fetchall()
            for name, sql in found:
                self.indexes.append(sql)
                run(f'DROP INDEX "{name}"')

    def write(self, table: Table, names: tuple[str, ...], rows: list[Row]) -> None:
        self.written[table.name] = table
        quoted = ", ".join(f'"{name}"' for name in names)
        lines = ["\t".join(["\\N" if value is None else str(value) for value in row]) for row in rows]
        with self.connection.cursor().copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            copy.write("\n".join(lines) + "\n")

    def end(self) -> None:
        run: Any = self.connection.execute
        for sql in self.indexes:
            run(sql)
        for name, table in self.written.items():
            if "id" in table.columns:
                last = f'(SELECT max(id) FROM "{name}")'  # noqa: S608
                run(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})")
        run("VACUUM ANALYZE")
        self.connection.close()
