"""The pages of groups in a real browser: accessible, and nothing wider than the window."""

from __future__ import annotations

from flask import Flask

from app.accounts.commands.sessions import open_session
from app.groups import commands
from tests.browser import VIEWS, come_as, faults_in_views, open_browser, served, session
from tests.groups.places import Places
from tests.journeys.reader import expect, read_as

PAGES = (
    ("visitor", "/groups"),
    ("visitor", "/groups/heart"),
    ("visitor", "/groups/kidney"),
    ("newcomer", "/groups"),
    ("newcomer", "/groups/carers"),
    ("asker", "/groups/carers"),
    ("maren", "/groups/carers"),
    ("declined", "/groups/carers"),
    ("ana", "/groups/carers/asks"),
)
STAFF_PAGES = (
    ("marta", "/groups"),
    ("marta", "/groups/new"),
    ("marta", "/groups/heart"),
    ("marta", "/groups/old-room/edit"),
    ("marta", "/groups/heart/move"),
    ("marta", "/groups/heart/people"),
    ("ana", "/groups/carers/edit"),
    ("ana", "/groups/carers/start"),
    ("ana", "/groups/carers/new"),
)
DIVIDED = "carers"


def _tokens(places: Places) -> dict[str, str]:
    """Kit asked, and the answer was not now; and Carers was divided into its rooms."""
    commands.divide_group(places.actor("marta"), places.groups[DIVIDED], divided=True)
    asked = commands.ask_to_join(places.actor("kit"), places.groups["carers"], "Let me in.")
    commands.answer_request(places.actor("ana"), asked, False)
    people = places.members | {"declined": places.members["kit"]}
    return {
        name: open_session(people[name], "Test").token for name in {who for who, _ in PAGES + STAFF_PAGES} & set(people)
    }


def test_every_page_is_accessible_and_fits(app: Flask, places: Places) -> None:
    tokens = _tokens(places)
    with served(app) as address, open_browser() as browser, session(browser, VIEWS[0]) as page:
        for who, url in (*PAGES, *STAFF_PAGES):
            come_as(page, address, tokens.get(who, ""))
            answer = page.goto(address + url)
            assert answer and answer.ok, url
            assert faults_in_views(page) == [], url


def test_asking_to_join_without_script(app: Flask, places: Places) -> None:
    page = read_as(app, open_session(places.members["newcomer"], "Test").token)
    page.goto("/groups")
    page.get_by_role("link", name="Carers", exact=True).click()
    page.get_by_label("A few words for the moderators").fill("I look after my brother.")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", name="You asked to join")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Ask to join")).to_be_visible()
