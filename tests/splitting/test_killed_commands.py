"""A run and an undoing that are killed anywhere and resumed leave the same tables, to the byte, as undisturbed ones."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock, settings
from app.core.db import db
from app.discussions.commands import order
from app.groups.commands import join
from app.groups.models import Group
from app.splitting.commands import steps, undoing
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import start_run
from app.splitting.commands.undoing import start_undo
from app.splitting.models import DONE, DRAFT, UNDONE
from tests.splitting.heart import Grown, finished, plan_of, planned, talk
from tests.splitting.tables import Killed, close_gaps, killed_at, rows
from tests.world import World

RUN_KILLS = 20
UNDO_KILLS = 6
PARTS = (0, 0.35, 0.7, 1)
"""How far each step comes before it is killed: the last statement is its commit."""
Step = Callable[[], bool]
"""Does the next step; False when it was the last."""


@pytest.fixture
def plan_id(grown_heart: tuple[World, Grown], monkeypatch: pytest.MonkeyPatch) -> int:
    """A plan of Heart whose run has some ten steps; one discussion was moved since and one is new."""
    for module in (steps, undoing):
        monkeypatch.setattr(module, "TALKS_AT_ONCE", 5)
    monkeypatch.setattr(steps, "MEMBERS_AT_ONCE", 4)
    world, grown = grown_heart
    plan_id = planned(world, grown, divides=True)
    order.move_discussion(world.actor("ana"), grown.devices[0], world.corners["members"].group_id)
    talk(world.actor("ruth"), world.corners["public"].group_id, "Fluid, and nobody placed it")
    return plan_id


def test_a_run_killed_at_more_than_twenty_points_is_at_each_as_an_undisturbed_one(
    grown_heart: tuple[World, Grown], plan_id: int, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, ana = plan_of(plan_id).version, grown_heart[0].actor("ana")

    def step() -> bool:
        if plan_of(plan_id).state == DRAFT:
            start_run(ana, plan_id, version)
            return True
        return advance(plan_id)

    _keep(site, "before-run")
    with _nothing_tidied_up():
        assert _kills(site, "before-run", step, monkeypatch) >= RUN_KILLS
    assert plan_of(plan_id).state == DONE


def test_an_undoing_killed_at_more_than_six_points_is_at_each_as_an_undisturbed_one(
    grown_heart: tuple[World, Grown], plan_id: int, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = grown_heart[0]
    ana = world.actor("ana")
    start_run(ana, plan_id, plan_of(plan_id).version)
    finished(plan_id)
    fluid = db.session.scalars(db.select(Group).where(Group.slug == "fluid")).one()
    talk(world.actor("kit"), fluid.id, "Begun in the room")
    join(world.actor("samuel"), fluid.id)

    def step() -> bool:
        if plan_of(plan_id).state == DONE:
            start_undo(ana, plan_id)
            return True
        return advance(plan_id)

    _keep(site, "before-undoing")
    with _nothing_tidied_up():
        assert _kills(site, "before-undoing", step, monkeypatch) >= UNDO_KILLS
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


def _kills(site: Any, name: str, step: Step, monkeypatch: pytest.MonkeyPatch) -> int:
    """Kill each step at several points before it is let be; answers how often something was killed.

    A step that was cut off has left nothing, and done after that it leaves what it leaves undisturbed. So one run that is killed over and
    over says of each point what a run for itself would. The worker comes back an hour later each time; what began at noon is still of noon.
    """
    noon, kills = clock.now(), 0
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=kills if begun else 0))
    begun = False
    site.lay(name)
    undisturbed = _played(step)
    site.lay(name)
    before = rows()
    for number, (length, after) in enumerate(undisturbed):
        for point in sorted({1 + round(part * (length - 1)) for part in PARTS}):
            _begin_anew()
            with killed_at(point), pytest.raises(Killed):
                step()
            kills += 1
            close_gaps()
            assert _different(before, rows()) == {}, f"step {number} killed at {point} of {length}"
        _begin_anew()
        step()
        before, begun = rows(), True
        assert _different(after, before) == {}, f"step {number}, resumed"
    return kills


def _played(step: Step) -> list[tuple[int, dict[str, list[str]]]]:
    """Of each step undisturbed: of how many statements and commits it is, and the tables after it."""
    found, goes_on = [], True
    while goes_on:
        _begin_anew()
        with killed_at(None) as ticks:
            goes_on = step()
        found.append((ticks(), rows()))
    return found


def _begin_anew() -> None:
    """As in a new process: nothing is in memory."""
    db.session.remove()
    settings.forget()


@contextmanager
def _nothing_tidied_up() -> Iterator[None]:
    """What a session still has in memory is not read again: when Python tidies up must not decide the number of statements."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _different(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, Any]:
    return {
        name: (sorted(set(one[name]) - set(other[name])), sorted(set(other[name]) - set(one[name])))
        for name in one
        if one[name] != other[name]
    }
