"""The rota is kept, turns are given up and taken, and what becomes of shifts when somebody leaves. On both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.accounts.actor import MODERATOR, SYSTEM
from app.accounts.commands import RestrictionInput, lift_restriction, restrict, revoke_role
from app.accounts.holdings import ENDINGS, KEEP, PARTS, Leaver
from app.accounts.models import Grant
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.duty.commands.shifts import add_shift, end_shift, give_up_turn, take_turn
from app.duty.inputs import ShiftInput
from app.duty.models import DutyShift
from app.duty.queries.rota import LOOK_AHEAD, nobody_there, read_rota, rota_page
from app.duty.rota import Gap
from app.notifications.models import Notice
from tests.duty.making import MONDAY, mover, shift
from tests.world import World

TODAY = date(2026, 5, 4)


def _on_duty(world: World) -> list[str]:
    names = {key: name for name, key in world.members.items()}
    return [names[key] for key in read_rota().on_duty(world.corners["public"].path, clock.now())]


def _told(kind: str = "duty_gap") -> set[int]:
    return {notice.member_id for notice in db.session.query(Notice).filter_by(kind=kind)}


def test_only_who_moderates_a_place_keeps_and_takes_its_shifts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mover(monkeypatch)
    shift_id = shift(world, "ana")
    for name in ("samuel", "ruth", "ingrid", "gus"):
        with pytest.raises(Forbidden):
            shift(world, "ana", by=name)
        for act in (
            end_shift,
            lambda who, key: take_turn(who, key, TODAY),
            lambda who, key: give_up_turn(who, key, TODAY),
        ):
            with pytest.raises(NotFound):
                act(world.actor(name), shift_id)
    with pytest.raises(Forbidden):
        shift(world, "marta", path="/", by="ana")
    with pytest.raises(NotFound):
        end_shift(world.actor("ana"), 999)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"hours": "whenever"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"until_on": date(2025, 1, 1)}, "ends_before"),
        ({"until_on": date(2026, 5, 3)}, "over"),
        ({"member": "samuel"}, "not_there"),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], reason: str
) -> None:
    mover(monkeypatch)
    values: dict[str, object] = {"hours": "24/7", "zone": "UTC", "until_on": None, "member": "ana", **changed}
    member_id = world.members[str(values.pop("member"))]
    path, first = world.corners["public"].path, date(2026, 1, 1)
    given = ShiftInput(member_id, path, from_on=first, **values)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        add_shift(world.actor("bea"), given)
    assert refused.value.reason == reason
    assert db.session.query(DutyShift).count() == 0


def test_a_turn_is_given_up_told_to_the_leads_and_taken_by_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift_id = shift(world, "ana", "Mo 09:00-17:00")
    with pytest.raises(Conflict, match="not_yours"):
        give_up_turn(world.actor("bea"), shift_id, TODAY)
    give_up_turn(world.actor("ana"), shift_id, TODAY)
    assert _on_duty(world) == [] and _told() == {world.members["marta"]}
    take_turn(world.actor("bea"), shift_id, TODAY)
    assert _on_duty(world) == ["bea"]
    with pytest.raises(Conflict, match="no_turn"):
        take_turn(world.actor("bea"), shift_id, TODAY + timedelta(days=1))
    take_turn(world.actor("ana"), shift_id, TODAY)
    assert _on_duty(world) == ["ana"] and read_rota().changes == ()
    take_turn(world.actor("bea"), shift_id, TODAY)
    later(days=7)
    assert _on_duty(world) == ["ana"], "one day alone"
    with pytest.raises(Conflict, match="no_turn"):
        take_turn(world.actor("bea"), shift_id, TODAY)
    end_shift(world.actor("bea"), shift_id)
    assert _on_duty(world) == []


def test_whoever_writes_is_told_when_nobody_is_there_and_when_the_next_one_is(
    world: World, monkeypatch: pytest.MonkeyPatch, count_statements: object
) -> None:
    later = mover(monkeypatch)
    path, other = world.corners["public"].path, world.corners["other"].path
    assert nobody_there(path) is None, "no rota was ever made"
    shift_id = shift(world, "ana", "Mo 18:00-20:00")
    assert nobody_there(path) == (datetime(2026, 5, 4, 18, tzinfo=MONDAY.tzinfo),)
    assert nobody_there(other) is None, "none was made there"
    with count_statements() as seen:  # type: ignore[operator]
        later(hours=8)
        assert nobody_there(path) is None
        later(hours=2)
        assert nobody_there(path) == (datetime(2026, 5, 11, 18, tzinfo=MONDAY.tzinfo),)
    assert seen == [], "kept in memory; the clock alone decides"
    end_shift(world.actor("ana"), shift_id)
    assert nobody_there(path) == (None,), f"nobody within {LOOK_AHEAD}"


def test_shifts_end_with_the_role_and_with_the_member_and_the_leads_hear_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mover(monkeypatch)
    shift(world, "ana")
    shift(world, "bea")
    assert _on_duty(world) == ["ana", "bea"]
    path = world.corners["public"].path
    grant = db.session.query(Grant).filter_by(member_id=world.members["ana"], kind=MODERATOR, path=path).one()
    revoke_role(SYSTEM, grant.id)
    assert _on_duty(world) == ["bea"] and _told() == {world.members["marta"]}
    leaver = Leaver(world.members["bea"], "bea", "Bea", KEEP, MONDAY)
    assert ENDINGS["duty.shifts"](leaver, 0) is None and ENDINGS["duty.shifts"](leaver, 0) is None
    assert _on_duty(world) == []
    assert db.session.query(Notice).filter_by(kind="duty_gap").count() == 2, "once for each"
    assert [row["hours"] for row in PARTS["duty"].collect(world.members["bea"])] == ["24/7"]
    db.session.rollback()
    assert nobody_there(world.corners["public"].path) == (None,)


def test_whose_role_rests_is_on_duty_for_nobody_until_it_rests_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    path = world.corners["public"].path
    shift(world, "ana")
    assert _on_duty(world) == ["ana"] and nobody_there(path) is None
    until = clock.now() + timedelta(days=2)
    kept = restrict(SYSTEM, world.members["ana"], RestrictionInput("read_only", path, until, "Rest."))
    assert _on_duty(world) == [] and _told() == {world.members["marta"]}, "and those who lead are told"
    assert nobody_there(path) == (until,), "the one who writes is told when she is back"
    page = rota_page(world.actor("bea"))
    place = next(one for one in page.places if one.path == path)
    assert place.now == () and place.gaps == (Gap(clock.now(), until),)
    shown = [(turn.by, turn.planned, turn.may_take) for turn in page.turns]
    assert shown[0] == ("", "Ana", True) and shown[-1] == ("Ana", "", True)
    take_turn(world.actor("bea"), db.session.query(DutyShift).one().id, TODAY)
    assert _on_duty(world) == ["bea"]
    later(days=2)
    assert _on_duty(world) == ["ana"] and nobody_there(path) is None, "by the clock alone"
    later(days=-1)
    lift_restriction(SYSTEM, kept)
    assert _on_duty(world) == ["ana"] and nobody_there(path) is None
    restrict(SYSTEM, world.members["ana"], RestrictionInput("slow", path, until, "Rest."))
    assert _on_duty(world) == ["ana"], "a few posts a day is no rest"
    restrict(SYSTEM, world.members["ana"], RestrictionInput("suspended", "/", None, "Gone."))
    assert nobody_there(path) == (None,) and _on_duty(world) == []
