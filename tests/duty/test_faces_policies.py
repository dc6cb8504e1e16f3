"""Who reads which alarms and shifts: one thing and many things say the same, for everybody. On both databases."""

from __future__ import annotations

from sqlalchemy import select

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.duty import policies
from app.duty.commands.alarms import start_drill
from app.duty.models import Alarm, DutyShift
from tests.duty.making import crisis, shift
from tests.world import PEOPLE, World


@command
def _about(member_id: int, path: str) -> None:
    now = clock.now()
    db.session.add(Alarm(scope_path=path, about_id=member_id, raised_at=now, next_at=now))


def test_one_alarm_or_shift_and_many_go_by_the_same_rule(world: World) -> None:
    crisis(world)
    crisis(world, author="ana")
    for corner in world.corners.values():
        _about(world.members["bea"], corner.path)
        start_drill(world.actor("marta"), corner.path)
        keeper = "samuel" if corner is world.corners["other"] else "ana"
        shift(world, keeper, path=corner.path, by="marta")
    start_drill(world.actor("marta"), "/")
    shift(world, "marta", path="/", by="marta")
    alarms, shifts = db.session.scalars(select(Alarm)).all(), db.session.scalars(select(DutyShift)).all()
    seen: dict[str, int] = {}
    for name in (*PEOPLE, "visitor", "system"):
        actor = world.actor(name)
        many = set(db.session.scalars(select(Alarm.id).where(policies.alarms_readable(actor))))
        assert many == {alarm.id for alarm in alarms if policies.read_alarm(actor, alarm)}, name
        rota = set(db.session.scalars(select(DutyShift.id).where(policies.shifts_readable(actor))))
        assert rota == {row.id for row in shifts if policies.read_rota(actor, row.scope_path)}, name
        seen[name] = len(many)
    assert seen["marta"] == len(alarms) == seen["system"] and 0 < seen["bea"] < seen["ana"] < seen["marta"]
    assert seen["ruth"] == seen["ingrid"] == seen["visitor"] == 0
