"""The PostgreSQL that a community moves into: laid, filled and put in order in steps that each stand alone, remembered beside them.

What is done stands in a table of the target itself, changed in the same transaction as the step: a move that was killed goes on where
it was. Rows are copied without foreign keys, which are put back and checked as a whole at the end.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal
from psycopg.types.json import Jsonb
from sqlalchemy import Engine, Table, create_engine
from sqlalchemy.engine import URL, make_url

from app.core import database
from app.core.db import engine_options
from app.core.moving.writing_out import asked_of_postgresql, is_text

NOTES = "dayroom_move"
LOCK = 4_158_210_006
"""Any number of our own: the advisory lock of whoever is moving."""

LOCK_SECONDS = 15


class Refused(Exception):
    """A target that cannot be used; the text says why, in words for whoever runs the move."""


def address_of(url: str) -> URL:
    """The address of the target. Raises Refused for what is none of a PostgreSQL."""
    try:
        found = make_url(url)
    except Exception as error:
        raise Refused("the new place is written postgresql://user@host/name") from error
    if found.get_backend_name() not in ("postgresql", "postgres"):
        raise Refused("the new place is a PostgreSQL, written postgresql://user@host/name")
    return found


@contextmanager
def open_target(url: str) -> Iterator[Target]:
    """The target, held by this move alone. Raises Refused when another move holds it, psycopg.Error when it does not answer."""
    plain = address_of(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET extra_float_digits = 1")
        _take_lock(connection)
        yield Target(connection, address_of(url))


class Target:
    """One PostgreSQL, and what is noted in it about the move."""

    def __init__(self, connection: psycopg.Connection[Any], url: URL) -> None:
        self.connection = connection
        self.url = url

    def begin(self, move: int) -> None:
        """Take an empty place, or one that this very move has begun. Raises Refused for any other."""
        if not self._is_begun():
            tables = self._ask("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
            if tables:
                raise Refused("the new place is not empty. Nothing was changed there; make a new database for the move")
            if self._ask("SHOW server_encoding") != "UTF8":
                raise Refused(
                    "the new place is not in UTF8. Make it with: createdb --encoding UTF8 --template template0 NAME"
                )
            with self.connection.transaction():
                self.connection.execute(f"CREATE TABLE {NOTES} (name text PRIMARY KEY, value jsonb NOT NULL)")
                self.note("move", move)
        if self.noted("move") != move:
            raise Refused(
                "the new place holds the beginning of another move, made before the community was opened again. "
                "Make a new database for the move"
            )

    def lay(self) -> None:
        """Bring the schema, empty of what the revisions wrote, without its foreign keys."""
        engine = create_engine(self.url.set(drivername="postgresql+psycopg"), **engine_options("postgresql"))
        try:
            if self.noted("laid"):
                self._check_version(engine)
                return
            database.upgrade(engine)
        finally:
            engine.dispose()
        with self.connection.transaction():
            keys = self._foreign_keys()
            for table, name, _ in keys:
                self._do("ALTER TABLE {} DROP CONSTRAINT {}", Identifier(table), Identifier(name))
            for table in self._tables():
                self._do("TRUNCATE {}", Identifier(table))
            self.note("foreign keys", keys)
            self.note("laid", True)

    def write(self, table: Table, lines: Iterable[bytes], last_key: Sequence[Any], copied: int) -> None:
        """One batch, and how far the table is with it."""
        columns = SQL(", ").join(Identifier(column.name) for column in table.columns)
        asked = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), columns)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            with cursor.copy(asked) as copy:
                copy.write(b"".join(lines))
            self.note(f"table {table.name}", {"last": list(last_key), "rows": copied})

    def far(self, table: Table) -> tuple[tuple[Any, ...] | None, int]:
        """The key that was copied last, and how many rows were."""
        noted = self.noted(f"table {table.name}")
        return (tuple(noted["last"]), noted["rows"]) if noted else (None, 0)

    def put_in_order(self, tables: Sequence[Table]) -> None:
        """Foreign keys back, each checked; sequences behind the highest number there is or was; statistics."""
        while keys := self.noted("foreign keys"):
            table, name, words = keys.pop()
            with self.connection.transaction():
                self._do("ALTER TABLE {} ADD CONSTRAINT {} " + words, Identifier(table), Identifier(name))
                self.note("foreign keys", keys)
        for table in tables:
            self._set_sequence(table)
        self.connection.execute("ANALYZE")

    def figures(self, table: Table) -> tuple[int, str]:
        """How many rows the table has here, and the SHA-256 of their lines."""
        columns = [SQL(asked_of_postgresql(column)).format(Identifier(column.name)) for column in table.columns]
        keys = [
            SQL('{} COLLATE "C"' if is_text(column) else "{}").format(Identifier(column.name))
            for column in table.primary_key
        ]
        asked = SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
            SQL(", ").join(columns), Identifier(table.name), SQL(", ").join(keys)
        )
        counted, summed = 0, hashlib.sha256()
        with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
            for part in copy:
                summed.update(part)
                counted += 1
        return counted, summed.hexdigest()

    def end(self) -> None:
        """Take the notes away: from now on it is a community like any other."""
        self.connection.execute(f"DROP TABLE {NOTES}")

    def noted(self, name: str) -> Any:
        """What was noted, or None."""
        row = self.connection.execute(f"SELECT value FROM {NOTES} WHERE name = %s", (name,)).fetchone()  # noqa: S608
        return row[0] if row else None

    def note(self, name: str, value: Any) -> None:
        """Remember how far the move is."""
        self.connection.execute(
            f"INSERT INTO {NOTES} VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",  # noqa: S608
            (name, Jsonb(value)),
        )

    def _check_version(self, engine: Engine) -> None:
        if not database.is_current(engine):
            raise Refused("the new place was begun by another version of Dayroom. Make a new database for the move")

    def _is_begun(self) -> bool:
        return bool(self._ask("SELECT to_regclass(%s) IS NOT NULL", NOTES))

    def _tables(self) -> list[str]:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN (%s, %s)"
        return [name for (name,) in self.connection.execute(listed, (NOTES, "alembic_version")).fetchall()]

    def _foreign_keys(self) -> list[tuple[str, str, str]]:
        listed = (
            "SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c "
            "JOIN pg_class t ON t.oid = c.conrelid "
            "WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
        return self.connection.execute(listed).fetchall()

    def _set_sequence(self, table: Table) -> None:
        for column in table.primary_key:
            sequence = self._ask("SELECT pg_get_serial_sequence(%s, %s)", f'"{table.name}"', column.name)
            if sequence is None:
                continue
            # Numbers are never given again: those of members and groups that are gone are kept in a table beside.
            gone = f"gone_{table.name}"
            sources = [name for name in (table.name, gone) if name in table.metadata.tables]
            highest = [
                SQL("SELECT max({}) AS n FROM {}").format(Identifier(column.name), Identifier(name)) for name in sources
            ]
            found = SQL("SELECT max(n) FROM ({}) AS numbers").format(SQL(" UNION ALL ").join(highest))
            last = self.connection.execute(found).fetchone()
            number = last[0] if last else None
            self.connection.execute("SELECT setval(%s, %s, %s)", (sequence, number or 1, number is not None))

    def _ask(self, asked: str, *values: Any) -> Any:
        row = self.connection.execute(asked, values).fetchone()
        return row[0] if row else None

    def _do(self, words: str, *names: Identifier) -> None:
        asked: Composed = SQL(words).format(*names)
        self.connection.execute(asked)


def _take_lock(connection: psycopg.Connection[Any]) -> None:
    # The server may need a moment to notice that the move before was killed.
    deadline = time.monotonic() + LOCK_SECONDS
    asked = SQL("SELECT pg_try_advisory_lock({})").format(Literal(LOCK))
    while not (connection.execute(asked).fetchone() or (False,))[0]:
        if time.monotonic() > deadline:
            raise Refused("another move is writing into the new place")
        time.sleep(0.5)
