"""What runs by the clock is begun by one of several workers, and by the next one when that one is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from app.core.db import db, engine_options
from app.core.timekeeper import LOCK, Timekeeper
from tests.conftest import Site

ITS_CONNECTION = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    f" AND ((classid::bigint << 32) | objid::bigint) = {LOCK}"
)


@pytest.fixture
def engines(site: Site) -> Iterator[list[Engine]]:
    """Those of two workers."""
    with site.app.app_context():
        url = db.engine.url
    made = [create_engine(url, **engine_options(url.render_as_string(hide_password=False))) for _ in range(2)]
    yield made
    for engine in made:
        engine.dispose()


def test_of_several_workers_one_asks_the_clock(engines: list[Engine]) -> None:
    first, second = (Timekeeper(engine) for engine in engines)
    if engines[0].dialect.name == "sqlite":
        assert first.is_here() and second.is_here(), "one process does the jobs of a file"
        return
    assert [keeper.is_here() for keeper in (first, second, first, second)] == [True, False, True, False]
    first.leave()
    assert [keeper.is_here() for keeper in (second, first)] == [True, False], "the next one has it"
    with engines[0].connect() as connection:
        # As when the worker is killed or PostgreSQL restarted: the minute is not lost.
        assert connection.execute(ITS_CONNECTION).scalar()
    assert [keeper.is_here() for keeper in (second, first)] == [True, False]
    with engines[0].connect() as connection:
        connection.execute(ITS_CONNECTION)
    assert [keeper.is_here() for keeper in (first, second)] == [True, False]
    for keeper in (first, second):
        keeper.leave()
