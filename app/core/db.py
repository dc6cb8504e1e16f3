"""The database: one declarative base, UTC times, and how each engine opens a transaction.

SQLite runs in WAL mode with synchronous=FULL; a command's transaction begins IMMEDIATE, so that it never fails half way
because another writer came first (measured: deferred transactions lost 1 answer in 7 with 16 writers), and in its turn
(`core.sqlite_file`), so that nobody sleeps while the file is free. The only commit in the code base is `finish`, called by the outermost
command.
"""

from __future__ import annotations

import importlib
import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core.lanes import step_out
from app.core.policy import Closed
from app.core.sqlite_file import SqliteFile
from config import Config

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_SECONDS = 10
"""How long a SQLite connection waits for another writer."""

CONNECT_SECONDS = 5
"""How long a new connection to PostgreSQL may take before its page says that the database is away."""

PREPARE_AFTER = 1
"""A statement that a connection to PostgreSQL runs again is prepared there: to plan a reply's takes as long as to run them. Each
connection of each process does it for itself: after five times, as the driver has it, hundreds of replies are slow after a start."""

KEPT_OPEN, MORE_OPEN = 15, 5
"""Connections of a process to PostgreSQL that stay open, one for each thread that answers, and those that are closed after use: opening one
takes longer than a whole page, and what it has prepared and read is gone with it."""

KEPT_OF_FILE, MORE_OF_FILE = 4, 16
"""The same for a SQLite file, where few work at a time: one holds 1.8 MB after a while. Who was used last is used next."""

CACHE_KILOBYTES = 300
"""What each SQLite connection keeps of the file; the system keeps the file in memory for all of them."""

SYNCHRONOUS = "FULL"
"""SQLite waits for the disk at each commit, so that an acknowledged post outlives a power cut. Tests have no power cuts.

A command waits for it after its commit, together with others (`core.on_disk`): its connection is told so (NORMAL) while it writes.
"""

OPEN = 0
"""What stands in a SQLite file's `user_version` while it may be written. A move writes its own number, and minus that when it is over:
every process finds it under the write lock, so nothing is written past a move that has begun."""

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True inside a command: the next transaction on SQLite takes the write lock at once."""

_files: dict[str, SqliteFile] = {}
"""By the database's path: the files that commands of this process write to in turns."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python; a timestamp in the database (SQLite keeps it without an offset)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """For SQLite straight to the words that SQLAlchemy keeps there: a reply has a dozen times."""
        return _as_kept_in_a_file if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a timezone cannot be stored; use core.clock.now()")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)
def _as_kept_in_a_file(value: datetime | None) -> str | None:
    # Most times of a transaction are one.
    return None if value is None else _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


class Base(DeclarativeBase):
    """Every table's base, with constraint names that a migration can find again."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})


reading_from: ContextVar[Engine | None] = ContextVar("reading_from", default=None)
"""Set while a page is made from a copy of the database: see `core.replica`."""


class OnePlace(Session):
    """A session whose statements go to one place: the database, or the copy that is read now."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Where a statement goes. Whoever writes to a file has their turn before they take a connection: who waits for one holds none."""
        place = reading_from.get() or super().get_bind(*args, **kwargs)
        if writing.get():
            _wait_for_turn(place.engine)
        return place

    def close(self) -> None:
        """As ever; a connection that died meanwhile has nothing to roll back, and the page was made."""
        try:
            super().close()
        except OperationalError:
            self.invalidate()


db = SQLAlchemy(model_class=Base, session_options={"class_": OnePlace})

Id = BigInteger().with_variant(Integer, "sqlite")
"""Integer keys: 64 bits on PostgreSQL, rowid on SQLite."""


def primary_key() -> Any:
    """A generated integer primary key column."""
    return mapped_column(Id, primary_key=True, autoincrement=True)


