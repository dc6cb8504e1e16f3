"""The pages of the house and of its staff in a real browser: accessible, and as wide as the window, in several views."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, current_app
from playwright.sync_api import Browser, Page

from tests.browser import (
    VIEWS,
    axe_findings,
    come_as,
    faults_in_views,
    open_browser,
    served,
    session,
)
from tests.journeys.reader import PlainPage, expect, read_as
from tests.world import World

EVERYWHERE = (
    ("visitor", "/"),
    ("ruth", "/"),
    ("ruth", "/for-you"),
    ("marta", "/admin/settings"),
    ("marta", "/admin/members/ingrid"),
)
"""Pages with forms and lists."""
PLAIN = (
    ("newcomer", "/for-you"),
    ("gus", "/for-you"),
    ("visitor", "/how-moderation-works"),
    ("visitor", "/privacy"),
    ("visitor", "/text-size"),
    ("marta", "/admin"),
    ("marta", "/admin/members"),
    ("marta", "/admin/members/gus"),
)
"""Pages of words and rows."""


TWICE = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at)"
"""Ids that stand twice on a page: a label would lead to the wrong field."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def address(world: World) -> Iterator[str]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with served(app) as where:
        yield where


def _read(world: World, url: str) -> PlainPage:
    """A page that Marta reads without script, with everything unfolded."""
    page = read_as(current_app._get_current_object(), world.token("marta"))  # type: ignore[attr-defined]
    page.goto(url)
    for details in page.locator("main details").nodes():
        details.attributes["open"] = ""
    return page


def _open(page: Page, url: str) -> Page:
    page.goto(url)
    for summary in page.locator("main summary").all():
        summary.click()
    return page


def test_pages_are_accessible_and_fit(browser: Browser, world: World, address: str) -> None:
    with session(browser, VIEWS[0]) as page:
        for name, url in (*EVERYWHERE, *PLAIN):
            come_as(page, address, "" if name == "visitor" else world.token(name))
            _open(page, address + url)
            assert faults_in_views(page) == [], (name, url)
            assert page.evaluate(TWICE) == [], (name, url)


def test_what_can_be_pressed_is_44_pixels_high(browser: Browser, world: World, address: str) -> None:
    with session(browser, VIEWS[3]) as page:
        for name, url in EVERYWHERE:
            come_as(page, address, "" if name == "visitor" else world.token(name))
            _open(page, address + url)
            small = page.evaluate(
                """() => [...document.querySelectorAll(`main .button, main .input:not(textarea), main .choice, main summary,
                 main .rooms a, main .board__sub a`)]
                 .map(e => [e.className || e.textContent, e.getBoundingClientRect().height])
                 .filter(([, height]) => height > 0 && height < 44)"""
            )
            assert small == [], (name, url)


def test_settings_can_be_changed_without_script(browser: Browser, world: World, address: str) -> None:
    page = _read(world, "/admin/settings")
    page.get_by_label("Colour").fill("#b01030")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("status")).to_contain_text("1 setting is different now")
    expect(page.get_by_role("heading", name="This colour is much like the one of “Help now”")).to_be_visible()
    with session(browser, VIEWS[0]) as shown:
        come_as(shown, address, world.token("marta"))
        assert axe_findings(_open(shown, f"{address}/admin/settings")) == []


def test_somebody_is_suspended_and_let_back_without_script(world: World) -> None:
    page = _read(world, "/admin/members/ruth")
    page.get_by_label("For the person").select_option(label="Suspended")
    page.get_by_label("Or until the end of").fill("2099-01-31")
    page.get_by_label("Guideline", exact=True).select_option("1")
    page.get_by_label("Reason, in your words").fill("Unkind to Maren, twice.")
    page.get_by_role("button", name="Decide and tell Ruth").click()
    expect(
        page.get_by_role("heading", name="Suspended from the whole community, until 31 January 2099")
    ).to_be_visible()
    page.locator("summary").filter(has_text="End it now").click()
    page.get_by_label("Why it ends now").fill("We were wrong.")
    page.get_by_role("button", name="End it and tell Ruth").click()
    expect(page.get_by_text("It has ended. Ruth has been told, with the reason.")).to_be_visible()


def test_help_now_stands_beside_the_name_on_the_narrowest_screen(browser: Browser, address: str) -> None:
    with session(browser, VIEWS[5]) as page:
        page.goto(f"{address}/")
        name, help_now = page.locator(".top__name").bounding_box(), page.locator(".top .button--help").bounding_box()
        assert name and help_now
        assert help_now["y"] < name["y"] + name["height"] and help_now["x"] >= name["x"] + name["width"], "one row"


def test_buttons_of_joining_keep_away_from_the_words_above_and_below_them(
    browser: Browser, address: str, world: World
) -> None:
    def boxes(page: Page, *parts: str) -> list[tuple[float, float]]:
        found = [page.locator(part).first.bounding_box() for part in parts]
        return [(box["y"], box["y"] + box["height"]) for box in found if box]

    with session(browser, VIEWS[4]) as page:
        page.goto(f"{address}/groups/{world.corners['members'].slug}")
        words, buttons, below = boxes(page, "h2 + p", "h2 ~ .row .button", "h2 ~ .meta")
        assert buttons[0] - words[1] >= 9 and below[0] - buttons[1] >= 9
        come_as(page, address, world.tokens["newcomer"])
        page.goto(f"{address}/discussions/{world.corners['public'].discussion}")
        words, button = boxes(page, "#reply .composer p", "#reply .composer button")
        assert button[0] - words[1] >= 9
