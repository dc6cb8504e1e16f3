"""Jobs through Redis: the same promise, another carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.core.command import command
from app.core.db import db
from app.core.jobs import JOBS, Promise, defer, queue_of
from tests.available import redis_bin
from tests.redis import redis_server

done: list[int] = []


@pytest.fixture
def carried(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on the same database, with its queue in Redis."""
    program = redis_bin()
    if program is None:
        pytest.skip("Redis is not here")
    done.clear()
    monkeypatch.setitem(JOBS, "test.carry", lambda parcel_id: done.append(parcel_id))
    with redis_server(program) as url:
        made = create_app(replace(app.config["DAYROOM"], testing=False, redis_url=url))
        with made.app_context():
            yield made
            db.session.remove()
        queue_of(made).storage.close()


@command
def _promise(parcel_id: int, after: timedelta = timedelta(0)) -> None:
    defer("test.carry", parcel_id=parcel_id, after=after)


def _work(app: Flask) -> int:
    """What a worker does: take everything from the queue and run it."""
    queue, count = queue_of(app), 0
    while task := queue.dequeue():
        queue.execute(task)
        count += 1
    return count


def test_a_promise_travels_through_redis_and_is_kept(carried: Flask) -> None:
    _promise(7)
    assert done == []
    assert _work(carried) == 1
    assert done == [7]
    assert db.session.scalars(select(Promise)).all() == []


def test_a_promise_for_later_waits_in_redis(carried: Flask) -> None:
    _promise(8, timedelta(hours=1))
    _work(carried)
    assert done == []
    assert queue_of(carried).scheduled_count() == 1


def test_when_redis_is_away_the_promise_stays(carried: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_of(carried).storage, "conn", None)
    _promise(9)
    assert [promise.job for promise in db.session.scalars(select(Promise))] == ["test.carry"]
