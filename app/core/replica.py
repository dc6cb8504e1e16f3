"""A copy of the database (`DATABASE_REPLICA_URL`) that makes the pages of visitors, where it knows what the page shows as it is now.

A copy is behind by a moment, and nobody knows by how much. So the stamps of a page are read in both places: where they are the same, the
copy has every change that the page shows, and the page is made from it; else it is made from the database itself. What is shown is
never older than without a copy. Signed-in people, and whatever writes, never meet it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import database_url, db, engine_options, reading_from
from app.core.versions import Key, reading, shape_of, stamp_values
from config import Config

log = logging.getLogger(__name__)
T = TypeVar("T")

CONNECT_SECONDS = 1
REST_SECONDS = 5.0
"""How long a copy that did not answer is left alone."""


class Replica:
    """The copy that `engine` reaches."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.rests_until = 0.0

    def has(self, keys: Sequence[Key], stamps: tuple[int, ...]) -> bool:
        """Whether what the keys stand for is there as it was when the stamps were read. 1 statement of the copy."""
        if time.monotonic() < self.rests_until:
            return False
        try:
            with self.engine.connect() as connection:
                return tuple(connection.execute(reading(shape_of(keys)), stamp_values(keys)).one()) == stamps
        except SQLAlchemyError as error:
            self.rest(error)
            return False

    def rest(self, error: Exception) -> None:
        """It failed: ask it again in a while."""
        self.rests_until = time.monotonic() + REST_SECONDS
        log.warning("the copy of the database does not answer (%s); pages are made without it", type(error).__name__)

    def answers(self) -> bool:
        """Whether it is there, for the health page. Raises sqlalchemy.exc.SQLAlchemyError when not."""
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1


def init_replica(app: Flask, config: Config) -> None:
    """Reach the copy, if there is one. Raises ValueError where the database is a file."""
    if not config.database_replica_url:
        return
    if not config.database_url:
        raise ValueError("DATABASE_REPLICA_URL needs DATABASE_URL: a file has no copy that follows it")
    url = database_url(replace(config, database_url=config.database_replica_url))
    options: dict[str, Any] = engine_options(url)
    options["connect_args"] = {"connect_timeout": CONNECT_SECONDS, "options": "-c default_transaction_read_only=on"}
    app.extensions["replica"] = Replica(create_engine(url, **options))


def replica() -> Replica | None:
    """The copy of this application's database; None where it has none."""
    found: Replica | None = current_app.extensions.get("replica")
    return found


def from_replica(keys: Sequence[Key], stamps: tuple[int, ...], make: Callable[[], T]) -> T:
    """What `make` reads and writes nothing for, from the copy where it has what the keys stand for, else from the database.

    `stamps` are those of the database. Fails the copy half way, `make` is asked again.
    """
    copy = replica()
    if copy is None or not copy.has(keys, stamps):
        return make()
    # A transaction belongs to one place.
    db.session.rollback()
    token = reading_from.set(copy.engine)
    try:
        return make()
    except SQLAlchemyError as error:
        copy.rest(error)
    finally:
        db.session.rollback()
        reading_from.reset(token)
    return make()
