"""`kill -9` of `./dayroom splitting run FILE` while it works: the same words go on, and the tables are those of an undisturbed run."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.db import db
from app.discussions.models import Discussion, Post
from app.splitting import planfile
from app.splitting.cli.run import digest_of
from app.splitting.commands.starting import run_file
from app.splitting.models import DONE, SplitPlan
from config import ROOT
from tests.house.cradle import CRADLE
from tests.house.running import wait_for
from tests.splitting.heart import finished, grow, plan_file
from tests.splitting.tables import close_gaps, rows
from tests.world import World

TALKS = 900
KILLS = {"sqlite": (3,), "postgresql": (3,)}
"""After so many lines of progress the process is killed; it was somewhere in the next step by then."""


@pytest.mark.both_databases
def test_kill_9_of_a_run_leaves_the_same_community(world: World, site: Any, backend: str, tmp_path: Path) -> None:
    file = plan_file(world, grow(world))
    _crowd(world)
    paper = tmp_path / "plan.json"
    paper.write_text(planfile.dump(file))
    plan_id = run_file(SYSTEM, file, digest_of(file))
    _leave()
    if site.server:
        site.server.keep("site", "begun")
    else:
        shutil.copy(site.folder / "dayroom.db", site.folder / "begun.kept")
    finished(plan_id)
    undisturbed = rows()
    site.lay("begun")
    _leave()
    for lines in KILLS[backend]:
        assert _run(site, paper, kill_after=lines) == -signal.SIGKILL
        assert wait_for(_nobody_works)
        close_gaps()
        assert _state(plan_id) != DONE, "it was killed before its end"
        _leave()
    assert _run(site, paper) == 0
    assert _state(plan_id) == DONE
    assert {name for name, found in rows().items() if found != undisturbed[name]} == set()


def _crowd(world: World) -> None:
    """Many discussions on fluid, put in by hand: what matters here is that moving them takes a while."""
    group_id, author_id, now = world.corners["public"].group_id, world.members["kit"], clock.now()
    first = (db.session.scalar(select(func.max(Discussion.id))) or 0) + 1
    opening = (db.session.scalar(select(func.max(Post.id))) or 0) + 1
    same = {"author_id": author_id, "audience": 0, "created_at": now, "published_at": now}
    talks = [
        {"id": first + one, "group_id": group_id, "title": f"Fluid {one}", "slug": "fluid", "opening_id": opening + one,
         "people_ids": [author_id], "last_post_at": now, "last_seq": 1, **same}
        for one in range(TALKS)
    ]  # fmt: skip
    posts = [
        {"id": opening + one, "discussion_id": first + one, "seq": 1, "state": "published", "body": "", "html": "",
         "state_at": now, **same}
        for one in range(TALKS)
    ]  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(insert(Discussion), talks)
        connection.execute(insert(Post), posts)
        connection.execute(
            text(f"update groups set discussion_count = discussion_count + {TALKS} where id = {group_id}")
        )
    close_gaps()


def _run(site: Any, paper: Path, kill_after: int = 0) -> int:
    """`./dayroom splitting run FILE` as a process of its own; answers how it ended."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    ours = {"PYTHONPATH": str(ROOT), "DAYROOM_INSTANCE": str(site.folder), "DATABASE_URL": site.url}
    complained, complaints = os.pipe()
    with open(os.devnull, "r+") as nothing:
        files = (nothing.fileno(), nothing.fileno(), complaints)
        process = CRADLE.fork("terminal", ("splitting", "run", str(paper)), {**kept, **ours}, files)
    os.close(complaints)
    with os.fdopen(complained, encoding="utf-8") as lines:
        for number, _line in enumerate(lines, 1):
            if number == kill_after:
                process.kill()
                break
    return process.wait(60)


def _leave() -> None:
    """No connection of ours is in the way, and SQLite's file holds everything."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


def _nobody_works() -> bool:
    """PostgreSQL has noticed that the process is gone. Who lays communities keeps a connection too, and does nothing with it."""
    if db.engine.dialect.name == "sqlite":
        return True
    others = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and state <> 'idle'"
    )
    with db.engine.connect() as connection:
        return not connection.scalar(text(others))


def _state(plan_id: int) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(SplitPlan.state).where(SplitPlan.id == plan_id))
