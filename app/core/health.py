"""Is the house well? Its parts by name, for those who watch over it and for a proxy that asks whether to send people here.

A part is `ok`; or a word says what is wrong. Without the database, its schema or room on the disk no page can be answered: then the house
is not ready. A queue that is late, a Redis that is away, a community that moves: the house goes on, and says so.
"""

from __future__ import annotations

import functools
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from redis import Redis
from sqlalchemy import func, select

from app.core import clock, database
from app.core.db import db, is_closed
from app.core.jobs import ATTEMPTS, Promise
from app.core.metrics import Figure, measures
from app.core.replica import replica
from config import Config

OK = "ok"
NEEDED = ("database", "schema", "disk")
LATE = timedelta(minutes=5)
"""A job that is overdue by more is waiting for a worker that is not there. The sweep takes up to two minutes."""

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes that the instance folder's disk must have left: below, SQLite may not be able to write."""

KEPT_SECONDS = 2.0
REDIS_SECONDS = 1.0


@dataclass(frozen=True)
class Health:
    """Every part with its word, and whether people can be sent here."""

    parts: dict[str, str]

    @property
    def is_ready(self) -> bool:
        return all(self.parts[part] == OK for part in NEEDED)

    @property
    def word(self) -> str:
        """'ok', 'limping' or 'not ready'."""
        if not self.is_ready:
            return "not ready"
        return OK if set(self.parts.values()) == {OK} else "limping"


def health() -> Health:
    """How the parts are, looked at anew every two seconds at most: whoever asks often costs nothing. At most 3 statements."""
    kept: tuple[float, Health] | None = current_app.extensions.get("health")
    if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
        kept = (time.monotonic(), Health({name: _looked_at(look) for name, look in _PARTS}))
        current_app.extensions["health"] = kept
    return kept[1]


def figures() -> Iterator[Figure]:
    """The parts for a monitoring: 1 when well."""
    for name, word in health().parts.items():
        yield Figure("part_ok", "1 while this part of the house is well", float(word == OK), (("part", name),))
    room = shutil.disk_usage(_config().instance).free
    yield Figure("disk_free_bytes", "Room left on the disk of the instance folder", float(room))


@measures
def queue_figures() -> Iterator[Figure]:
    """What is promised, by job; how late the oldest is; what was given up."""
    open_ = Promise.attempts < ATTEMPTS
    waiting = select(Promise.job, func.count()).where(open_).group_by(Promise.job)
    for job, number in db.session.execute(waiting).all():
        yield Figure("jobs_waiting", "Jobs that are promised and not yet done", float(number), (("job", job),))
    yield Figure("jobs_lag_seconds", "How long the oldest job is overdue", _lag().total_seconds())
    spent = db.session.scalar(select(func.count()).select_from(Promise).where(~open_)) or 0
    yield Figure("jobs_given_up", "Jobs that failed eight times and wait for a person", float(spent))


def _lag() -> timedelta:
    oldest = db.session.scalar(select(func.min(Promise.due_at)).where(Promise.attempts < ATTEMPTS))
    return max(timedelta(0), clock.now() - oldest) if oldest else timedelta(0)


def _looked_at(look: Callable[[], str]) -> str:
    try:
        return look()
    except Exception:
        db.session.rollback()
        return "away"


def _database() -> str:
    db.session.rollback()
    db.session.execute(select(1))
    return OK


def _schema() -> str:
    found = database.revision(db.session.connection())
    return OK if found == _newest() else "other version"


def _queue() -> str:
    return OK if _lag() <= LATE else "late"


def _writing() -> str:
    return "moving" if is_closed() else OK


def _disk() -> str:
    return OK if shutil.disk_usage(_config().instance).free >= LEAST_ROOM else "full"


def _redis() -> str:
    url = _config().redis_url
    if url:
        with Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS) as redis:
            redis.ping()
    return OK


def _replica() -> str:
    copy = replica()
    if copy is not None:
        copy.answers()
    return OK


def _config() -> Config:
    config: Config = current_app.config["DAYROOM"]
    return config


_newest = functools.cache(database.newest)
_PARTS = (
    ("database", _database),
    ("schema", _schema),
    ("queue", _queue),
    ("writing", _writing),
    ("disk", _disk),
    ("redis", _redis),
    ("replica", _replica),
)
