"""The page where a member chooses, as browsers get it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import update

from app.accounts.actor import SYSTEM
from app.core.command import command
from app.core.db import db
from app.groups.commands import divide_group
from app.splitting.commands.merging import merge_groups
from app.splitting.models import UNDONE, SplitPlan
from tests.review.visits import Browser
from tests.splitting.offers import lay_split
from tests.world import World


@pytest.fixture
def ruth(world: World) -> Browser:
    return Browser(current_app, world, "ruth")


def _ticked(page: str) -> list[bool]:
    return ["checked" in one for one in re.findall(r'<input type="checkbox" name="keep"[^>]*>', page)]


def test_a_member_reads_what_silence_means_and_saves_a_choice(
    world: World, ruth: Browser, count_statements: Callable[[], Any]
) -> None:
    plan_id, (parent, newly, daily) = lay_split(world)
    ruth.get("/groups")
    with count_statements() as seen:
        page = ruth.get(f"/splits/{plan_id}/choose")
    assert page.status_code == 200
    assert len(seen) <= 11
    assert "Until you choose you belong to all of them" in page.text
    assert _ticked(page.text) == [True, True, False]
    saved = ruth.post(f"/splits/{plan_id}/choose", data={"keep": [parent, newly]}, follow_redirects=True)
    assert "Saved. You belong to Heart and Newly told." in saved.text
    assert daily not in world.actor("ruth").group_ids
    assert "The group as you know it" in page.text
    divide_group(SYSTEM, parent, divided=True)
    again = ruth.get(f"/splits/{plan_id}/choose").text
    assert "New discussions are started in the rooms." in again
    assert _ticked(again) == [True, True, False]
    assert "You can change it here at any time" in again
    gone = ruth.post(f"/splits/{plan_id}/choose", data={}, follow_redirects=True)
    assert "You have left Heart and Newly told. What you wrote stays." in gone.text
    twice = ruth.post(f"/splits/{plan_id}/choose", data={}, follow_redirects=True)
    assert "You belong to none of them, as before." in twice.text


def test_private_rooms_say_what_leaving_costs_and_are_not_ticked_back(world: World, ruth: Browser) -> None:
    plan_id, (parent, newly, daily) = lay_split(world, "private")
    assert ruth.get(f"/splits/{plan_id}/choose").text.count("you have to ask before you are in again") == 1, "said once"
    ruth.post(f"/splits/{plan_id}/choose", data={"keep": [parent, newly]})
    page = ruth.get(f"/splits/{plan_id}/choose").text
    assert _ticked(page) == [True, True]
    assert "What you have left" in page
    refused = ruth.post(f"/splits/{plan_id}/choose", data={"keep": [parent, daily]})
    assert refused.status_code == 422
    assert _ticked(refused.text) == [True, False], "what they ticked is kept"
    assert ruth.post(f"/splits/{plan_id}/choose", data={"keep": "everything"}).status_code == 422
    ruth.post(f"/splits/{plan_id}/choose", data={})
    page = ruth.get(f"/splits/{plan_id}/choose").text
    assert "You have left all of it" in page
    assert page.count("Private, ask to join") == 3
    assert "Keep these" not in page, "there is nothing to keep"


def test_a_group_that_a_merge_brought_into_the_offer_is_not_left_unseen(world: World, ruth: Browser) -> None:
    plan_id, (_parent, newly, daily) = lay_split(world)
    opened = ruth.text(f"/splits/{plan_id}/choose")
    shown = re.findall(r'name="shown" value="(\d+)"', opened)
    assert len(shown) == 3
    brain = world.corners["other"].group_id
    merge_groups(world.actor("marta"), world.corners["public"].group_id, brain)
    saved = ruth.post(f"/splits/{plan_id}/choose", data={"keep": [newly], "shown": shown}, follow_redirects=True)
    assert "Saved. You belong to Newly told." in saved.text
    assert {brain, newly} <= world.actor("ruth").group_ids
    assert daily not in world.actor("ruth").group_ids


def test_after_undo_there_is_a_sentence_and_no_form(world: World, ruth: Browser) -> None:
    plan_id, (parent, *_rooms) = lay_split(world)
    _undone(plan_id)
    over = ruth.get(f"/splits/{plan_id}/choose").text
    assert "there is nothing to choose" in over
    assert "<h1>The split of" in over
    assert "Everything stands" not in over, "a room may have stayed"
    late = ruth.post(f"/splits/{plan_id}/choose", data={"keep": [parent]}, follow_redirects=True)
    assert late.status_code == 200
    assert "This split was undone" in late.text
    assert _ticked(late.text) == []


def test_others_find_no_offer(world: World, ruth: Browser) -> None:
    plan_id, _groups = lay_split(world)
    assert ruth.get(f"/splits/{plan_id + 1}/choose").status_code == 404
    for who, code in (("kit", 404), ("ana", 404), ("gus", 403)):
        assert Browser(current_app, world, who).get(f"/splits/{plan_id}/choose").status_code == code
    assert Browser(current_app, world, "visitor").get(f"/splits/{plan_id}/choose").status_code == 303


@command
def _undone(plan_id: int) -> None:
    db.session.execute(update(SplitPlan).where(SplitPlan.id == plan_id).values(state=UNDONE))