def database_url(config: Config) -> str:
    """The SQLAlchemy address for `config`; plain `postgresql://` becomes psycopg 3's."""
    if not config.database_url:
        return f"sqlite:///{config.instance / 'dayroom.db'}"
    url = make_url(config.database_url)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def init_database(app: Flask, config: Config) -> None:
    """Bind the engine to `app`."""
    url = app.config["SQLALCHEMY_DATABASE_URI"] = database_url(config)
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and file != ":memory:":
        _files.setdefault(file, SqliteFile(Path(file), BUSY_SECONDS))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    if not url.startswith("sqlite"):
        with app.app_context():
            # By name: its driver takes memory that a house with a file does not need.
            importlib.import_module("app.core.postgresql").make_ready(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """Pool and driver options for `url`. Errors name no parameters: logs hold nothing that people wrote."""
    pool = {"hide_parameters": True, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        size = {"pool_size": KEPT_OF_FILE, "max_overflow": MORE_OF_FILE}
        return {**pool, **size, "connect_args": {"timeout": BUSY_SECONDS}}
    size = {"pool_size": KEPT_OPEN, "max_overflow": MORE_OPEN}
    given = {"connect_timeout": CONNECT_SECONDS, "prepare_threshold": PREPARE_AFTER}
    return {**pool, **size, "pool_pre_ping": True, "connect_args": given}


def is_closed() -> bool:
    """Whether nobody may write now, because the community is moving or has moved to another database."""
    connection = db.session.connection()
    return connection.dialect.name == "sqlite" and _mark(connection) != OPEN


def has_moved() -> bool:
    """Whether this SQLite file is the former place of a community that lives in PostgreSQL now."""
    with db.engine.connect() as connection:
        return connection.dialect.name == "sqlite" and _mark(connection) < OPEN


def finish() -> None:
    """Commit, and return when that is on the disk. Called by the outermost command, and by nothing else."""
    db.session.commit()
    file = _files.get(db.engine.url.database or "")
    if file is not None:
        file.committed(is_on_disk=SYNCHRONOUS != "FULL")


def let_go() -> None:
    """The outermost command is over, whatever came of it: the next one may write."""
    file = _files.get(db.engine.url.database or "")
    if file is not None:
        file.give_back()


def _wait_for_turn(engine: Engine) -> None:
    # Also where there are no turns: it may wait for rows of others, and will for the disk.
    step_out()
    file = _files.get(engine.url.database or "")
    if file is not None:
        file.turns.take()


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        # Else a number's size would be a part of its type, and a statement prepared anew for each mixture of them.
        numeric = importlib.import_module("psycopg.types.numeric")
        connection.adapters.register_dumper(int, numeric.Int8Dumper)
        return
    # SQLAlchemy, not the driver, says when a transaction begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KILOBYTES}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    is_writing = writing.get()
    if connection.dialect.name != "sqlite":
        return
    file = _files.get(connection.engine.url.database or "") if is_writing else None
    if file is not None:
        file.begin(_driver(connection))
    _wait_for_disk(connection, "FULL" if file is None else "NORMAL")
    if not is_writing:
        # Past SQLAlchemy, as each page begins with it; it takes no lock and cannot fail.
        _driver(connection).execute("BEGIN")
        return
    _begin_to_write(connection)
    mark = _mark(connection)
    if mark != OPEN:
        connection.exec_driver_sql("ROLLBACK")
        raise Closed("moving" if mark > OPEN else "moved")


@event.listens_for(Engine, "commit")
def _commit(connection: Connection) -> None:
    file = _files.get(connection.engine.url.database or "") if writing.get() else None
    if file is not None and connection.dialect.name == "sqlite":
        file.commits(_driver(connection))


def _begin_to_write(connection: Connection) -> None:
    words = "BEGIN IMMEDIATE"
    try:
        _driver(connection).execute(words)
    except sqlite3.Error as error:
        connection._handle_dbapi_exception(error, words, None, None, None)


def _mark(connection: Connection) -> int:
    # Past SQLAlchemy: two microseconds at the beginning of each command.
    return int(_driver(connection).execute("PRAGMA user_version").fetchone()[0])


def _wait_for_disk(connection: Connection, how: str) -> None:
    """FULL: each commit on this connection waits for the disk. NORMAL: whoever commits does, before they tell anybody."""
    if SYNCHRONOUS == "FULL" and connection.info.get("synchronous", "FULL") != how:
        _driver(connection).execute(f"PRAGMA synchronous={how}")
        connection.info["synchronous"] = how


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
