"""The pages of a dry run, a run and its undoing, for those who look after the group; and the same from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.core.db import db
from app.core.jobs import run_due
from app.discussions.commands import order
from app.groups.commands import GroupInput, create_group, move_group
from app.groups.models import Group
from app.groups.queries import group_id_at
from app.splitting import jobs, planfile
from app.splitting.commands.stages import advance
from app.splitting.commands.undoing import start_undo
from app.splitting.inputs import RuleInput
from app.splitting.models import DONE, DRAFT, UNDONE
from app.splitting.planfile import FileRoom
from tests.review.visits import TOKEN, Browser
from tests.splitting.heart import ROOMS, Grown, finished, plan_file, plan_of, planned, started, talk, where
from tests.world import World

NO_ACCOUNT_PAGE = {"visitor": "/sign-in", "gus": "/notices"}
TICKS = {"mentors": "y", "looked": "y"}


@pytest.fixture
def world(grown_heart: tuple[World, Grown]) -> World:
    return grown_heart[0]


@pytest.fixture
def grown(grown_heart: tuple[World, Grown]) -> Grown:
    return grown_heart[1]


@pytest.fixture
def ana(world: World) -> Browser:
    return Browser(current_app, world, "ana")


def test_staff_look_what_a_run_would_do_run_it_watch_it_and_undo_it(
    world: World, grown: Grown, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "STEPS_A_JOB", 2)
    plan_id = planned(world, grown)
    order.move_discussion(world.actor("ana"), grown.fluid[0], world.corners["members"].group_id)
    db.session.rollback()
    page = ana.post(f"/splits/{plan_id}/dry-run", follow_redirects=True).text
    for words in (
        "Nothing has moved",
        '<td>/groups/devices</td><td class="num">4</td><td class="num">6</td><td class="num">1</td>',
        "Fluid, week 0",
        "Somebody moved it elsewhere meanwhile, and there it stays.",
        "6 members are told once",
        '<td>/groups/heart</td><td class="num">3</td>',
    ):
        assert words in page
    assert set(where().values()) & {"fluid", "devices"} == set()

    version = plan_of(plan_id).version
    page = ana.post(f"/splits/{plan_id}/run", {**TICKS, "version": version}, follow_redirects=True).text
    assert "It goes on by itself, also when you close this page." in page
    assert "Discussions that stand in their room: 0 of 12" in page
    advance(plan_id)
    db.session.rollback()
    assert "Members who belong to the new rooms: 6 of 6" in ana.text(f"/splits/{plan_id}/progress")
    again = ana.post(f"/splits/{plan_id}/run", {**TICKS, "version": version}, follow_redirects=True).text
    assert "This plan is running already. Nothing was started twice." in again
    assert "It goes on." in ana.post(f"/splits/{plan_id}/go-on", follow_redirects=True).text
    while run_due():
        pass
    page = ana.text(f"/splits/{plan_id}/progress")
    for words in (
        "7 discussions moved here",
        "Every discussion kept its address",
        "3 discussions stay in Heart.",
        "Until ",
        "See what undoing would do",
    ):
        assert words in page

    page = ana.text(f"/splits/{plan_id}/undo")
    assert "11 discussions come back to Heart" in page
    assert "Goes. Its address leads to Heart from then on." in page
    assert "Undoing the split of Heart" in ana.post(f"/splits/{plan_id}/undo", follow_redirects=True).text
    while run_due():
        pass
    page = ana.text(f"/splits/{plan_id}/progress")
    assert "11 discussions are back in Heart." in page
    assert "Gone. Its address leads to where its discussions went." in page
    assert "Its address leads to Heart" not in page, "a room may have been merged into another group before"


def test_what_stands_against_a_run_is_said_on_the_plan(world: World, grown: Grown, ana: Browser) -> None:
    weeks = FileRoom("weeks", "Weeks", "", (RuleInput("word", "week"),))
    plan_id = planned(world, grown, rooms=(ROOMS[0], weeks))
    version = plan_of(plan_id).version
    run, beside = f"/splits/{plan_id}/run", "There is a room called Fluid beside it already."
    unticked = ana.post(run, {"version": version})
    assert (unticked.status_code, 'name="looked"' in unticked.text) == (422, True), "six discussions fit both rooms"
    assert ana.post(run, {**TICKS, "version": version - 1}).status_code == 409
    create_group(SYSTEM, GroupInput("Fluid", access="public", parent_id=world.corners["public"].group_id))
    for answered in (ana.post(run, {**TICKS, "version": version}), ana.post(f"/splits/{plan_id}/dry-run")):
        assert (answered.status_code, beside in answered.text) == (422, True)
    assert plan_of(plan_id).state == DRAFT


def test_a_title_is_not_shown_to_whoever_may_not_read_it_where_it_went(
    world: World, grown: Grown, ana: Browser
) -> None:
    plan_id = planned(world, grown)
    inside = create_group(SYSTEM, GroupInput("Night talk", "", "private", world.corners["other"].group_id))
    order.move_discussion(world.actor("marta"), grown.fluid[0], inside)
    order.move_discussion(world.actor("marta"), grown.fluid[1], world.corners["members"].group_id)
    assert ana.get(f"/discussions/{grown.fluid[0]}").status_code == 404
    rehearsed = ana.text(f"/splits/{plan_id}/dry-run")
    finished(started(world, plan_id))
    for page in (rehearsed, ana.text(f"/splits/{plan_id}/progress")):
        assert "Fluid, week 0" not in page
        assert "A discussion that you cannot read where it is now" in page
        assert "Fluid, week 1</a>" in page


def test_who_does_not_look_after_a_room_any_more_is_told_nothing_of_it_and_asked_to_find_somebody_who_does(
    world: World, grown: Grown, ana: Browser
) -> None:
    plan_id = finished(started(world, planned(world, grown))).id
    fluid, marta = group_id_at("fluid") or 0, world.actor("marta")
    grant_role(marta, world.members["samuel"], "moderator", db.session.get_one(Group, fluid).path)
    move_group(marta, fluid, world.corners["other"].group_id)
    page = ana.text(f"/splits/{plan_id}/undo")
    assert "Fluid stands in another place by now, which you do not look after." in page
    assert "Samuel" not in page
    assert "The offers to choose end with it." not in page
    page = Browser(current_app, world, "marta").text(f"/splits/{plan_id}/undo")
    assert "Samuel is no longer moderator of this room." in page
    assert "The offers to choose end with it." in page


@pytest.mark.parametrize(
    "name, page, form",
    [("visitor", 303, 401), ("gus", 403, 403), ("ruth", 404, 404), ("ingrid", 404, 404), ("samuel", 404, 404)],
)
def test_nobody_else_finds_these_pages(world: World, grown: Grown, name: str, page: int, form: int) -> None:
    plan_id = finished(started(world, planned(world, grown))).id
    somebody = Browser(current_app, world, name)
    if name in NO_ACCOUNT_PAGE:
        found = TOKEN.search(somebody.text(NO_ACCOUNT_PAGE[name]))
        somebody.token = found.group(1) if found else ""
    for part in ("dry-run", "progress", "undo"):
        assert somebody.get(f"/splits/{plan_id}/{part}").status_code == page
    for part in ("dry-run", "run", "go-on", "undo"):
        assert somebody.post(f"/splits/{plan_id}/{part}", {"version": 1}).status_code == form
    assert plan_of(plan_id).state == DONE


def test_the_pages_take_as_many_statements_for_a_large_group(
    world: World, grown: Grown, ana: Browser, count_statements: Callable[[], Any]
) -> None:
    plan_id = planned(world, grown)
    heart = world.corners["public"].group_id

    def counted(part: str) -> int:
        ana.get(f"/splits/{plan_id}/{part}")
        with count_statements() as seen:
            assert ana.get(f"/splits/{plan_id}/{part}").status_code == 200
        return len(seen)

    talk(world.actor("ruth"), heart, "Fluid that nobody placed")
    small = counted("dry-run")
    for number in range(20):
        talk(world.actor("ruth"), heart, f"More fluid {number}")
    assert (small, counted("dry-run")) == (16, 16)
    started(world, plan_id)
    assert counted("progress") == 7
    finished(plan_id)
    assert (counted("progress"), counted("undo")) == (4, 14)
    start_undo(world.actor("ana"), plan_id)
    assert counted("progress") == 6


def test_the_command_line_says_runs_and_undoes_a_plan(world: World, grown: Grown, tmp_path: Path) -> None:
    paper = tmp_path / "plan.json"
    paper.write_text(planfile.dump(plan_file(world, grown)), encoding="utf-8")
    words = _words(current_app, "run", str(paper), "--dry-run")
    said = json.loads(words)
    assert (said["group"], said["moves"], said["members"]) == ("heart", 12, 6)
    assert {"id": grown.by_hand, "title": "Slippers", "to": "devices", "why": "placed by hand", "note": ""} in said[
        "discussions"
    ]
    assert len(said["discussions"]) == said["moves"] + said["stays"]
    done = _words(current_app, "run", str(paper))
    assert "12 discussions moved out of Heart." in done
    assert "/groups/fluid\tFluid\t8" in done
    assert _words(current_app, "run", str(paper)) == done, "it ran already, and nothing is done twice"
    plan_id = int(done.split()[1])
    assert "12 discussions are back in Heart." in _words(current_app, "undo", str(plan_id))
    assert plan_of(plan_id).state == UNDONE
    assert "There is no plan with this number" in _words(current_app, "undo", "99", code=1)
    paper.write_text('{"group": "heart", "rooms": [], "discussions": [{"id": 999}]}')
    assert "There is no discussion 999." in _words(current_app, "run", str(paper), code=1)
    paper.write_text('{"group": "heart"}')
    assert "This plan has no room yet." in _words(current_app, "run", str(paper), code=1)


def _words(app: Flask, *words: str, code: int = 0) -> str:
    db.session.remove()
    end = app.test_cli_runner().invoke(args=["splitting", *words])
    assert end.exit_code == code, end.output
    return end.stdout if code == 0 else end.output
