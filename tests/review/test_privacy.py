"""What drafts, waiting posts and notices say of places that one may not see."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.core.jobs import run_due
from app.core.policy import Invalid
from app.discussions.commands.edit import edit_post, take_back
from app.discussions.commands.order import move_discussion
from app.discussions.commands.waiting import apply_decision
from app.discussions.commands.watch import watch
from app.discussions.inputs import EditInput
from app.groups.commands import leave
from app.notifications.models import Notice
from tests.review.visits import Browser
from tests.world import PHONE, answer

KEY = "k" * 20
TITLE = "Ablation on Thursday"


@pytest.mark.parametrize("who", ["newcomer", "kit", "samuel"])
def test_a_draft_cannot_be_pointed_at_a_hidden_discussion_to_learn_its_title(app: Flask, world: Any, who: str) -> None:
    browser = Browser(app, world, who)
    for place in (
        {"discussion_id": world.corners["private"].discussion},
        {"group_id": world.corners["private"].group_id},
    ):
        browser.post(f"/drafts/{KEY}", {"kind": "reply", "body": "What is it called?", **place})
        page = browser.text("/drafts")
        assert "What is it called?" in page
        assert TITLE not in page
        assert "Carers" not in page


def test_a_held_discussion_of_others_is_not_named_in_a_draft(app: Flask, world: Any) -> None:
    browser = Browser(app, world, "maren")
    corner = world.corners["public"]
    browser.post(f"/drafts/{KEY}", {"kind": "reply", "body": "Hello", "discussion_id": corner.held_discussion})
    assert "Who can ring me" not in browser.text("/drafts")


def test_the_own_drafts_still_say_where_they_belong(app: Flask, world: Any) -> None:
    browser = Browser(app, world, "ruth")
    browser.post(
        f"/drafts/{KEY}", {"kind": "reply", "body": "Hello", "discussion_id": world.corners["private"].discussion}
    )
    assert TITLE in browser.text("/drafts")


def test_a_waiting_post_does_not_name_a_discussion_of_a_group_one_has_left(app: Flask, world: Any) -> None:
    leave(world.actor("ruth"), world.corners["private"].group_id)
    page = Browser(app, world, "ruth").text("/drafts")
    assert page.count(TITLE) == 2
    assert f"/posts/{world.corners['private'].held}" not in page


def test_who_left_a_private_group_hears_no_more_of_what_they_followed_there(world: Any) -> None:
    corner = world.corners["private"]
    watch(world.actor("ingrid"), corner.discussion)
    leave(world.actor("ruth"), corner.group_id)
    run_due()
    post_id = answer(world.actor("maren"), corner.discussion, "One more thing for the bag.").post_id
    run_due()
    told = db.session.scalars(select(Notice.member_id).where(Notice.key == f"post:{post_id}")).all()
    assert told == [world.members["ingrid"]]


def test_former_followers_hear_nothing_of_a_discussion_that_moved_into_a_private_group(world: Any) -> None:
    corner = world.corners["public"]
    watch(world.actor("kit"), corner.discussion)
    run_due()
    move_discussion(SYSTEM, corner.discussion, world.corners["private"].group_id)
    post_id = answer(world.actor("maren"), corner.discussion, "One more thing for the bag.").post_id
    run_due()
    told = db.session.scalars(select(Notice.member_id).where(Notice.key == f"post:{post_id}")).all()
    assert told == [world.members["ruth"]]


def test_taking_a_post_back_gives_back_the_newest_words_also_those_that_waited(world: Any) -> None:
    ruth = world.actor("ruth")
    post_id = answer(ruth, world.corners["public"].discussion, "Slippers.").post_id or 0
    edit_post(ruth, EditInput(KEY, post_id, f"Slippers. {PHONE}", anyway=True))
    assert take_back(ruth, post_id) == f"Slippers. {PHONE}"


def test_what_was_taken_back_does_not_stay_new_for_ever(app: Flask, world: Any) -> None:
    corner = world.corners["public"]
    browser = Browser(app, world, "maren")
    browser.get(f"/discussions/{corner.discussion}", follow_redirects=True)
    ruth = world.actor("ruth")
    post_id = answer(ruth, corner.discussion, "Never mind.").post_id or 0
    take_back(ruth, post_id)
    browser.get(f"/discussions/{corner.discussion}", follow_redirects=True)
    assert TITLE not in browser.text("/groups/heart?view=new")


def test_what_only_a_group_was_meant_to_read_is_not_moved_to_other_people(app: Flask, world: Any) -> None:
    private, public = world.corners["private"], world.corners["public"]
    with pytest.raises(Invalid, match="meant_for_group"):
        move_discussion(world.actor("ana"), private.discussion, public.group_id)
    page = Browser(app, world, "ana").text(f"/discussions/{private.discussion}/move")
    assert "Only this group was meant to read it" in page


def test_words_sent_to_a_discussion_that_was_removed_meanwhile_are_kept(app: Flask, world: Any) -> None:
    corner = world.corners["public"]
    apply_decision(world.actor("ana"), corner.opening, "remove", None)
    browser = Browser(app, world, "maren")
    sent = browser.post(
        f"/discussions/{corner.discussion}/replies", {"body": "I typed this for an hour.", "draft": KEY}
    )
    assert sent.status_code == 404
    assert "Your words are kept in your drafts" in sent.get_data(as_text=True)
    assert "I typed this for an hour." in browser.text("/drafts")
    assert "I typed this for an hour." in browser.text(f"/drafts/{KEY}")
