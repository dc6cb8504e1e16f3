"""The pages of a plan as staff use them, without script: what they show, what they change, what they say to who was too late."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from app.accounts.commands import revoke_role
from app.accounts.models import Grant
from app.core.db import db
from app.core.text import one_line
from app.splitting.commands import making
from app.splitting.commands import rooms as room_commands
from app.splitting.inputs import RoomInput
from app.splitting.models import HAND, TAG, SplitPlan, SplitRule
from tests.review.visits import Browser
from tests.splitting.planning import FLUID, NEWLY, Planned, advise, rooms_of


@pytest.fixture
def ana(planned: Planned) -> Browser:
    return Browser(current_app, planned.world, "ana")


@pytest.fixture
def bea(planned: Planned) -> Browser:
    return Browser(current_app, planned.world, "bea")


def _words(page: str) -> str:
    """What can be read on a page, on one line."""
    main = page[page.index("<main") : page.index("</main>")]
    return one_line(re.sub(r"<[^>]+>", " ", main), 100_000)


def test_the_page_shows_the_plan_as_it_is(planned: Planned, ana: Browser) -> None:
    advise(planned.group_id)
    words = _words(ana.text(f"/splits/{planned.plan.id}"))
    for said in (
        "The advisor says this group is ready for rooms of its own. Nothing has moved.",
        "Why now",
        "11 discussions, 3 members, 1 mentor",
        "Stays open, keeps its address, and leads to every room.",
        f"{NEWLY} Edit {NEWLY} Discussions 2 Active people 2 Mentor Ingrid Goes here by tag “new”",
        f"{FLUID} Edit {FLUID} Discussions 2 Active people 2 Mentor Ingrid Goes here by “scales”; “water tablet”",
        "They said failure and I heard the end fits well",
        "Devices The advisor proposes this room",
        "Sleep The advisor says: not yet",
        "7 discussions fit no room and remain in Heart.",
        "What it means for 3 members",
        "Are suggested the room where they wrote most, and may say no 2",
        "Ingrid goes along as mentor. Ana and Bea look after the rooms.",
        "Moves 4 discussions, opens 2 rooms, writes to 3 members once.",
    ):
        assert said in words, said
    assert "aria-disabled" not in ana.text(f"/splits/{planned.plan.id}"), "nothing is left to tick"


def test_each_page_takes_its_statements(planned: Planned, ana: Browser, count_statements: Callable[[], Any]) -> None:
    plan = f"/splits/{planned.plan.id}"
    pages = {
        plan: 15,
        f"{plan}/places": 6,
        f"{plan}/rooms/{planned.plan.rooms[NEWLY]}": 4,
        "/groups/heart/splits": 5,
    }
    assert ana.get(plan).status_code == 200, "what the first visit of a session writes is not counted"
    found = {}
    for url in pages:
        with count_statements() as seen:
            ana.get(url)
        found[url] = len(seen)
    assert found == pages


def test_others_find_no_plan_at_any_of_its_addresses(planned: Planned) -> None:
    plan = f"/splits/{planned.plan.id}"
    room = f"{plan}/rooms/{planned.plan.rooms[NEWLY]}"
    for name in ("ruth", "ingrid", "samuel"):
        other = Browser(current_app, planned.world, name)
        for url in (plan, f"{plan}/places", f"{plan}/rooms/new", room):
            assert other.get(url).status_code == 404, (name, url)
        for url in ("divides", "advice", "new", "drop", "places", "rooms/new"):
            assert other.post(f"{plan}/{url}", {"version": 1}).status_code == 404, (name, url)
        for url in (room, f"{room}/remove", f"{room}/rules", f"{plan}/rules/1/remove"):
            assert other.post(url, {"version": 1, "name": "x", "kind": TAG, "value": "x"}).status_code == 404
        assert other.get("/groups/heart/splits").status_code == 403
    visitor = Browser(current_app, planned.world, "visitor")
    assert visitor.get(plan).location.startswith("/sign-in")
    bea = Browser(current_app, planned.world, "bea")
    assert bea.get(f"/splits/{planned.plan.id + 1}/rooms/{planned.plan.rooms[NEWLY]}").status_code == 404


def test_staff_begin_a_plan_on_the_groups_page_and_go_on_with_it(planned: Planned, ana: Browser) -> None:
    assert '<a href="/groups/heart/splits"><b>Split</b></a>' in ana.text("/groups/heart")
    assert "A plan to split this group is being made." in _words(ana.text("/groups/heart"))
    page = ana.text("/groups/heart/splits")
    assert "The advisor has not looked at this group yet" in page and "Go on with the plan" in page
    version = planned.plan.version
    page = ana.post(f"/splits/{planned.plan.id}/drop", {"version": version}, follow_redirects=True).text
    assert "The plan is put aside." in page and "Begin an empty plan" in page
    assert "This plan was put aside." in ana.text(f"/splits/{planned.plan.id}")
    refused = ana.post("/groups/heart/splits", {"from_advice": "1"})
    assert refused.status_code == 422 and "Ask for advice first" in refused.text
    advise(planned.group_id)
    assert "ready for rooms of its own" in _words(ana.text("/groups/heart"))
    begun = ana.post("/groups/heart/splits", {"from_advice": "1"})
    plan_id = planned.plan.id + 1
    assert (begun.status_code, begun.location) == (303, f"/splits/{plan_id}")
    assert list(rooms_of(plan_id)) == ["Devices"]
    assert Browser(current_app, planned.world, "ruth").text("/groups/heart").count("/splits/") == 0


def test_a_room_and_its_rules_are_made_changed_and_taken_out(planned: Planned, ana: Browser) -> None:
    plan = f"/splits/{planned.plan.id}"
    typed = {"name": NEWLY, "purpose": "A second one.", "slug": "", "version": planned.plan.version}
    refused = ana.post(f"{plan}/rooms/new", typed)
    assert (
        refused.status_code == 422 and "A second one." in refused.text and "in the same place already" in refused.text
    )
    page = ana.post(f"{plan}/rooms/new", typed | {"name": "Salt & food"}, follow_redirects=True).text
    assert "Now say what goes there." in page
    room_id = rooms_of(planned.plan.id)["Salt & food"]
    rule = {"kind": "word", "value": "salt", "version": planned.plan.version}
    assert (
        "Every discussion is placed anew."
        in ana.post(f"{plan}/rooms/{room_id}/rules", rule, follow_redirects=True).text
    )
    taken = ana.post(f"{plan}/rooms/{room_id}/rules", rule | {"value": "SCALES", "version": planned.plan.version})
    assert taken.status_code == 422 and "SCALES" in taken.text and f"{FLUID} goes by this already" in taken.text
    assert "Discussions 1" in _words(ana.text(plan)).split("Salt &amp; food")[2]
    edited = {"name": "Food", "purpose": "", "slug": "Our Food", "version": planned.plan.version}
    page = ana.post(f"{plan}/rooms/{room_id}", edited, follow_redirects=True).text
    assert "Saved." in page and "Salt &amp; food" not in page
    assert 'value="our-food"' in ana.text(f"{plan}/rooms/{room_id}")
    page = ana.post(f"{plan}/rooms/{room_id}/remove", {"version": planned.plan.version}, follow_redirects=True).text
    assert "The room is out of the plan." in page and "Food" not in rooms_of(planned.plan.id)


def test_who_saves_on_an_older_plan_is_told_and_loses_no_word(planned: Planned, ana: Browser, bea: Browser) -> None:
    plan, room_id, seen = f"/splits/{planned.plan.id}", planned.plan.rooms[NEWLY], planned.plan.version
    room_commands.edit_room(planned.ana, room_id, RoomInput("Just told", "For the first weeks."), seen)
    typed = {"name": "Newly found", "purpose": "For those who were told lately.", "slug": "", "version": seen}
    late = bea.post(f"{plan}/rooms/{room_id}", typed)
    words = _words(late.text)
    assert late.status_code == 409
    assert "Ana changed this plan" in words and "the room is called “Just told” now" in words
    assert "For the first weeks." in words, "both are shown"
    assert 'value="Newly found"' in late.text and "For those who were told lately." in late.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text)
    assert version is not None
    assert bea.post(f"{plan}/rooms/{room_id}", typed | {"version": version.group(1)}).status_code == 303
    assert "Newly found" in rooms_of(planned.plan.id)

    salt = planned.ids["salt"]
    for url, fields in (
        ("rooms/new", {"name": "My own words"}),
        (f"rooms/{room_id}/rules", {"kind": "word", "value": "my own words"}),
        ("places", {"discussions": salt, "to": room_id}),
        ("divides", {"divides": "1"}),
        (f"rooms/{room_id}/remove", {}),
        ("drop", {}),
        ("run", {}),
    ):
        late = bea.post(f"{plan}/{url}", {**fields, "version": seen})
        assert late.status_code == 409 and "changed this plan" in late.text, url
        assert all(str(value) in late.text for value in fields.values() if value != "1"), url
    assert re.search(
        rf'value="{salt}" checked', bea.post(f"{plan}/places", {"discussions": salt, "version": seen}).text
    )
    assert db.session.get_one(SplitPlan, planned.plan.id, populate_existing=True).is_draft


def test_what_a_colleague_took_out_meanwhile_is_said_and_not_called_missing(
    planned: Planned, ana: Browser, bea: Browser
) -> None:
    plan, room_id = f"/splits/{planned.plan.id}", planned.plan.rooms[NEWLY]
    rule_id = db.session.scalars(select(SplitRule.id).where(SplitRule.room_id == room_id)).one()
    ana.post(f"{plan}/rooms/{room_id}/remove", {"version": planned.plan.version})
    for url in (f"rooms/{room_id}", f"rooms/{room_id}/remove", f"rooms/{room_id}/rules", f"rules/{rule_id}/remove"):
        late = bea.post(f"{plan}/{url}", {"version": 1, "name": "Newly told", "purpose": "For the first weeks."})
        assert (late.status_code, f'href="{plan}"' in late.text) == (409, True), url
        assert "For the first weeks." in late.text
    assert bea.get(f"{plan}/rooms/{room_id}").status_code == 404


def test_ticked_discussions_are_placed_by_hand_and_left_to_the_rules_again(planned: Planned, ana: Browser) -> None:
    places, ids, fluid = f"/splits/{planned.plan.id}/places", planned.ids, planned.plan.rooms[FLUID]
    ticked = {"discussions": [ids["salt"], ids["quiet"]], "to": fluid, "version": planned.plan.version}
    page = ana.post(places, ticked, follow_redirects=True).text
    assert "2 discussions are placed." in page and "chosen by Ana" in page
    one = ana.post(f"{places}?view=hand", {"one": f"{ids['salt']}.stay", "version": planned.plan.version})
    assert (one.status_code, one.location) == (303, f"{places}?view=hand")
    assert planned.placed("salt", "quiet") == [("", HAND), (FLUID, HAND)]
    ana.post(places, {"discussions": ids["quiet"], "to": "rules", "version": planned.plan.version})
    assert planned.placed("quiet") == [("", "none")]
    for wrong in (
        {},
        {"discussions": "x"},
        {"discussions": 10**30},
        {"one": "x.y"},
        {"discussions": ids["salt"], "to": "x"},
    ):
        refused = ana.post(places, {**wrong, "version": planned.plan.version})
        assert refused.status_code == 422 and "Nothing was placed" in refused.text, wrong
    assert "Chosen by hand" in ana.text(f"{places}?view=nonsense&after=x.y")


def test_a_run_asks_for_its_ticks_and_is_refused_without_them(planned: Planned, ana: Browser) -> None:
    for held in db.session.scalars(select(Grant.id).where(Grant.kind == "mentor")).all():
        revoke_role(planned.world.actor("marta"), held)
    plan = f"/splits/{planned.plan.id}"
    page = ana.text(plan)
    assert "Has no mentor yet." in page and "Maren</a> wrote 1 reply on this." in page
    assert "The rooms may open without a mentor" in page and "One thing is open above." in page
    refused = ana.post(f"{plan}/run", {"version": planned.plan.version})
    assert refused.status_code == 422 and "Tick the box if they may open all the same." in refused.text
    assert db.session.get_one(SplitPlan, planned.plan.id, populate_existing=True).is_draft
    divides = ana.post(f"{plan}/divides", {"divides": "1", "version": planned.plan.version}, follow_redirects=True).text
    assert "Nothing new is started here afterwards" in divides
    making.drop_plan(planned.ana, planned.plan.id, planned.plan.version)
    assert ana.post(f"{plan}/divides", {"divides": "0", "version": planned.plan.version}).status_code == 409
