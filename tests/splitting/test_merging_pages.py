"""The page of a merge, as browsers get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from tests.review.visits import Browser
from tests.world import World


@pytest.fixture
def marta(world: World) -> Browser:
    return Browser(current_app, world, "marta")


def test_one_chooses_reads_what_comes_of_it_and_merges(
    world: World, marta: Browser, count_statements: Callable[[], Any]
) -> None:
    brain = world.corners["other"].group_id
    page = marta.text("/groups/heart/merge")
    assert "Merge Heart into another group" in page
    assert f'<option value="{brain}">Brain</option>' in page
    assert ">Heart</option>" not in page
    with count_statements() as seen:
        page = marta.text(f"/groups/heart/merge?into={brain}")
    assert len(seen) <= 27
    assert "Ana</a> will be moderator of Brain and of every room in it" in page
    assert "Leading to Brain from then on: /groups/heart." in page
    assert "Merge Heart into Brain" in page
    done = marta.post("/groups/heart/merge", {"into": brain}, follow_redirects=True)
    assert "Heart has gone up in this group. Every link to it leads here." in done.text
    former = marta.get("/groups/heart")
    assert (former.status_code, former.location) == (301, "/groups/brain")


def test_a_form_that_was_opened_before_a_merge_does_nothing_to_the_other_group(world: World, marta: Browser) -> None:
    brain, kidney = world.corners["other"].group_id, world.corners["members"].group_id
    marta.post("/groups/heart/merge", {"into": brain})
    stale = {
        "/groups/heart/merge": {"into": kidney, "narrow": "y"},
        "/groups/heart/edit": {"name": "Heart", "purpose": "For hearts.", "access": "private"},
        "/groups/heart/archive": {},
    }
    for address, data in stale.items():
        answer = marta.post(address, data)
        assert answer.status_code == 409, address
        assert "Heart has gone up in Brain meanwhile, so nothing was done with what you sent." in answer.text
        assert 'href="/groups/brain"' in answer.text
    group = db.session.get_one(Group, brain)
    assert (group.name, group.access, group.is_archived) == ("Brain", "public", False)


def test_who_leaves_a_group_that_has_gone_up_in_another_meanwhile_keeps_the_other(world: World, marta: Browser) -> None:
    brain = world.corners["other"].group_id
    marta.post("/groups/heart/merge", {"into": brain})
    left = Browser(current_app, world, "ruth").post("/groups/heart/leave")
    assert (left.status_code, "so nothing was done with what you sent" in left.text) == (409, True)
    assert brain in world.actor("ruth").group_ids


def test_what_forbids_a_merge_is_said_before_and_after_the_press(world: World, marta: Browser) -> None:
    kidney, carers, brain = (world.corners[name].group_id for name in ("members", "private", "other"))
    words = "Carers&#39; room holds 3 discussions meant for that group alone, and Brain is open to more people."
    page = marta.text(f"/groups/carers-room/merge?into={brain}")
    assert words in page
    assert "Merge Carers&#39; room into Brain" not in page
    refused = marta.post("/groups/carers-room/merge", {"into": brain})
    assert refused.status_code == 422
    assert words in refused.text

    page = marta.text(f"/groups/heart/merge?into={kidney}")
    assert "It may become readable for fewer people" in page
    narrow = marta.post("/groups/heart/merge", {"into": kidney})
    assert narrow.status_code == 422
    assert "Kidney is members only, so fewer people can read Heart there" in narrow.text
    assert marta.post("/groups/heart/merge", {"into": kidney, "narrow": "y"}).status_code == 303
    assert db.session.get(Group, carers) is not None


def test_only_groups_that_one_looks_after_are_offered(world: World, marta: Browser) -> None:
    heart, brain = world.corners["public"].group_id, world.corners["other"].group_id
    room = create_group(SYSTEM, GroupInput("Night talk", "For nights.", "public", heart))
    ana = Browser(current_app, world, "ana")
    offered = ana.text("/groups/heart/merge")
    assert ">Kidney</option>" in offered
    assert ">Brain</option>" not in offered
    assert f'value="{room}"' not in offered, "a group does not go up in its own room"
    assert ana.get(f"/groups/heart/merge?into={brain}").status_code == 422
    assert ana.post("/groups/heart/merge", {"into": brain}).status_code == 422
    assert ana.get("/groups/heart/merge?into=night").status_code == 422
    for who, code in (("ruth", 403), ("samuel", 403), ("gus", 403), ("visitor", 303)):
        assert Browser(current_app, world, who).get("/groups/heart/merge").status_code == code
    assert ">Heart › Night talk</option>" in marta.text("/groups/brain/merge")
