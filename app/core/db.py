"""The database: one declarative base, UTC times, and how each engine opens a transaction.

SQLite runs in WAL mode with synchronous=FULL; a command's transaction begins IMMEDIATE, so that it never fails half way
because another writer came first (measured: deferred transactions lost 1 answer in 7 with 16 writers). The only commit in the
code base is `finish`, called by the outermost command.
"""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core.policy import Closed
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

SYNCHRONOUS = "FULL"
"""SQLite waits for the disk at each commit, so that an acknowledged post outlives a power cut. Tests have no power cuts."""

OPEN = 0
"""What stands in a SQLite file's `user_version` while it may be written. A move writes its own number, and minus that when it is over:
every process finds it under the write lock, so nothing is written past a move that has begun."""

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True inside a command: the next transaction on SQLite takes the write lock at once."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python; a timestamp in the database (SQLite keeps it without an offset)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a timezone cannot be stored; use core.clock.now()")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table's base, with constraint names that a migration can find again."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})


db = SQLAlchemy(model_class=Base)

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
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(config)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)


def engine_options(url: str) -> dict[str, Any]:
    """Pool and driver options for `url`. Errors name no parameters: logs hold nothing that people wrote."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": BUSY_SECONDS}}
    connect = {"connect_timeout": CONNECT_SECONDS}
    return {"hide_parameters": True, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 15, "connect_args": connect}


def is_closed() -> bool:
    """Whether nobody may write now, because the community is moving or has moved to another database."""
    connection = db.session.connection()
    return connection.dialect.name == "sqlite" and _mark(connection) != OPEN


def has_moved() -> bool:
    """Whether this SQLite file is the former place of a community that lives in PostgreSQL now."""
    with db.engine.connect() as connection:
        return connection.dialect.name == "sqlite" and _mark(connection) < OPEN


def finish() -> None:
    """Commit. Called by the outermost command, and by nothing else."""
    db.session.commit()


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # SQLAlchemy, not the driver, says when a transaction begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
    mark = _mark(connection) if writing.get() else OPEN
    if mark != OPEN:
        connection.exec_driver_sql("ROLLBACK")
        raise Closed("moving" if mark > OPEN else "moved")


def _mark(connection: Connection) -> int:
    # Past SQLAlchemy: two microseconds at the beginning of each command.
    file: Any = connection.connection.driver_connection
    return int(file.execute("PRAGMA user_version").fetchone()[0])
