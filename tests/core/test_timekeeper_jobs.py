"""What runs by the clock is begun by one of several workers, and by the next one when that one is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from app.core.db import db, engine_options
from app.core.timekeeper import LOCK, Timekeeper
from tests.conftest import Site
from tests.house.running import wait_for

ITS_CONNECTION = text(
    "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    f" AND ((classid::bigint << 32) | objid::bigint) = {LOCK}"
)


@pytest.fixture
def keepers(site: Site) -> Iterator[list[Timekeeper]]:
    """Those of two workers, each with connections of its own."""
    with site.app.app_context():
        url = db.engine.url
    engines = [create_engine(url, **engine_options(url.render_as_string(hide_password=False))) for _ in range(2)]
    made = [Timekeeper(engine) for engine in engines]
    yield made
    for keeper, engine in zip(made, engines, strict=True):
        keeper.leave()
        engine.dispose()


def test_of_several_workers_one_asks_the_clock(keepers: list[Timekeeper]) -> None:
    first, second = keepers
    engine = first.engine
    if engine.dialect.name == "sqlite":
        assert first.is_here() and second.is_here(), "one process does the jobs of a file"
        return
    assert [keeper.is_here() for keeper in (first, second, first, second)] == [True, False, True, False]
    first.leave()
    # PostgreSQL lets go of the lock when it has noticed, which is a moment after the connection was closed.
    assert wait_for(second.is_here) and not first.is_here(), "the next one has it"
    with engine.connect() as connection:
        # As when the worker is killed or PostgreSQL restarted: the minute is not lost.
        assert connection.execute(ITS_CONNECTION).scalar()
    assert [keeper.is_here() for keeper in (second, first)] == [True, False]
    with engine.connect() as connection:
        connection.execute(ITS_CONNECTION)
    assert [keeper.is_here() for keeper in (first, second)] == [True, False]
