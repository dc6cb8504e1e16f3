"""The schema: laid by revisions, taken back by them, and exactly what the models say."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import PrimaryKeyConstraint, Table, TextClause, UniqueConstraint, inspect, text
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from app.core import database
from app.core import db as core_db
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
    told = [change for change in differences if not _is_of_a_foreign_table(change) and not _is_the_same_index(change)]
    assert told == []


def test_rows_that_change_all_day_keep_room_beside_them(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            kept = connection.execute(text("SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL")).all()
        room = {"discussions": ["fillfactor=75"], "limit_counts": ["fillfactor=50"], "page_versions": ["fillfactor=50"]}
        assert {row.relname: row.reloptions for row in kept if row.relname in room} == room


SMALL = (
    *("canned_texts", "check_effects", "check_trips", "gone_groups", "grants", "guidelines_versions", "help_lines", "join_requests"),
    *("lab_rules", "lab_versions", "leavings", "nominations", "split_plans"),
)
"""Tables of what staff do, or a few members at a time: they do not grow with what is written."""


def test_what_names_a_member_is_found_by_them() -> None:
    """When the row of a member goes, both databases look for whatever names it; without an index they read the whole table for that."""
    not_found = [
        str(column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "members.id" for key in column.foreign_keys) and table.name not in SMALL
        if column.name not in {next(iter(index.columns)).name for index in (*table.indexes, *_keys(table))}
    ]
    assert not_found == []


def _keys(table: Table) -> list[PrimaryKeyConstraint | UniqueConstraint]:
    return [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]


def test_a_new_database_is_fresh_until_its_first_revision(app: Flask) -> None:
    assert not database.is_fresh(db.engine)
    database.downgrade(db.engine)
    assert database.is_fresh(db.engine)


def test_sqlite_writes_ahead_to_the_disk_and_checks_foreign_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests write without waiting for the disk; what the product does is what counts here.
    monkeypatch.setattr(core_db, "SYNCHRONOUS", _written("SYNCHRONOUS"))
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            settings = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in _PRAGMAS}
        assert settings == _PRAGMAS
    else:
        assert db.engine.pool._pre_ping


def _written(name: str) -> object:
    """The value that the source of core/db.py gives to `name`."""
    tree = ast.parse(Path(str(core_db.__file__)).read_text())
    found = (node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name)
    return ast.literal_eval(next(found))


_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 14, 9, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match=r"clock\.now"):
        UtcDateTime().process_bind_param(naive, SQLiteDialect())


def _compare_type(_context, _inspected, _column, found, declared):  # type: ignore[no-untyped-def]
    return False if isinstance(declared, UtcDateTime) else None


def _is_of_a_foreign_table(change):  # type: ignore[no-untyped-def]
    """Tables without a model, such as a search index; a table of ours that is missing is never one."""
    return isinstance(change, tuple) and change[0] == "remove_table" and change[1].name not in Base.metadata.tables


def _is_the_same_index(change):  # type: ignore[no-untyped-def]
    """An index on `risk DESC` cannot be read back in full: its name and its table must do."""
    if not isinstance(change, tuple) or change[0] not in ("add_index", "remove_index"):
        return False
    table = Base.metadata.tables.get(change[1].table.name)
    declared = next((index for index in table.indexes if index.name == change[1].name), None) if table is not None else None
    laid = {index["name"] for index in inspect(db.engine).get_indexes(change[1].table.name)}
    is_odd = declared is not None and any(isinstance(part, TextClause) for part in declared.expressions)
    return is_odd and change[1].name in laid
