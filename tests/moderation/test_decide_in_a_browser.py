"""The panel of a decision in Chromium: few key presses, a text of the team, a measure; without a script too; and the statement's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from app.accounts.commands.sessions import open_session
from app.core import mail
from app.core.db import db
from app.moderation.commands import decide, keep_text, open_review
from app.moderation.commands.texts import TextInput
from app.moderation.inputs import DecisionInput
from app.moderation.jobs import send_statement
from app.moderation.models import Decision, Sanction
from tests.browser import VIEWS, faults_in_views, open_browser, seen_as, served
from tests.journeys.reader import PlainPage, expect, read_as
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import KIND, hold, state_of, write

RING = "Bring your own tablets in their boxes, all of them.\n\nRing me on 07700 900418."
BODY = "Strangers could ring [the number], and we want you to be safe."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.app) as where:
        yield where


def _as(browser: Browser, room: Room, address: str, name: str, **more: object) -> BrowserContext:
    context = seen_as(browser, VIEWS[0], **more)
    token = open_session(room.ids[name], "Test").token
    context.add_cookies([{"name": "dayroom-session", "value": token, "url": address}])
    return context


def _held(room: Room) -> tuple[int, int]:
    made = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    db.session.rollback()
    return made


class Keys:
    """Counts presses; a chord is as many as it has keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))


def _until(page: Page | PlainPage, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()
    if isinstance(page, Page):
        # What is pressed before the page's scripts have begun they never hear of.
        page.wait_for_load_state()


def test_claim_to_sent_decision_in_at_most_eight_key_presses(room: Room, browser: Browser, address: str) -> None:
    keep_text(room.actor("bea"), TextInput("A number", BODY, 6, "remove", "note"))
    context = _as(browser, room, address, "ana")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    note_id, item_id = _held(room)
    page.goto(f"{address}/desk/{item_id}")
    keys = Keys(page)
    keys.press("c")
    _until(page, "You are looking until")
    keys.press("t", "ArrowDown", "Enter")
    expect(page.locator("#decide-says")).to_have_text("The text is in the reason. Fill in the number.")
    page.keyboard.type("this number")
    expect(page.locator("#letter")).to_contain_text("Strangers could ring this number")
    expect(page.locator("#letter")).to_contain_text("This is a note")
    keys.press("Control+Enter")
    _until(page, "Done: removed, with a note to its author. Ruth has been told.")
    assert keys.presses <= 8
    db.session.rollback()
    assert state_of(note_id) == "removed"
    assert [kind for (kind,) in db.session.execute(select(Sanction.kind))] == ["note"]
    note_id, item_id = _held(room)
    page.goto(f"{address}/desk/{item_id}")
    keys = Keys(page)
    keys.press("c")
    _until(page, "You are looking until")
    keys.press("2")
    expect(page.locator("#decide-says")).to_have_text(
        "Publish without the words and tell Ruth. The letter is up to date."
    )
    keys.press("r")
    page.keyboard.type("A number that strangers can ring.")
    keys.press("Control+Enter")
    _until(page, "Done: published without some words. Ruth has been told.")
    assert keys.presses <= 8
    note_id = write(room.ids["ruth"], HEART, "It laughs at people.")
    item_id = open_review(room.actor("bea"), KIND, note_id)
    db.session.rollback()
    page.goto(f"{address}/desk/{item_id}")
    keys = Keys(page)
    keys.press("c")
    _until(page, "You are looking until")
    keys.press("2")
    expect(page.locator("#letter")).to_have_text("Choose a guideline, and the letter stands here.")
    keys.press("g", "1")
    page.keyboard.press("r")
    expect(page.get_by_label("Reason, in your words")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    keys.press("Enter")
    expect(page.locator("#letter")).to_contain_text("guideline 1")
    page.keyboard.type("It laughs at somebody.")
    keys.press("Control+Enter")
    _until(page, "Done: hidden. Ruth has been told.")
    assert keys.presses <= 8
    assert problems == []
    context.close()


def test_the_panel_without_a_script_and_a_pause_in_this_group(room: Room) -> None:
    keep_text(room.actor("bea"), TextInput("A number", BODY, 6, "remove"))
    note_id, item_id = _held(room)
    page = read_as(room.app, open_session(room.ids["ana"], "Test").token)
    page.goto(f"/desk/{item_id}")
    page.get_by_label("A text of the team").select_option("A number")
    page.get_by_role("button", name="Put this text in").click()
    reason = page.get_by_label("Reason, in your words")
    expect(reason).to_have_value(BODY)
    expect(page.get_by_role("radio", name=re.compile("^Remove"))).to_be_checked()
    page.get_by_label("For the person").select_option("Fewer posts a day")
    page.get_by_role("button", name="Remove and tell Ruth").click()
    _until(page, "Please fill in every place in [brackets].")
    expect(page.get_by_label("For the person")).to_have_value("slow")
    reason.fill(BODY.replace("[the number]", "this number"))
    page.get_by_text("Where, and how long").click()
    page.get_by_label("How long").select_option("3 days")
    page.get_by_role("button", name="Preview the letter").click()
    _until(page, "you can post 3 times a day")
    page.get_by_role("button", name="Remove and tell Ruth").click()
    _until(page, "Done: removed, with fewer posts a day for its author. Ruth has been told.")
    db.session.rollback()
    laid = db.session.scalars(select(Sanction)).one()
    assert (laid.kind, laid.path) == ("slow", HEART)
    assert laid.until is not None
    assert abs(laid.until - laid.from_at - timedelta(days=3)) < timedelta(minutes=1)
    assert state_of(note_id) == "removed"


def test_panel_texts_and_statement_are_accessible_in_every_view(room: Room, browser: Browser, address: str) -> None:
    text_id = keep_text(room.actor("bea"), TextInput("A number", BODY, 6, "remove", "note"))
    _, decided = _held(room)
    done = decide(room.actor("bea"), decided, DecisionInput(1, "remove", 6, "Strangers could ring.", measure="warning"))
    _, item_id = _held(room)
    context = _as(browser, room, address, "ana")
    page = context.new_page()
    for path in (f"/desk/{item_id}", "/desk/texts", f"/desk/texts/{text_id}"):
        page.goto(address + path)
        if path.endswith(str(item_id)):
            page.get_by_text("Where, and how long").click()
            page.keyboard.press("4")
            expect(page.locator("#letter")).to_contain_text("Hello Ruth")
        assert faults_in_views(page) == [], path
    context.close()
    visitor = seen_as(browser, VIEWS[0])
    page = visitor.new_page()
    send_statement(db.session.get_one(Decision, done.decision_id).id)
    link = re.search(r"/statements/[\w-]+", next(mail.kept_letters()).body)
    assert link
    page.goto(address + link.group())
    assert page.url == f"{address}/statement"
    _until(page, "Strangers could ring.")
    _until(page, "This is a warning.")
    assert faults_in_views(page) == []
    visitor.close()
