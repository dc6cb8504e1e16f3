"""PostgreSQL or Redis goes away while people read and write: what they are told, what is kept, and that it is well by itself again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core import database, health, settings
from app.core.away import is_away
from app.core.db import db
from app.core.jobs import Promise, queue_of, sweep
from app.discussions.models import Post
from config import Config
from tests.available import redis_bin
from tests.postgres import OPTIONS, PostgresServer, postgres_bin, postgres_server
from tests.redis import redis_server
from tests.site.visits import browser_as, page, send
from tests.world import answer, build

WORDS = "I was told to bring slippers."


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that nobody else's tests are connected to."""
    with postgres_server() as server:
        if server is None:
            pytest.skip("PostgreSQL is not here")
        yield server


def test_while_the_database_is_away_pages_say_so_and_words_stay(
    own_postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(
        Config(instance=tmp_path, database_url=own_postgres.create("away"), secret_key="test", testing=True)
    )
    monkeypatch.setattr(settings, "FRESH_SECONDS", -1.0)
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    with app.app_context():
        database.upgrade(db.engine)
        world = build()
        corner, maren = world.corners["public"], browser_as(world, "maren")
        reading, answering = (
            f"/discussions/{corner.discussion}-ablation-on-thursday",
            f"/discussions/{corner.discussion}/replies",
        )
        assert "Ablation" in page(maren, reading)
        fields = {"body": WORDS, "do": "post", "accepts_guidelines": "y"}
        form = page(maren, f"/posts/{corner.opening}/reply")
        token = form.split('name="csrf_token" value="')[1].split('"')[0]
        own_postgres.close()
        _control(own_postgres, "stop", "-m", "immediate")
        for path in (reading, "/", "/guidelines"):
            gone = maren.get(path)
            assert (gone.status_code, gone.headers["Retry-After"], gone.headers["Cache-Control"]) == (
                503,
                "5",
                "no-store",
            )
            assert "Back in a few minutes" in gone.text
            assert "every help line" in gone.text, "made as a page, from what is in memory"
        sent = maren.post(answering, data={**fields, "csrf_token": token})
        assert (sent.status_code, WORDS in sent.text) == (503, True)
        assert app.test_client().get("/healthz").status_code == 200
        ready = app.test_client().get("/readyz")
        assert (ready.status_code, ready.get_json()["parts"]["database"]) == (503, "away")
        assert app.test_client().get(reading, headers={"Accept": "application/json"}).get_json() == {"error": "away"}
        _control(own_postgres, "start", "-o", f"{OPTIONS} -k {own_postgres.folder}")
        assert "Ablation" in page(maren, reading), "at once, with the same process"
        assert send(maren, answering, f"/posts/{corner.opening}/reply", **fields).status_code == 303
        assert db.session.scalar(select(Post.body).order_by(Post.id.desc()).limit(1)) == WORDS
        db.session.remove()
        db.engine.dispose()


def test_while_redis_is_away_nobody_notices_and_nothing_is_lost(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = redis_bin()
    if program is None:
        pytest.skip("Redis is not here")
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    with redis_server(program) as url:
        queued = create_app(Config(instance=tmp_path, redis_url=url, secret_key="test"))
        with queued.app_context():
            database.upgrade(db.engine)
            world = build()
            reading = queue_of(queued)
            reading.storage.flush_queue()
            answer(world.actor("maren"), world.corners["public"].discussion, "One while it is there.")
            there = reading.storage.queue_size()
            assert there > 0
            db.session.remove()
    with queued.app_context():
        assert queued.test_client().get("/readyz").get_json() == {
            "house": "limping",
            "parts": {
                **dict.fromkeys(("database", "replica", "schema", "queue", "writing", "disk"), "ok"),
                "redis": "away",
            },
        }
        before = set(db.session.scalars(select(Promise.id)))
        began = time.monotonic()
        answer(world.actor("maren"), world.corners["public"].discussion, "One while it is away.")
        assert time.monotonic() - began < 10
        late = set(db.session.scalars(select(Promise.id))) - before
        assert late, "what was promised stands in the database"
        assert sweep(timedelta(0)) >= len(late), "the sweep tries, and goes on trying"
        db.session.remove()
        db.engine.dispose()


def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_away(tmp_path: Path) -> None:
    busy = create_engine(f"sqlite:///{tmp_path / 'a.db'}", poolclass=NullPool)
    with sqlite3.connect(tmp_path / "a.db", isolation_level=None) as other, busy.connect() as ours:
        # Said to the connection itself: what every connection is told as it begins is to wait for ten seconds.
        ours.execute(text("PRAGMA busy_timeout = 0"))
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError) as locked:
            ours.execute(text("CREATE TABLE one (id integer)"))
        other.execute("ROLLBACK")
        with pytest.raises(OperationalError) as missing:
            ours.execute(text("SELECT * FROM nothing"))
    assert (is_away(locked.value), is_away(missing.value)) == (True, False)


def _control(server: PostgresServer, *words: str) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    place = ["-D", str(server.folder / "data"), "-w", "-l", str(server.folder / "log")]
    subprocess.run(
        [*as_postgres, f"{postgres_bin()}/pg_ctl", *place, *words],
        check=True, cwd=server.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
