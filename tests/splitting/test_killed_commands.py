"""A run and an undoing that are killed anywhere and resumed leave the same tables, to the byte, as undisturbed ones."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock, settings
from app.core.db import db
from app.discussions.commands import order
from app.groups.commands import join
from app.groups.models import Group
from app.splitting.commands import steps, undoing
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import start_run
from app.splitting.commands.undoing import start_undo
from app.splitting.models import DONE, DRAFT, RUNNING, UNDOING, UNDONE, SplitPlan
from tests.splitting.heart import finished, grow, plan_of, planned, talk
from tests.splitting.tables import Killed, close_gaps, killed_at, rows
from tests.world import World

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN_KILLS = 20
UNDO_KILLS = 6
Play = Callable[[], None]


@pytest.fixture
def plan_id(world: World, site: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """A plan of Heart whose run has some ten steps; one discussion was moved since and one is new."""
    for module in (steps, undoing):
        monkeypatch.setattr(module, "TALKS_AT_ONCE", 5)
    monkeypatch.setattr(steps, "MEMBERS_AT_ONCE", 4)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    grown = grow(world)
    plan_id = planned(world, grown, divides=True)
    order.move_discussion(world.actor("ana"), grown.devices[0], world.corners["members"].group_id)
    talk(world.actor("ruth"), world.corners["public"].group_id, "Fluid, and nobody placed it")
    return plan_id


def test_a_run_killed_at_any_of_twenty_points_ends_as_an_undisturbed_one(
    world: World, plan_id: int, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, ana = plan_of(plan_id).version, world.actor("ana")

    def play() -> None:
        if plan_of(plan_id).state == DRAFT:
            start_run(ana, plan_id, version)
        while advance(plan_id):
            pass

    _keep(site, "before-run")
    _check_kills(site, "before-run", play, RUN_KILLS, monkeypatch)
    assert plan_of(plan_id).state == DONE


def test_an_undoing_killed_at_any_of_six_points_ends_as_an_undisturbed_one(
    world: World, plan_id: int, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.actor("ana")
    start_run(ana, plan_id, plan_of(plan_id).version)
    finished(plan_id)
    fluid = db.session.scalars(db.select(Group).where(Group.slug == "fluid")).one()
    talk(world.actor("kit"), fluid.id, "Begun in the room")
    join(world.actor("samuel"), fluid.id)

    def play() -> None:
        if plan_of(plan_id).state == DONE:
            start_undo(ana, plan_id)
        while advance(plan_id):
            pass

    _keep(site, "before-undoing")
    _check_kills(site, "before-undoing", play, UNDO_KILLS, monkeypatch)
    assert plan_of(plan_id).state == UNDONE


def _keep(site: Any, name: str) -> None:
    """Keep the database as it is now under `name`, for `site.lay`."""
    db.session.remove()
    db.engine.dispose()
    if site.server:
        site.server.keep("site", name)
        return
    with sqlite3.connect(site.folder / "dayroom.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(site.folder / "dayroom.db", site.folder / f"{name}.kept")


def _check_kills(site: Any, name: str, play: Play, kills: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # All begin alike, with nothing in memory, and nothing is read again because it grew old.
    monkeypatch.setattr(settings, "FRESH_SECONDS", 3600)
    site.lay(name)
    with _forgetting_alike(), killed_at(None) as ticks:
        play()
    undisturbed, length = rows(), ticks()
    points = sorted({1 + number * (length - 1) // (kills - 1) for number in range(kills)})
    assert len(points) == kills, f"only {length} statements"
    for point in points:
        monkeypatch.setattr(clock, "now", lambda: NOON)
        site.lay(name)
        with _forgetting_alike(), killed_at(point), pytest.raises(Killed):
            play()
        close_gaps()
        db.session.rollback()
        # The worker comes back an hour later; what began at noon is still of noon.
        if _is_under_way():
            monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
        play()
        assert _different(undisturbed, rows()) == {}, f"killed at {point} of {length}"


@contextmanager
def _forgetting_alike() -> Iterator[None]:
    """What a session still has in memory need not be read again: whether Python has tidied up must not decide the number of statements."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _is_under_way() -> bool:
    states = db.session.scalars(select(SplitPlan.state))
    return any(state in (RUNNING, UNDOING) for state in states)


def _different(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, Any]:
    return {
        name: (sorted(set(one[name]) - set(other[name])), sorted(set(other[name]) - set(one[name])))
        for name in one
        if one[name] != other[name]
    }
