"""The first page: true for whoever looks, and the same work whatever the community holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.core import settings
from app.core.db import db
from app.discussions.models import Discussion
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.site import queries
from tests.site.visits import browser_as, page
from tests.world import World, answer, start

COLD = 8
"""Statements of the first page for a visitor with nothing in memory: its stamps, settings, help lines; 2 for what people talk about,
1 for the groups, 2 for the figures of the house."""
WARM = 1
"""The page from memory: its stamps."""


def test_a_visitor_is_asked_in(world: World) -> None:
    text = page(browser_as(world, "visitor"), "/")
    assert "There is a chair for you here." in text
    assert 'href="/join"' in text and "Reading needs no account" in text
    assert "Go to For you" not in text
    assert 'href="/#how"' in text and "How it works" in text


def test_what_people_talk_about_is_what_everybody_may_read(world: World) -> None:
    text = page(browser_as(world, "visitor"), "/")
    heard = text[text.index("What people talk about") : text.index("Find your group")]
    corner = world.corners["public"]
    assert f"/discussions/{corner.discussion}-ablation-on-thursday" in heard
    assert heard.count("<blockquote") == 1
    assert "I go in at seven." in heard and "1 reply" in heard


def test_a_private_group_is_not_named_to_visitors_and_no_closed_group_is_counted(world: World) -> None:
    visitor, member = page(browser_as(world, "visitor"), "/"), page(browser_as(world, "kit"), "/")
    assert "Carers" not in visitor.split("Find your group")[1].split("How the room is kept")[0]
    kidney = re.search(r">Kidney</a><span class=\"meta\">(.*?)</span>", visitor, re.DOTALL)
    assert (
        kidney is not None
        and "Members only" in kidney.group(1)
        and "member" not in kidney.group(1).replace("Members only", "")
    )
    assert "Carers" in member


def test_a_member_is_greeted_and_led_on(world: World) -> None:
    text = page(browser_as(world, "ruth"), "/")
    assert re.search(r"(Good (morning|afternoon|evening)|Hello), Ruth\.", text)
    assert 'href="/for-you"' in text and "Go to For you" in text
    assert 'href="/join"' not in text


def test_a_suspended_member_is_told_plainly(world: World) -> None:
    text = page(browser_as(world, "gus"), "/", 403)
    assert "Your account is suspended" in text and 'href="/notices"' in text


def test_the_people_one_meets_are_counted(world: World) -> None:
    text = page(browser_as(world, "visitor"), "/")
    assert "10 people: patients and carers." in text
    assert "1 member who knows the room well" in text
    assert "4 people who keep the talk safe" in text


def test_without_talk_groups_and_roles_the_page_says_only_what_is_true(app: Flask) -> None:
    text = app.test_client().get("/").get_data(as_text=True)
    for missing in (
        "What people talk about",
        "Find your group",
        "Look around first",
        "Reading needs no account",
        "who keep",
    ):
        assert missing not in text
    assert "How the room is kept" in text and "within 4 hours" in text


@pytest.mark.parametrize("kind", ["crisis", "flag"])
def test_words_of_somebody_one_worries_about_are_not_shown_off(world: World, kind: str) -> None:
    corner = world.corners["public"]
    assert len(queries.heard()) == 1
    cause = CauseInput(kind, "worried" if kind == "flag" else "crisis", 3, "words", None, [])
    open_item(OpenInput("post", corner.opening, corner.path, world.members["ruth"], "discussion", (cause,)))
    assert queries.heard() == ()


def test_at_most_three_are_heard_and_of_different_groups_first(world: World) -> None:
    ruth, maren = world.actor("ruth"), world.actor("maren")
    for number in range(4):
        begun = start(
            ruth, world.corners["public"].group_id, f"Night {number}", f"The night was long, number {number}."
        )
        answer(maren, begun.discussion_id or 0, "I was up as well.")
    kit, samuel = world.actor("kit"), world.actor("samuel")
    other = start(kit, world.corners["other"].group_id, "First week", "Somebody put the kettle on for me today.")
    answer(samuel, other.discussion_id or 0, "Good.")
    db.session.execute(
        update(Discussion).where(Discussion.id == other.discussion_id).values(last_post_at=Discussion.created_at)
    )
    heard = queries.heard()
    assert len(heard) == 3
    assert {one.talk.group_id for one in heard} == {world.corners["public"].group_id, world.corners["other"].group_id}
    db.session.rollback()


def test_the_work_does_not_grow_with_what_there_is(world: World, count_statements: Callable[[], Any]) -> None:
    client = browser_as(world, "visitor")
    settings.forget()
    with count_statements() as before:
        page(client, "/")
    ruth, maren = world.actor("ruth"), world.actor("maren")
    for number in range(6):
        begun = start(
            ruth, world.corners["public"].group_id, f"Night {number}", f"The night was long, number {number}."
        )
        answer(maren, begun.discussion_id or 0, "I was up as well.")
    settings.forget()
    with count_statements() as after:
        page(client, "/")
    assert len(before) == len(after) == COLD, "\n".join(after)
    with count_statements() as warm:
        page(client, "/")
    assert len(warm) == WARM
