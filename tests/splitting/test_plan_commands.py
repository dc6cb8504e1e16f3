"""Making and changing a plan, by one, by two at once, and from a file."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import current_app
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.discussions.commands.order import move_discussion
from app.groups.commands import GroupInput, archive_group, create_group
from app.groups.models import Group
from app.splitting.commands import making, rooms, rules
from app.splitting.commands.placing_by_hand import place_by_hand, unplace
from app.splitting.inputs import MOST_ROOMS, RoomInput, RuleInput
from app.splitting.models import CLUSTER, DROPPED, HAND, NONE, TAG, WORD, SplitPlace, SplitPlan, SplitRule
from app.splitting.planfile import FileRoom, FileTalk, PlanFile, dump, load
from app.splitting.queries.filing import file_of
from app.splitting.queries.finding import find_plan
from app.splitting.wording import sentence
from tests.splitting.planning import FLUID, NEWLY, Plan, Planned, advise, refused, rooms_of
from tests.world import start


def test_a_plan_places_every_discussion_and_changes_nothing_else(planned: Planned) -> None:
    assert dict(zip(planned.ids, planned.placed(*planned.ids), strict=True)) == {
        "salt": ("", NONE),
        "told": (NEWLY, TAG),
        "scales": (FLUID, WORD),
        "tablets": (FLUID, WORD),
        "both": (NEWLY, TAG),
        "leads": ("", NONE),
        "wire": ("", NONE),
        "quiet": ("", NONE),
    }
    corner, plan = planned.world.corners["public"], planned.plan
    assert {corner.discussion, corner.held_discussion, corner.removed_discussion} <= plan.places().keys(), "any state"
    assert db.session.get_one(Group, planned.group_id).discussion_count == len(planned.ids) + 1
    assert db.session.scalar(select(func.count(Group.id))) == len(planned.world.corners)
    assert making.make_plan(planned.bea, planned.group_id, from_advice=False) == plan.id, "a group has one draft"
    told = select(func.count()).where(AuditEntry.fact.in_(("PlanMade", "PlanChanged")))
    assert db.session.scalar(told) == 1 + 2 + 3


def test_only_who_looks_after_the_group_knows_of_its_plans(planned: Planned) -> None:
    world, plan = planned.world, planned.plan
    for name in ("ingrid", "ruth", "samuel", "visitor"):
        actor = world.actor(name)
        refused(NotFound, find_plan, actor, plan.id)
        refused(NotFound, rooms.add_room, actor, plan.id, RoomInput("Mine"), plan.version)
        refused(Forbidden, making.make_plan, actor, planned.group_id, from_advice=False)
    assert find_plan(planned.bea, plan.id).plan.id == plan.id
    refused(NotFound, rooms.edit_room, planned.ana, 9999, RoomInput("x"), 1)
    refused(NotFound, making.make_plan, world.actor("visitor"), world.corners["private"].group_id, from_advice=False)
    closed = world.corners["members"].group_id
    archive_group(SYSTEM, closed)
    assert refused(Forbidden, making.make_plan, planned.ana, closed, from_advice=False).reason == "group_archived"


def test_a_room_is_refused_with_a_reason_when_it_cannot_be_made(planned: Planned) -> None:
    plan, add = planned.plan, partial(rooms.add_room, planned.ana, planned.plan.id)
    create_group(SYSTEM, GroupInput("Daily life", parent_id=planned.group_id))
    version = plan.version
    for new, reason in (
        (RoomInput("  "), "name_missing"),
        (RoomInput("daily LIFE"), "name_taken"),
        (RoomInput("newly  told"), "name_taken"),
        (RoomInput("Heart"), "into_itself"),
        (RoomInput("Other", slug="heart"), "into_itself"),
        (RoomInput("Other", slug="kidney"), "slug_taken"),
        (RoomInput("Other", slug="///"), "slug_taken"),
        (RoomInput("x" * 81), "name_long"),
        (RoomInput("Other", "x" * 301), "purpose_long"),
    ):
        error = refused(Invalid, add, new, version)
        assert (error.reason, bool(sentence(error))) == (reason, True)
    assert plan.version == version, "a refusal changes nothing"
    rooms.edit_room(planned.ana, plan.rooms[NEWLY], RoomInput(NEWLY, "For the first weeks.", "First Weeks"), version)
    assert refused(Invalid, add, RoomInput("B", slug="first-weeks"), plan.version).reason == "slug_taken"
    for number in range(MOST_ROOMS - 2):
        add(RoomInput(f"Room {number}"), plan.version)
    assert refused(Invalid, add, RoomInput("One more"), plan.version).reason == "too_many_rooms"


def test_a_rule_serves_one_room_and_its_removal_lets_discussions_go_by_the_others(planned: Planned) -> None:
    plan, add = planned.plan, partial(rules.add_rule, planned.ana, planned.plan.id)
    for new, reason in (
        (RuleInput(WORD, "Scale"), "rule_taken"),
        (RuleInput(TAG, "NEW"), "rule_taken"),
        (RuleInput(WORD, "…"), "no_word"),
        (RuleInput(WORD, "  "), "value_missing"),
        (RuleInput(WORD, "x" * 81), "value_long"),
        (RuleInput(CLUSTER, "alone"), "few_words"),
        (RuleInput("hand", "x y"), "unknown_kind"),
    ):
        assert refused(Invalid, add, plan.rooms[NEWLY], new, plan.version).reason == reason
    taken = refused(Invalid, add, plan.rooms[NEWLY], RuleInput(WORD, "scale"), plan.version)
    assert sentence(taken).startswith(FLUID), "it names the room that has the rule"
    assert refused(Invalid, add, 9999, RuleInput(WORD, "y"), plan.version).reason == "no_such_room"
    tag = db.session.scalar(select(SplitRule.id).where(SplitRule.kind == TAG)) or 0
    rules.remove_rule(planned.ana, tag, plan.version)
    assert planned.placed("both", "told") == [(FLUID, WORD), ("", NONE)]


def test_what_is_placed_by_hand_stays_there_until_it_is_left_to_the_rules(planned: Planned) -> None:
    plan, ids, fluid = planned.plan, planned.ids, planned.plan.rooms[FLUID]
    place_by_hand(planned.ana, plan.id, [ids["salt"], ids["told"]], fluid, plan.version)
    place_by_hand(planned.bea, plan.id, [ids["scales"]], None, plan.version)
    rules.add_rule(planned.ana, plan.id, plan.rooms[NEWLY], RuleInput(WORD, "salt"), plan.version)
    assert planned.placed("salt", "told", "scales") == [(FLUID, HAND), (FLUID, HAND), ("", HAND)]
    by = select(SplitPlace.placed_by).where(SplitPlace.discussion_id == ids["scales"])
    assert db.session.scalar(by) == planned.world.members["bea"]
    unplace(planned.ana, plan.id, [ids["salt"], ids["scales"]], plan.version)
    assert planned.placed("salt", "told", "scales") == [(NEWLY, WORD), (FLUID, HAND), (FLUID, WORD)]

    placed, elsewhere = plan.places(), planned.world.corners["members"].discussion
    for wrong, reason in (([], "nothing_ticked"), ([ids["salt"], elsewhere], "not_in_group"), ([0], "not_in_group")):
        assert refused(Invalid, place_by_hand, planned.ana, plan.id, wrong, None, plan.version).reason == reason
    many = refused(Invalid, place_by_hand, planned.ana, plan.id, range(1000), None, plan.version)
    assert many.reason == "too_many_ticked"
    unknown = refused(Invalid, place_by_hand, planned.ana, plan.id, [ids["salt"]], 9999, plan.version)
    assert (unknown.reason, plan.places()) == ("no_such_room", placed)


def test_a_room_that_goes_leaves_its_discussions_to_the_other_rules(planned: Planned) -> None:
    plan, ids = planned.plan, planned.ids
    place_by_hand(planned.ana, plan.id, [ids["scales"], ids["salt"]], plan.rooms[NEWLY], plan.version)
    rooms.remove_room(planned.ana, plan.rooms[NEWLY], plan.version)
    assert planned.placed("scales", "both", "salt", "told") == [(FLUID, WORD), (FLUID, WORD), ("", NONE), ("", NONE)]
    assert list(rooms_of(plan.id)) == [FLUID]
    assert db.session.scalar(select(func.count()).where(SplitRule.kind == TAG)) == 0


def test_the_second_of_two_who_change_a_plan_at_once_is_told_who_was_first(planned: Planned) -> None:
    plan, bea, salt = planned.plan, planned.bea, [planned.ids["salt"]]
    seen, room_id = plan.version, plan.rooms[NEWLY]
    rooms.add_room(planned.ana, plan.id, RoomInput("Devices"), seen)
    rule_id = db.session.scalars(select(SplitRule.id)).first() or 0
    for late in (
        partial(rooms.add_room, bea, plan.id, RoomInput("Pumps"), seen),
        partial(rooms.edit_room, bea, room_id, RoomInput("Just told"), seen),
        partial(rooms.remove_room, bea, room_id, seen),
        partial(rules.add_rule, bea, plan.id, room_id, RuleInput(WORD, "salt"), seen),
        partial(rules.remove_rule, bea, rule_id, seen),
        partial(place_by_hand, bea, plan.id, salt, room_id, seen),
        partial(unplace, bea, plan.id, salt, seen),
        partial(making.set_divides, bea, plan.id, True, seen),
        partial(making.take_advice, bea, plan.id, seen),
        partial(making.drop_plan, bea, plan.id, seen),
    ):
        error = refused(Conflict, late)
        assert (error.reason, error.facts["by"]) == ("plan_changed", "Ana")
    assert (list(rooms_of(plan.id)), plan.version) == ([NEWLY, FLUID, "Devices"], seen + 1)
    making.drop_plan(bea, plan.id, plan.version)
    assert db.session.get_one(SplitPlan, plan.id).state == DROPPED
    assert refused(Conflict, rooms.add_room, bea, plan.id, RoomInput("X"), plan.version).reason == "not_a_draft"
    assert making.make_plan(bea, planned.group_id, from_advice=False) != plan.id


def test_the_advisors_rooms_are_taken_once(planned: Planned) -> None:
    making.drop_plan(planned.ana, planned.plan.id, planned.plan.version)
    make = partial(making.make_plan, planned.ana, planned.group_id, from_advice=True)
    assert refused(Invalid, make).reason == "no_advice"
    advise(planned.group_id)
    plan = planned.plan = Plan(make())
    plan.rooms = rooms_of(plan.id)
    assert list(plan.rooms) == ["Devices"], "what is not ready is no room"
    assert planned.placed("leads", "wire", "salt") == [("Devices", CLUSTER), ("Devices", CLUSTER), ("", NONE)]
    making.take_advice(planned.ana, plan.id, plan.version)
    assert list(rooms_of(plan.id)) == ["Devices"]


def test_what_comes_in_later_is_placed_by_the_same_rules(planned: Planned) -> None:
    plan, version = planned.plan, planned.plan.version
    late = start(planned.world.actor("ruth"), planned.group_id, "Scales that speak", "They do.").discussion_id or 0
    assert late not in plan.places()
    assert making.take_in_new(planned.ana, plan.id) == 1
    assert plan.places()[late] == (FLUID, WORD)
    assert (making.take_in_new(planned.ana, plan.id), plan.version) == (0, version)


def test_a_plan_from_a_file_is_the_plan_that_was_written(planned: Planned) -> None:
    plan, ids, ana = planned.plan, planned.ids, planned.ana
    place_by_hand(ana, plan.id, [ids["salt"]], plan.rooms[NEWLY], plan.version)
    making.set_divides(ana, plan.id, True, plan.version)
    found = find_plan(ana, plan.id)
    written = file_of(found.plan, found.group)
    lines = {talk.id: (talk.to, talk.why) for talk in written.discussions}
    assert (lines[ids["salt"]], lines[ids["quiet"]]) == (("newly-told", "placed by hand"), (None, "no rule fits"))
    again = Plan(making.make_plan_from_file(SYSTEM, load(dump(written))))
    again.rooms = rooms_of(again.id)
    assert (again.id != plan.id, again.places()) == (True, plan.places())
    found = find_plan(ana, again.id)
    assert file_of(found.plan, found.group) == written

    # Somebody changed a line: what the file says otherwise than the rules is placed by hand.
    moved = tuple(dataclasses.replace(one, to=None) if one.id == ids["scales"] else one for one in written.discussions)
    changed = Plan(making.make_plan_from_file(SYSTEM, dataclasses.replace(written, discussions=moved)))
    changed.rooms = rooms_of(changed.id)
    assert changed.places() == plan.places() | {ids["scales"]: ("", HAND)}


def test_a_discussion_of_the_file_that_is_elsewhere_keeps_its_line(planned: Planned) -> None:
    told = planned.ids["told"]
    move_discussion(planned.ana, told, planned.world.corners["members"].group_id)
    file = PlanFile("heart", (FileRoom("newly-told", NEWLY),), (FileTalk(told, to="newly-told"),))
    plan = Plan(making.make_plan_from_file(SYSTEM, file))
    plan.rooms = rooms_of(plan.id)
    assert plan.places()[told] == (NEWLY, HAND)


def test_a_file_with_ids_and_slugs_that_are_not_there_is_refused_as_a_whole(planned: Planned) -> None:
    make = partial(making.make_plan_from_file, SYSTEM)
    create_group(SYSTEM, GroupInput("Daily life", parent_id=planned.group_id))
    before = db.session.scalar(select(func.count(SplitPlan.id)))
    assert 'No group has the address "hart"' in sentence(refused(Invalid, make, PlanFile("hart")))
    file = PlanFile(
        "heart",
        (FileRoom("kidney", "A"), FileRoom("b", "Daily life"), FileRoom("c", "C", rules=(RuleInput(WORD, "…"),))),
        (FileTalk(777_777, to="c"), FileTalk(planned.ids["salt"])),
    )
    words = sentence(refused(Invalid, make, file))
    for said in ("There is no discussion 777777", 'Room "kidney"', 'Room "b"', 'Room "c"'):
        assert said in words
    refused(Forbidden, making.make_plan_from_file, planned.world.actor("ruth"), PlanFile("heart"))
    assert db.session.scalar(select(func.count(SplitPlan.id))) == before


def test_placing_goes_in_chunks_that_leave_no_discussion_out(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.splitting.queries.talks.CHUNK", 3)
    monkeypatch.setattr("app.splitting.commands.making.CHUNK", 3)
    before = planned.plan.places()
    found = find_plan(planned.ana, planned.plan.id)
    again = Plan(making.make_plan_from_file(SYSTEM, file_of(found.plan, found.group)), {})
    again.rooms = rooms_of(again.id)
    assert again.places() == before


def test_two_who_press_at_the_same_moment_make_one_plan_and_one_change(planned: Planned) -> None:
    plan, seen = planned.plan, planned.plan.version
    ended = _at_once(
        partial(rooms.add_room, planned.ana, plan.id, RoomInput("Devices"), seen),
        partial(rooms.add_room, planned.bea, plan.id, RoomInput("Pumps"), seen),
    )
    assert sorted(str(one) for one in ended if isinstance(one, Conflict)) == ["plan_changed"]
    assert (len(rooms_of(plan.id)), plan.version) == (3, seen + 1)
    making.drop_plan(planned.ana, plan.id, plan.version)
    begin = [partial(making.make_plan, who, planned.group_id, from_advice=False) for who in (planned.ana, planned.bea)]
    assert _at_once(*begin) == [plan.id + 1] * 2


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of these ends with when they begin together, each in a session of its own."""
    app, gate, ended = current_app._get_current_object(), threading.Barrier(len(acts)), list[object]()  # type: ignore[attr-defined]
    db.session.remove()

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(30)
            try:
                ended.append(act())
            except Conflict as error:
                ended.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ended
