"""How long the record takes: to verify, and to write. On SQLite, and on PostgreSQL where it is installed.

    python -m bench.audit [--entries 1000000]

Prints the figures of docs/record.md. The entries are made with the chain's own code, in batches, as one command with many facts
would make them.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from app import create_app
from app.audit.verifying import verify
from app.audit.writing import Waiting
from app.core import clock, database
from app.core.command import before_commit, command, publish
from app.core.db import db
from app.core.facts import DomainEvent
from config import Config
from tests.postgres import postgres_server

BATCH = 10_000


@dataclass(frozen=True, kw_only=True)
class Ruled(DomainEvent):
    """A fact as long as that of a decision."""

    audited: ClassVar[bool] = True
    item_id: int
    decision_id: int
    version: int
    subject_kind: str
    subject_id: int
    revision_id: int
    author_id: int
    scope_path: str
    action: str
    clause: int


@command
def _write(first: int, count: int) -> None:
    """As a command with so many facts would, without telling their other subscribers."""
    waiting = Waiting()
    for number in range(first, first + count):
        fact = _ruled(number)
        ids = {name: value for name, value in fact.ids().items() if name != "actor_id"}
        waiting.entries.append((clock.now(), fact.actor_id, "Ruled", ids))
    before_commit(waiting, last=True)


@command
def _write_one(number: int) -> None:
    publish(_ruled(number))


def _ruled(number: int) -> Ruled:
    return Ruled(
        actor_id=number % 8,
        item_id=number,
        decision_id=number,
        version=1,
        subject_kind="post",
        subject_id=number * 3,
        revision_id=number * 4,
        author_id=number % 5000,
        scope_path=f"/{number % 40 + 1}/",
        action="keep",
        clause=number % 8 + 1,
    )


def _measure(name: str, url: str, entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config(instance=Path(folder), database_url=url, secret_key="bench", testing=True)
        app = create_app(config)
        with app.app_context():
            database.upgrade(db.engine)
            begun = time.perf_counter()
            for first in range(1, entries + 1, BATCH):
                _write(first, min(BATCH, entries + 1 - first))
            _say(f"{name}: {entries:,} entries written in batches in {time.perf_counter() - begun:.1f} s")
            before = _memory()
            begun, worked = time.perf_counter(), time.process_time()
            report = verify()
            seconds, worked = time.perf_counter() - begun, time.process_time() - worked
            assert report.holds and report.entries == entries
            _say(f"{name}: {entries:,} entries verified in {seconds:.1f} s ({worked:.1f} s of one processor)")
            _say(f"{name}: {_memory() - before:.0f} MB more memory than before")
            _one_by_one(name, entries)
            _broken(name, entries)
            db.session.remove()
            db.engine.dispose()


def _one_by_one(name: str, entries: int) -> None:
    times = []
    for number in range(200):
        begun = time.perf_counter()
        _write_one(entries + number + 1)
        times.append(1000 * (time.perf_counter() - begun))
    _say(f"{name}: one command with one audited fact, median {statistics.median(times):.2f} ms")


def _broken(name: str, entries: int) -> None:
    """The dearest fault to name: two entries far apart have changed places."""
    near, far = entries // 2, entries - 10
    with db.engine.begin() as connection:
        for of, to in ((near, -1), (far, near), (-1, far)):
            connection.exec_driver_sql(f"UPDATE audit_entries SET id = {to} WHERE id = {of}")
    begun = time.perf_counter()
    fault = verify().fault
    assert fault is not None and (fault.kind, fault.number) == ("moved", near), fault
    _say(f"{name}: two entries that changed places named in {time.perf_counter() - begun:.1f} s")


def _say(words: str) -> None:
    print(words, flush=True)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    _measure("SQLite", "", entries)
    with postgres_server() as server:
        if server is not None:
            _measure("PostgreSQL", server.create("bench"), entries)


if __name__ == "__main__":
    main()
