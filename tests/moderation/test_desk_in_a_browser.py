"""The desk in Chromium: by keyboard alone, without a script, and free of axe findings in several views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.accounts.commands.sessions import open_session
from app.core import clock
from app.core.db import db
from app.moderation.commands import claim, decide, flag
from app.moderation.inputs import DecisionInput, FlagInput
from tests.browser import VIEWS, View, axe_findings, faults_in_views, open_browser, seen_as, served
from tests.journeys.reader import PlainPage, expect, read_as
from tests.moderation.conftest import HEART, RHYTHM, Room
from tests.moderation.notes import KIND, hold, state_of, write

RING = "Bring your own tablets in their boxes, all of them.\n\nRing me on 07700 900418."
WHY = "A number that strangers can ring."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.app) as where:
        yield where


def _as(browser: Browser, room: Room, address: str, name: str, view: View = VIEWS[0], **more: object) -> BrowserContext:
    context = seen_as(browser, view, **more)
    token = open_session(room.ids[name], "Test").token
    context.add_cookies([{"name": "dayroom-session", "value": token, "url": address}])
    return context


def _state(note_id: int) -> str:
    db.session.rollback()
    return state_of(note_id)


def _full_desk(room: Room) -> dict[str, int]:
    now = clock.now()
    note_id, held = hold(
        room.ids["ruth"], HEART, RING, risk=2, marked="07700 900418", at=now - timedelta(hours=3, minutes=30)
    )
    _, late = hold(
        room.ids["maren"], RHYTHM, "I cannot go on.", kind="crisis", family="crisis", at=now - timedelta(hours=1)
    )
    out = write(room.ids["ruth"], HEART, "Some of us do what we are told.")
    told = flag(room.actor("kit"), KIND, out, FlagInput("unkind", "It hurt.")).item_id
    _, before = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    decision = decide(room.actor("bea"), before, DecisionInput(1, "send_back", 6, WHY)).decision_id
    claim(room.actor("bea"), late)
    other = write(room.ids["maren"], HEART, "This is the sock I mean.")
    return {"note": note_id, "held": held, "late": late, "told": told, "decision": decision, "other": other}


def test_every_page_of_the_desk_is_accessible_and_fits(room: Room, browser: Browser, address: str) -> None:
    made = _full_desk(room)
    visits = {
        "ana": [
            "/desk",
            "/desk?kind=worried",
            f"/desk/{made['held']}",
            f"/desk/{made['late']}",
            f"/desk/{made['told']}",
        ],
        "kit": [f"/notes/{made['other']}/flag"],
        "ruth": [f"/decisions/{made['decision']}"],
    }
    flag(room.actor("maren"), KIND, made["note"] + 2, FlagInput("worried"))
    visits["maren"] = [f"/notes/{made['note'] + 2}/flag"]
    for who, paths in visits.items():
        context = _as(browser, room, address, who)
        page = context.new_page()
        for path in paths:
            page.goto(address + path)
            assert page.locator("h1").count() == 1, path
            assert faults_in_views(page) == [], path
        context.close()


def _until(page: Page | PlainPage, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()
    if isinstance(page, Page):
        # What is pressed before the page's scripts have begun they never hear of.
        page.wait_for_load_state()


def test_from_the_inbox_to_a_sent_decision_by_keyboard_alone(room: Room, browser: Browser, address: str) -> None:
    note_id, _ = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    context = _as(browser, room, address, "ana")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/desk")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    _until(page, "Look at this one")
    page.keyboard.press("c")
    _until(page, "You are looking until")
    page.keyboard.press("3")
    page.keyboard.press("r")
    page.keyboard.type(WHY)
    expect(page.locator("#letter")).to_contain_text(WHY)
    expect(page.locator("#letter")).to_contain_text("Hello Ruth, your reply")
    expect(page.locator("#decide .button--main")).to_contain_text("Send back and tell Ruth")
    page.keyboard.press("Control+Enter")
    _until(page, "Done: sent back to change. Ruth has been told.")
    assert _state(note_id) == "sent_back"
    assert problems == []
    context.close()


def test_keys_open_their_sheet_blur_the_words_and_can_be_turned_off(room: Room, browser: Browser, address: str) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    context = _as(browser, room, address, "ana")
    page = context.new_page()
    for url, place in ((f"{address}/desk/{item_id}", f"/desk/{item_id}/"), (f"{address}/desk", "/desk/hand-over")):
        page.goto(url)
        page.keyboard.press("n")
        page.wait_for_url(lambda here, place=place: place in here)
    page.goto(f"{address}/desk")
    page.keyboard.press("?")
    expect(page.locator("#all-keys")).to_be_visible()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator("body.blurred")).to_have_count(1)
    page.get_by_role("button", name="All keys, and turn them off").click()
    page.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator("body.blurred")).to_have_count(1)
    page.reload()
    page.keyboard.press("b")
    expect(page.locator("body.blurred")).to_have_count(1)
    context.close()


def test_everything_works_without_a_script(room: Room) -> None:
    note_id, _ = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    page = read_as(room.app, open_session(room.ids["ana"], "Test").token)
    page.goto("/desk")
    page.get_by_role("link", name="Held reply: private details").click()
    page.get_by_role("button", name="Look at this one").click()
    _until(page, "You are looking until")
    page.get_by_label("Remove").check()
    page.get_by_label("Reason, in your words").fill(WHY)
    page.get_by_role("button", name="Preview the letter").click()
    _until(page, "we could not put up your reply")
    expect(page.get_by_label("Reason, in your words")).to_have_value(WHY)
    page.get_by_role("button", name="Remove and tell Ruth").click()
    _until(page, "Done: removed. Ruth has been told.")
    assert _state(note_id) == "removed"


def test_on_a_phone_the_opened_item_stands_in_place_of_the_inbox(room: Room, browser: Browser, address: str) -> None:
    hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    phone = next(view for view in VIEWS if view.name == "light-390")
    context = _as(browser, room, address, "ana", phone)
    page = context.new_page()
    page.goto(f"{address}/desk")
    page.get_by_role("link", name="Held reply: private details").click()
    expect(page.locator("#inbox")).to_be_hidden()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    page.get_by_role("link", name="Back to the inbox, 1 open").click()
    expect(page.locator("#inbox")).to_be_visible()
    context.close()
