"""Help, notices and guidelines in a real browser: accessible, and nothing wider than the window."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.actor import SYSTEM
from app.accounts.commands.sessions import open_session
from app.core import clock
from app.guidelines.commands import load_first_guidelines
from app.help.commands import load_first_lines
from app.notifications.commands import notify
from app.notifications.mail_links import off_token
from tests.browser import VIEWS, come_as, faults_in_views, open_browser, served, session
from tests.journeys.reader import expect, read_as
from tests.notifications.people import member
from tests.suspending import suspend

PAGES = (
    ("", "/help"),
    ("", "/help?country=NO"),
    ("", "/guidelines/versions/1"),
    ("ruth", "/guidelines"),
    ("ruth", "/notices"),
    ("ruth", "/account/mail"),
    ("susan", "/notices"),
)
STAFF_PAGES = (
    ("ada", "/help/lines"),
    ("ada", "/help/lines/new"),
    ("ada", "/guidelines/edit"),
)


@pytest.fixture
def sessions(app: Flask) -> dict[str, str]:
    """Tokens of three members: one with notices, one suspended, one admin."""
    load_first_lines(SYSTEM)
    load_first_guidelines(SYSTEM)
    people = {"ruth": member("ruth"), "susan": member("susan"), "ada": member("ada", role="admin")}
    for number in range(1, 30):
        notify(people["ruth"], "test.thing", key=f"thing:{number}", subject_id=number)
    suspend(SYSTEM, people["susan"], clock.now() + timedelta(days=7), "Selling supplements after two warnings.")
    return {name: open_session(member_id, "Test").token for name, member_id in people.items()}


def test_every_page_is_accessible_and_fits(app: Flask, sessions: dict[str, str]) -> None:
    pages = (*PAGES, ("", f"/mail/off/{off_token(1)}"), *STAFF_PAGES)
    with served(app) as address, open_browser() as browser, session(browser, VIEWS[0]) as page:
        for who, url in pages:
            come_as(page, address, sessions.get(who, ""))
            answer = page.goto(address + url)
            assert answer and answer.ok, url
            assert faults_in_views(page) == [], url


def test_mail_is_turned_off_from_a_letter_without_script(app: Flask, sessions: dict[str, str]) -> None:
    page = read_as(app)
    page.goto(f"/mail/off/{off_token(1)}")
    page.get_by_role("button", name="Turn all mail off").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail is off")


def test_another_country_is_chosen_without_script(app: Flask, sessions: dict[str, str]) -> None:
    page = read_as(app)
    page.goto("/help")
    page.get_by_label("Are you somewhere else?").select_option("Australia")
    page.get_by_role("button", name="Show the numbers").click()
    expect(page.get_by_role("link", name="13 11 14")).to_have_attribute("href", "tel:131114")
