"""Shifts, crisis items and a clock that these tests move. All words are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.core.jobs import run_due
from app.core.mail import kept_letters
from app.duty.commands.shifts import add_shift
from app.duty.inputs import ShiftInput
from app.duty.models import Alarm, AlarmStep
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from tests.world import World

MONDAY = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
WORDS = "I do not want to go on any more."


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """From now on the clock says so."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def shift(
    world: World, name: str, hours: str = "24/7", path: str | None = None, by: str = "ana", **more: object
) -> int:
    """Put somebody on the rota of Heart; answers the shift's id."""
    where = world.corners["public"].path if path is None else path
    given = ShiftInput(world.members[name], where, hours, "UTC", date(2026, 1, 1), **more)  # type: ignore[arg-type]
    return add_shift(world.actor(by), given)


def crisis(world: World, author: str = "ruth") -> int:
    """A published post of Heart comes to the desk as a crisis signal; answers the item's id."""
    corner = world.corners["public"]
    cause = CauseInput("crisis", "crisis", 3, WORDS)
    return open_item(OpenInput("post", corner.published, corner.path, world.members[author], "reply", (cause,)))


def work() -> list[str]:
    """Do what is due; answers the names to whom letters went, oldest first."""
    while run_due():
        pass
    return [letter.to.partition("@")[0] for letter in reversed(list(kept_letters()))]


def alarm() -> Alarm:
    """The one alarm, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Alarm).order_by(Alarm.id.desc()).first()  # type: ignore[return-value]


def steps() -> list[tuple[str, str]]:
    """Rung and outcome of each step of the newest alarm."""
    newest = alarm()
    rows = db.session.query(AlarmStep).filter(AlarmStep.alarm_id == newest.id).order_by(AlarmStep.id)
    return [(row.rung, row.outcome) for row in rows]


def mover(monkeypatch: pytest.MonkeyPatch, start: datetime = MONDAY) -> Callable[..., datetime]:
    """A function that moves the clock on: `later(minutes=10)`."""
    moment = [start]

    def later(**span: float) -> datetime:
        moment[0] += timedelta(**span)
        at(monkeypatch, moment[0])
        return moment[0]

    later()
    return later
