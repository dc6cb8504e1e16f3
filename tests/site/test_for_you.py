"""A member's own page: who answered, who waits, what is new, what of theirs is on its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.core import jobs
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.watch import watch
from app.discussions.inputs import DraftInput
from app.discussions.queries.followed import followed_talks
from app.groups.commands import leave
from app.site import queries
from tests.duty.making import WORDS as DANGER
from tests.site.visits import browser_as, page
from tests.world import World, answer, start

MOST = 26
"""Statements of the page for somebody with replies, people waiting, groups, three posts on their way and drafts: 3 for who is asking,
2 for the header and footer, 18 for the page and 9 for three places in line."""


def _settle() -> None:
    while jobs.run_due():
        pass


def test_a_visitor_is_sent_to_sign_in_and_back(world: World) -> None:
    answer = browser_as(world, "visitor").get("/for-you")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location and "for-you" in answer.location


def test_a_suspended_member_reads_why_instead(world: World) -> None:
    assert "Your account is suspended" in page(browser_as(world, "gus"), "/for-you", 403)


def test_replies_stand_first_and_lead_to_an_answer(world: World) -> None:
    _settle()
    text = page(browser_as(world, "ruth"), "/for-you")
    assert "Maren replied in “Ablation on Thursday”" in text
    assert "A phone lead that is far too long." in text
    assert re.search(r'href="/posts/\d+/reply"', text)
    assert "Three new replies for you" in text
    assert re.search(r'href="/notices/\d+"', text)


def test_people_who_wait_in_ones_groups_are_named_and_ones_own_talks_are_not(world: World) -> None:
    corner = world.corners["public"]
    start(world.actor("maren"), corner.group_id, "Cannot sleep on my left side", "Does anybody know this?")
    start(world.actor("maren"), corner.group_id, "And the right side", "The same person, asking twice.")
    start(world.actor("kit"), world.corners["other"].group_id, "Elsewhere", "In a group that Ruth is not in.")
    ruth, maren = page(browser_as(world, "ruth"), "/for-you"), page(browser_as(world, "maren"), "/for-you")
    assert "Cannot sleep on my left side" in ruth and "Elsewhere" not in ruth
    assert "ne person is waiting for an answer" in ruth
    waiting = maren[maren.index('id="waiting"') : maren.index('id="groups"')]
    assert "Cannot sleep on my left side" not in waiting
    assert not re.search(r"\d waiting", maren[maren.index('id="groups"') :]), (
        "one does not wait for oneself in the figures either"
    )


def test_ones_own_question_is_found_again_and_says_what_came(world: World) -> None:
    corner, maren = world.corners["public"], world.actor("maren")
    asked = start(maren, corner.group_id, "Told yesterday", "I do not know what to ask first.")
    _settle()
    mine = browser_as(world, "maren")
    assert re.search(
        r"Discussions you follow.*Told yesterday</b>.*?Nobody has answered yet", page(mine, "/for-you"), re.DOTALL
    )
    mine.get(f"/discussions/{asked.discussion_id}", follow_redirects=True)
    answer(world.actor("ruth"), asked.discussion_id or 0, "Then ask nothing. Sit with us.")
    _settle()
    assert re.search(r"Told yesterday</b>.*?1 new", page(mine, "/for-you"), re.DOTALL)
    assert "Discussions you follow" not in page(browser_as(world, "newcomer"), "/for-you")


def test_what_one_follows_is_not_named_once_one_may_not_read_it(world: World) -> None:
    corner, maren = world.corners["private"], world.actor("maren")
    watch(maren, corner.discussion)
    assert [talk.id for talk in followed_talks(world.actor("maren"), 8)] == [corner.discussion]
    leave(maren, corner.group_id)
    assert followed_talks(world.actor("maren"), 8) == []


def test_each_group_says_what_is_new_in_it(world: World) -> None:
    corner = world.corners["public"]
    start(world.actor("maren"), corner.group_id, "Cannot sleep on my left side", "Does anybody know this?")
    mine = {one.group.name: one.news for one in queries.for_you(world.actor("ruth")).groups}
    assert mine["Heart"].new == 1 and mine["Heart"].waiting == 1
    assert mine["Kidney"].new == 0 and mine["Kidney"].waiting == 0 and mine["Kidney"].last_at is not None
    assert set(mine) == {"Heart", "Kidney", "Carers' room"}


def test_ones_waiting_posts_and_drafts_are_at_the_side(world: World) -> None:
    ruth = world.actor("ruth")
    corner = world.corners["public"]
    save_draft(ruth, DraftInput(key="k" * 22, kind="reply", discussion_id=corner.discussion, body="Half a thought"))
    text = page(browser_as(world, "ruth"), "/for-you")
    side = text[text.index("Your posts on their way") :]
    assert side.count("Waiting to be read") == 3
    assert "Your words in “Ablation on Thursday”" in side and "in line" in side
    assert "1 draft saved" in side and "All that are on their way" in side
    others = page(browser_as(world, "maren"), "/for-you")
    assert "Nothing of yours is waiting to be read." in others and "No drafts." in others


def test_whoever_wrote_something_heavy_reads_who_listens_and_no_number_in_a_line(world: World) -> None:
    answer(world.actor("maren"), world.corners["public"].discussion, DANGER, anyway=True)
    maren = browser_as(world, "maren")
    for address, where in (("/for-you", "Your posts on their way"), ("/drafts", "On their way")):
        text = page(maren, address)
        there = text[text.index(where) : text.index("</main>")]
        assert "Waiting to be read" in there and "in line" not in there
        assert re.search(r'href="/posts/\d+/help">Somebody to talk to now', there)


def test_a_newcomer_is_shown_the_way_to_a_group(world: World) -> None:
    text = page(browser_as(world, "newcomer"), "/for-you")
    assert "Find a group" in text and 'href="/groups"' in text
    assert "Nothing is waiting for you. Look around, or rest." in text


def test_the_work_does_not_grow_with_what_there_is(world: World, count_statements: Callable[[], Any]) -> None:
    ruth, maren = world.actor("ruth"), world.actor("maren")
    corner = world.corners["public"]
    save_draft(ruth, DraftInput(key="k" * 22, kind="reply", discussion_id=corner.discussion, body="Half a thought"))
    start(maren, corner.group_id, "Cannot sleep", "Does anybody know this?")
    _settle()
    client = browser_as(world, "ruth")
    page(client, "/for-you")
    with count_statements() as before:
        page(client, "/for-you")
    for number in range(8):
        start(maren, corner.group_id, f"Cannot sleep {number}", "Does anybody know this?")
        answer(maren, corner.discussion, f"One more thing, number {number}.")
    _settle()
    with count_statements() as after:
        text = page(client, "/for-you")
    assert "More people wait" in text
    assert len(before) == len(after) == MOST, f"{len(before)}, {len(after)}\n" + "\n".join(after)
