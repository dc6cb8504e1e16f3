"""A plan runs: exactly as its dry run said, once, over whatever changed since, and without taking anything from anybody."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.discussions.commands import order
from app.discussions.models import Discussion
from app.groups.audience import Audience
from app.groups.commands import EditInput, GroupInput, create_group, edit_group, join, leave
from app.groups.models import Group
from app.notifications.models import Notice
from app.splitting.commands import steps, undoing
from app.splitting.commands.report import dry_run, dry_run_file
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import go_on, run_file, start_run
from app.splitting.commands.undoing import start_undo
from app.splitting.models import DONE, DRAFT, SplitPlace
from app.splitting.planfile import FileRoom
from app.splitting.queries.progress import progress
from app.splitting.queries.report import told
from app.splitting.queries.undo import undo_preview
from tests.splitting.heart import (
    Grown,
    check_counters,
    finished,
    plan_file,
    plan_of,
    planned,
    readable,
    started,
    talk,
    watches,
    where,
)
from tests.splitting.tables import rows
from tests.world import PEOPLE, World, answer


@pytest.fixture
def world(grown_heart: tuple[World, Grown]) -> World:
    return grown_heart[0]


@pytest.fixture
def grown(grown_heart: tuple[World, Grown], monkeypatch: pytest.MonkeyPatch) -> Grown:
    for module in (steps, undoing):
        monkeypatch.setattr(module, "TALKS_AT_ONCE", 5)
    monkeypatch.setattr(steps, "MEMBERS_AT_ONCE", 4)
    return grown_heart[1]


def _everybody(world: World) -> dict[str, frozenset[tuple[str, int]]]:
    db.session.rollback()
    return {name: readable(world.actor(name)) for name in ("visitor", *PEOPLE)}


def test_a_dry_run_says_exactly_what_the_run_does_and_changes_nothing(world: World, grown: Grown) -> None:
    plan_id = planned(world, grown)
    order.move_discussion(world.actor("ana"), grown.fluid[0], world.corners["members"].group_id)
    talk(world.actor("ruth"), world.corners["public"].group_id, "More fluid, since the plan was made")
    before = rows()
    said = dry_run(world.actor("ana"), plan_id)
    changed = {name for name, found in rows().items() if found != before[name]}
    assert changed == {"split_plans"}, "only that somebody looked"
    assert (plan_of(plan_id).dry_run_version, plan_of(plan_id).state) == (plan_of(plan_id).version, DRAFT)
    started(world, plan_id)
    plan = finished(plan_id)
    did = told(plan, db.session.get_one(Group, plan.group_id))
    assert did == said
    assert did.to_json() == said.to_json()
    assert [(landing.id, landing.note) for landing in did.noted] == [(grown.fluid[0], "moved_since")]
    assert [(room.slug, room.members, room.suggested) for room in did.rooms] == [("fluid", 6, 2), ("devices", 6, 1)]


def test_a_run_moves_what_the_plan_says_and_takes_nothing_from_anybody(world: World, grown: Grown) -> None:
    corner = world.corners["public"]
    before, followed, stood = _everybody(world), watches(), where()
    plan = finished(started(world, planned(world, grown)))
    after = _everybody(world)
    assert {name: after[name] - before[name] for name in after} == {name: frozenset() for name in after}
    assert {name: before[name] - after[name] for name in after} == {name: frozenset() for name in after}
    assert watches() == followed
    goes = {**dict.fromkeys(grown.fluid, "fluid"), **dict.fromkeys((*grown.devices, grown.by_hand), "devices")}
    assert where() == {**stood, **goes}
    check_counters()
    assert plan.state == DONE
    assert plan.done_at == plan.run_at
    assert db.session.get_one(Discussion, grown.locked).is_locked
    told_of = db.session.scalars(select(Notice.member_id).where(Notice.kind == "split_offer")).all()
    members = ("ruth", "maren", "gus", "kit", "newcomer", "ingrid")
    assert sorted(told_of) == sorted(world.members[who] for who in members), "each once"
    # Ruth still moderates nothing, Ana goes on moderating all of it.
    assert world.actor("ana").moderates(db.session.get_one(Group, corner.group_id).path)
    seen = progress(plan, db.session.get_one(Group, corner.group_id))
    assert [(room.name, room.moved) for room in seen.rooms] == [("Fluid", 8), ("Devices and pumps", 4)]


def test_what_happens_while_a_run_goes_is_not_lost_and_lands_where_the_plan_says(world: World, grown: Grown) -> None:
    heart = world.corners["public"].group_id
    plan_id = started(world, planned(world, grown, divides=True))
    ruth, ana = world.actor("ruth"), world.actor("ana")
    late: list[int] = []
    moved_away = grown.devices[-1]
    order.move_discussion(ana, moved_away, world.corners["members"].group_id)
    join(world.actor("marta"), heart)
    leave(world.actor("maren"), heart)
    going = True
    while going:
        late.append(talk(world.actor("kit"), heart, f"Fluid while it runs, {len(late)}"))
        # Their actor is built for each request, so it knows the rooms that are there by then.
        answer(world.actor("kit"), grown.fluid[2], f"Written at step {len(late)}")
        answer(world.actor("ruth"), grown.devices[0], "And here")
        going = advance(plan_id)
        if db.session.get_one(Group, heart).is_divided:
            break
    finished(plan_id)
    stands = where()
    assert {stands[key] for key in (*late, *grown.fluid)} == {"fluid"}
    assert stands[moved_away] == world.corners["members"].slug
    noted = db.session.get_one(SplitPlace, (plan_id, moved_away))
    assert (noted.note, noted.moved_at) == ("moved_since", None)
    assert db.session.get_one(Discussion, grown.fluid[2]).reply_count == len(late)
    rooms = {room.slug for room in db.session.scalars(select(Group)) if room.id in world.actor("marta").group_ids}
    assert {"fluid", "devices"} <= rooms, "who joined meanwhile belongs to the rooms as well"
    check_counters()
    with pytest.raises(Forbidden, match="divided"):
        talk(ruth, heart, "After it")
    # Maren had left Heart: by her the rooms would be wider, had she come to belong to them.
    assert not {"fluid", "devices"} & {room.slug for room in _groups_of(world, "maren")}


def test_who_leaves_the_group_while_it_runs_leaves_its_rooms_and_keeps_nothing_back(world: World, grown: Grown) -> None:
    heart = world.corners["public"].group_id
    plan_id = started(world, planned(world, grown))
    advance(plan_id)
    assert {"fluid", "devices"} <= {room.slug for room in _groups_of(world, "maren")}
    leave(world.actor("maren"), heart)
    before = _everybody(world)
    plan = finished(plan_id)
    after = _everybody(world)
    assert not any(after[name] - before[name] for name in after)
    assert where()[grown.alone] == "fluid"
    assert not {"fluid", "devices"} & {room.slug for room in _groups_of(world, "maren")}
    assert (plan.report["run"]["notes"], plan.report["run"]["members"]) == ({}, 5)
    check_counters()


def test_what_was_meant_for_the_group_alone_stays_when_somebody_else_came_into_the_room(
    world: World, grown: Grown
) -> None:
    plan_id = started(world, planned(world, grown))
    fluid = db.session.scalars(select(Group).where(Group.slug == "fluid")).one()
    join(world.actor("samuel"), fluid.id)
    before = _everybody(world)
    plan = finished(plan_id)
    after = _everybody(world)
    assert {name: after[name] - before[name] for name in after} == {name: frozenset() for name in after}
    assert where()[grown.alone] == world.corners["public"].slug
    assert where()[grown.fluid[0]] == "fluid"
    assert db.session.get_one(SplitPlace, (plan_id, grown.alone)).note == "would_widen"
    assert plan.report["run"]["notes"] == {"would_widen": 1}


def test_a_run_starts_once_and_only_while_nothing_stands_against_it(world: World, grown: Grown) -> None:
    ana, heart = world.actor("ana"), world.corners["public"].group_id
    plan_id = planned(world, grown)
    for who in ("ruth", "ingrid", "samuel"):
        with pytest.raises(NotFound):
            start_run(world.actor(who), plan_id, 1)
    with pytest.raises(Conflict, match="plan_changed"):
        start_run(ana, plan_id, plan_of(plan_id).version + 1)
    neighbour = create_group(SYSTEM, GroupInput("FLUID", access="public", parent_id=heart))
    before = rows()
    for refused in (lambda: dry_run(ana, plan_id), lambda: start_run(ana, plan_id, plan_of(plan_id).version)):
        with pytest.raises(Invalid, match="name_beside"):
            refused()
    assert rows() == before, "nothing half done"
    order.move_discussion(ana, grown.fluid[0], neighbour)
    db.session.rollback()
    version = plan_of(plan_id).version
    edit_group(ana, neighbour, EditInput("Water", "", "public"))
    start_run(ana, plan_id, version)
    for again in (lambda: start_run(ana, plan_id, version), lambda: dry_run(ana, plan_id)):
        with pytest.raises(Conflict, match="already_running"):
            again()
    other = planned(world, grown, rooms=(FileRoom("salt", "Salt"),))
    with pytest.raises(Conflict, match="group_busy"):
        start_run(ana, other, plan_of(other).version)
    finished(plan_id)
    with pytest.raises(Conflict, match="already_run"):
        start_run(ana, plan_id, version)


@pytest.mark.parametrize("way", ["page", "file"])
def test_two_who_run_a_plan_at_once_run_it_once(world: World, grown: Grown, site: Any, way: str) -> None:
    plan_id, ana, file = planned(world, grown), world.actor("ana"), plan_file(world, grown)
    version = plan_of(plan_id).version
    db.session.remove()
    gate = threading.Barrier(2)
    outcomes: list[object] = []

    def press() -> None:
        with site.app.app_context():
            gate.wait()
            try:
                outcomes.append(run_file(SYSTEM, file, "digest") if way == "file" else start_run(ana, plan_id, version))
            except Conflict as error:
                outcomes.append(error.reason)
            gate.wait()
            try:
                finished(outcomes[0] if isinstance(outcomes[0], int) else plan_id)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if way == "page":
        assert sorted(map(str, outcomes)) == ["None", "already_running"]
    else:
        assert outcomes[0] == outcomes[1]
    assert sorted(group.slug for group in db.session.scalars(select(Group).where(Group.parent_id.is_not(None)))) == [
        "devices",
        "fluid",
    ]
    assert {where()[key] for key in grown.fluid} == {"fluid"}
    check_counters()


def test_a_file_runs_once_and_again_after_it_was_undone(world: World, grown: Grown) -> None:
    file = plan_file(world, grown)
    before = rows()
    said = dry_run_file(SYSTEM, file)
    assert rows() == before
    plan_id = run_file(SYSTEM, file, "digest")
    assert run_file(SYSTEM, file, "digest") == plan_id, "cut off, the same file goes on"
    plan = finished(plan_id)
    assert told(plan, db.session.get_one(Group, plan.group_id)) == said
    assert run_file(SYSTEM, file, "digest") == plan_id
    start_undo(SYSTEM, plan_id)
    finished(plan_id)
    # The addresses of the rooms lead to Heart for ever, so a new plan needs others.
    others = tuple(replace(room, slug=f"{room.slug}-again") for room in file.rooms)
    talks = tuple(replace(one, to="devices-again") for one in file.discussions)
    again = run_file(SYSTEM, replace(file, rooms=others, discussions=talks), "other digest")
    assert again != plan_id
    go_on(world.actor("ana"), again)
    finished(again)
    assert {where()[key] for key in grown.fluid} == {"fluid-again"}


def test_undoing_brings_everything_back_also_what_was_written_since(world: World, grown: Grown) -> None:
    heart, ana = world.corners["public"], world.actor("ana")
    stood = where()
    plan = finished(started(world, planned(world, grown, divides=True)))
    followed = watches()
    fluid = db.session.scalars(select(Group).where(Group.slug == "fluid")).one()
    since = talk(world.actor("kit"), fluid.id, "Begun in the room")
    answer(world.actor("maren"), since, "An answer there")
    elsewhere = grown.devices[0]
    order.move_discussion(ana, elsewhere, world.corners["members"].group_id)
    before = _everybody(world)
    seen = undo_preview(SYSTEM, plan_of(plan.id), db.session.get_one(Group, heart.group_id))
    assert (seen.comes_back, seen.begun_since, [room.stays for room in seen.rooms]) == (12, 1, ["", ""])
    start_undo(ana, plan.id)
    with pytest.raises(Conflict, match="undo_running"):
        start_undo(ana, plan.id)
    undone = finished(plan.id)
    assert where() == {**stood, since: heart.slug, elsewhere: world.corners["members"].slug}
    assert undone.report["undo"] == {"back": seen.comes_back, "since": 1}
    assert watches() - followed == {(since, world.members["kit"])}
    assert followed <= watches()
    after = _everybody(world)
    assert {name: after[name] - before[name] for name in after} == {name: frozenset() for name in after}
    assert not db.session.get_one(Group, heart.group_id).is_divided
    assert db.session.scalar(select(func.count()).where(Group.parent_id == heart.group_id)) == 0
    check_counters()
    with pytest.raises(Conflict, match="undone_already"):
        start_undo(ana, plan.id)


def test_an_undoing_never_opens_anything_and_says_which_room_stays(world: World, grown: Grown) -> None:
    heart, ana = world.corners["public"].group_id, world.actor("ana")
    plan = finished(started(world, planned(world, grown)))
    rooms = {room.slug: room.id for room in db.session.scalars(select(Group)) if room.parent_id == heart}
    # Kit leaves the room with something for it alone; Samuel, who is not in Heart, comes into the other one.
    leave(world.actor("kit"), rooms["fluid"])
    join(world.actor("samuel"), rooms["devices"])
    talk(world.actor("ruth"), heart, "Only for Heart", audience=Audience.GROUP)
    before = _everybody(world)
    seen = undo_preview(SYSTEM, plan_of(plan.id), db.session.get_one(Group, heart))
    assert [room.stays for room in seen.rooms] == ["has_talk", "would_gain"]
    start_undo(ana, plan.id)
    undone = finished(plan.id)
    after = _everybody(world)
    assert {name: after[name] - before[name] for name in after} == {name: frozenset() for name in after}
    assert sorted(undone.report["kept"].values()) == ["has_talk", "would_gain"]
    assert where()[grown.alone] == "fluid"
    assert where()[grown.devices[0]] == world.corners["public"].slug
    check_counters()


def test_an_undoing_is_refused_with_rooms_inside_or_too_late(
    world: World, grown: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.actor("ana")
    plan_id = planned(world, grown)
    with pytest.raises(Conflict, match="not_run"):
        start_undo(ana, plan_id)
    finished(started(world, plan_id))
    fluid = db.session.scalars(select(Group).where(Group.slug == "fluid")).one()
    inner = create_group(ana, GroupInput("Deep", access="public", parent_id=fluid.id))
    with pytest.raises(Invalid, match="has_rooms"):
        start_undo(ana, plan_id)
    assert undo_preview(SYSTEM, plan_of(plan_id), db.session.get_one(Group, fluid.parent_id)).has_rooms == ("Fluid",)
    assert inner
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Conflict, match="too_late"):
        start_undo(ana, plan_id)


def _groups_of(world: World, name: str) -> list[Group]:
    found = db.session.scalars(select(Group))
    return [group for group in found if group.id in world.actor(name).group_ids]
