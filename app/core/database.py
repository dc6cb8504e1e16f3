"""Bringing the schema up and down with plain alembic, on the engine the application uses."""

from __future__ import annotations

from alembic import command as alembic
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from config import ROOT


def alembic_config() -> AlembicConfig:
    """Alembic's settings for this checkout."""
    return AlembicConfig(str(ROOT / "migrations" / "alembic.ini"))


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to revision `to`. WAL is set here, once: it stays with a SQLite file."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN")
    _run(engine, to, up=True)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take the schema down to revision `to`."""
    _run(engine, to, up=False)


def is_fresh(engine: Engine) -> bool:
    """Whether no revision was ever laid: the database is new."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision."""
    with engine.connect() as connection:
        return revision(connection) == newest()


def newest() -> str | None:
    """The newest revision of this code."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def revision(connection: Connection) -> str | None:
    """The revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def _run(engine: Engine, to: str, up: bool) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (alembic.upgrade if up else alembic.downgrade)(config, to)
