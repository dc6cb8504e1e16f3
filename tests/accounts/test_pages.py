"""The pages of accounts in a real browser: nothing axe finds, nothing sideways, in several views, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.accounts.actor import MENTOR, SYSTEM, Actor
from app.accounts.commands import NewMember, add_member_with_role
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.browser import VIEWS, faults_in_views, look_as, open_browser, served, session

OPEN_PAGES = ("/join", "/join/sent", "/sign-in", "/reset", "/reset/sent", "/confirm")
OWN_PAGES = (
    "/account",
    "/account/address",
    "/account/password",
    "/account/sessions",
    "/account/look",
    "/members/ana",
    "/sent-mail",
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def address(app: Flask, ruth: Actor) -> Iterator[str]:
    about = "Ablation in 2021. Here most mornings."
    add_member_with_role(SYSTEM, NewMember("ana", "Ana", about=about), MENTOR, "/")
    with served(app) as where:
        yield where


def _is_well(page: Page, name: str) -> None:
    assert faults_in_views(page) == [], name
    look_as(page, VIEWS[0])


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/account")
    page.get_by_label("Mail address or username").fill("ruth")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}/account")


def test_every_page_is_accessible_and_fits(chrome: Browser, address: str) -> None:
    with session(chrome, VIEWS[0]) as page:
        for path in OPEN_PAGES:
            page.goto(address + path)
            _is_well(page, path)
        page.goto(f"{address}/sign-in")
        page.get_by_label("Mail address or username").fill("ruth")
        page.get_by_label("Password").fill("wrong password here")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="One thing needs changing")).to_be_visible()
        _is_well(page, "sign-in-refused")
        _sign_in(page, address)
        for path in OWN_PAGES:
            page.goto(address + path)
            _is_well(page, path)


def test_joining_without_javascript_with_a_suggested_name(chrome: Browser, address: str, app: Flask) -> None:
    with session(chrome, VIEWS[3], script=False) as page:
        page.goto(f"{address}/join")
        page.get_by_label("How old are you?").fill("61")
        page.get_by_label("Your mail address").fill("maren.holt@example.org")
        suggested = page.locator("button[name=use_name]").first
        name = suggested.inner_text()
        suggested.click()
        expect(page.get_by_label("The name others see")).to_have_value(name)
        expect(page.get_by_label("How old are you?")).to_have_value("61")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_label("I agree that my account").check()
        page.get_by_label("I have read the guidelines").check()
        # Enter in a field joins; it does not press one of the suggested names.
        page.get_by_label("A password").press("Enter")
        expect(page.get_by_role("heading", name="Please look into your mail")).to_be_visible()
        page.goto(address + link_in(letters()[0]))
        expect(page).to_have_url(f"{address}/confirm")
        page.get_by_role("button", name=f"Join as {name}").click()
        expect(page.get_by_text("You are in.").first).to_be_visible()
        page.goto(f"{address}/account")
        expect(page.get_by_label("The name others see")).to_have_value(name)


def test_a_suggested_name_leaves_everything_that_was_typed_where_it_is(chrome: Browser, address: str) -> None:
    with session(chrome, VIEWS[0]) as page:
        page.goto(f"{address}/join")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_label("How old are you?").fill("61")
        offered = page.locator("button[name=use_name]")
        before = offered.all_inner_texts()
        sent: list[str | None] = []
        page.on("request", lambda request: sent.append(request.post_data))
        page.get_by_role("button", name="Show three others").click()
        expect(page.get_by_role("status").filter(has_text="Three others")).to_be_attached()
        assert offered.count() == 3 and offered.all_inner_texts() != before
        expect(page.get_by_role("button", name="Show three others")).to_be_focused()
        name = offered.last.inner_text()
        offered.last.click()
        expect(page.get_by_label("The name others see")).to_have_value(name)
        expect(page.get_by_label("A password")).to_have_value(PASSWORD)
        expect(page.get_by_label("How old are you?")).to_have_value("61")
        assert sent and not any(sent), "nothing that was typed has left the page"


def test_what_is_typed_as_a_password_can_be_looked_at_and_is_hidden_before_it_is_sent(
    chrome: Browser, address: str
) -> None:
    with session(chrome, VIEWS[4]) as page:
        page.goto(f"{address}/sign-in")
        password = page.get_by_label("Password")
        password.fill("quiet heron")
        page.get_by_role("button", name="Show what I type").press("Enter")
        expect(password).to_have_attribute("type", "text")
        expect(page.get_by_role("button", name="Hide what I type")).to_be_focused()
        _is_well(page, "a password that is shown")
        page.evaluate("document.querySelector('main form').addEventListener('submit', (sent) => sent.preventDefault())")
        page.get_by_label("Mail address or username").fill("ruth")
        page.get_by_role("button", name="Sign in").click()
        expect(password).to_have_attribute("type", "password")


def test_a_name_like_the_address_is_asked_about_and_kept(chrome: Browser, address: str) -> None:
    with session(chrome, VIEWS[0]) as page:
        page.goto(f"{address}/join")
        page.get_by_label("How old are you?").fill("61")
        page.get_by_label("The name others see").fill("Maren Holt")
        page.get_by_label("Your mail address").fill("maren.holt@example.org")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_label("I agree that my account").check()
        page.get_by_label("I have read the guidelines").check()
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_role("heading", name="One thing needs changing")).to_be_visible()
        _is_well(page, "join-asked")
        page.get_by_label("Keep the name Maren Holt").check()
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_role("heading", name="Please look into your mail")).to_be_visible()


def test_somebody_too_young_finds_help_and_leaves_no_cookie(chrome: Browser, address: str) -> None:
    with session(chrome, VIEWS[3]) as page:
        page.goto(f"{address}/join")
        page.get_by_label("How old are you?").fill("14")
        page.get_by_label("The name others see").fill("Quiet Heron")
        page.get_by_label("Your mail address").fill("young@example.org")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_label("I agree that my account").check()
        page.get_by_label("I have read the guidelines").check()
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_role("heading", name="We cannot take you in yet")).to_be_visible()
        _is_well(page, "too-young")
        assert page.context.cookies() == []
