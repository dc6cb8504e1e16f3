"""The schema: laid by revisions, taken back by them, and exactly what the models say."""

from __future__ import annotations

from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from app.core import database
from app.core.db import Base, UtcDateTime, db


def test_the_schema_goes_down_to_nothing_and_up_again(app: Flask) -> None:
    database.downgrade(db.engine)
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    assert not database.is_current(db.engine)
    database.upgrade(db.engine)
    assert database.is_current(db.engine)
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection", "ignore:autogenerate skipping")
def test_the_revisions_lay_exactly_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _compare_type})
        differences = compare_metadata(context, Base.metadata)
    ours = set(Base.metadata.tables)
    told = [change for change in differences if not _is_of_a_foreign_table(change, ours)]
    assert told == []


def test_a_new_database_is_fresh_until_its_first_revision(app: Flask) -> None:
    assert not database.is_fresh(db.engine)
    database.downgrade(db.engine)
    assert database.is_fresh(db.engine)


def test_sqlite_writes_ahead_and_checks_foreign_keys(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            settings = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in _PRAGMAS}
        assert settings == _PRAGMAS
    else:
        assert db.engine.pool._pre_ping


_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 14, 9, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match=r"clock\.now"):
        UtcDateTime().process_bind_param(naive, SQLiteDialect())


def _compare_type(_context, _inspected, _column, found, declared):  # type: ignore[no-untyped-def]
    return False if isinstance(declared, UtcDateTime) else None


def _is_of_a_foreign_table(change, ours):  # type: ignore[no-untyped-def]
    """Tables without a model, such as a search index; a table of ours that is missing is never one."""
    return isinstance(change, tuple) and change[0] == "remove_table" and change[1].name not in ours
