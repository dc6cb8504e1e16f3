"""The advisor's page: whose groups it shows, in what order, and what a person reads of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.db import db
from app.core.jobs import Promise, run_due
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from app.splitting.advice import GroupFacts, advise
from app.splitting.commands.advising import give_advice
from app.splitting.models import Advice
from app.splitting.queries.advice import PAGE
from tests.browser import VIEWS, faults_in_views, open_browser, seen_as, served
from tests.splitting.talks import busy_group, lay_people, lay_talks
from tests.splitting.test_advice import FACTS, FIGURES
from tests.world import World


def _client(world: World, app: Flask, name: str) -> Any:
    client = app.test_client()
    client.set_cookie("dayroom-session", world.token(name))
    return client


def _busy(world: World) -> int:
    """A group to split, and one that is looked at and not ready."""
    group_id = create_group(SYSTEM, GroupInput("Ears", "For a test.", "public", None))
    lay_talks(group_id, busy_group(lay_people(35)))
    give_advice(group_id)
    give_advice(world.corners["public"].group_id)
    return group_id


def _many(number: int) -> None:
    """Groups with advice, in bulk: every third should be split, every seventh has not been looked at."""
    row = {"path": "", "purpose": "", "access": "public", "position": 0, "member_count": 0, "created_at": clock.now()}
    names = [f"many-{number}-{place}" for place in range(number)]
    groups = [row | {"slug": name, "name": name, "discussion_count": place} for place, name in enumerate(names)]
    db.session.execute(insert(Group), groups)
    made = list(db.session.scalars(select(Group).where(Group.path == "").order_by(Group.id)))
    split, not_yet = advise(FACTS).to_json(), advise(GroupFacts("x", FIGURES)).to_json()
    for group in made:
        group.path = f"/{group.id}/"
    advice = [
        (split if place % 3 == 0 else not_yet) | {"group_id": group.id, "made_at": clock.now()}
        for place, group in enumerate(made) if place % 7
    ]  # fmt: skip
    db.session.execute(insert(Advice), advice)
    db.session.commit()


def test_those_to_split_stand_first_with_their_rooms_and_the_others_with_what_they_miss(
    world: World, site: Any
) -> None:
    _busy(world)
    page = _client(world, site.app, "marta").get("/splitting").text
    ready, waiting, unknown = (page.index(f'<h2 id="{part}"') for part in ("ready", "waiting", "unknown"))
    assert ready < page.index("Ears") < page.index("Ear and hearing aid") < waiting < page.index(">Heart<") < unknown
    assert "59 discussions, 28 active people, 2 topics" in page.replace("\u00a0", " ")
    assert page.index(">Kidney<") > unknown and page.index(">Brain<") > unknown
    # A moderator sees their own groups; who moderates nothing does not know of the page.
    page = _client(world, site.app, "samuel").get("/splitting").text
    assert ">Brain<" in page and ">Heart<" not in page and "Ears" not in page
    for name in ("maren", "ingrid"):
        assert _client(world, site.app, name).get("/splitting").status_code == 404


def test_asking_for_advice_brings_it_within_a_job(world: World, site: Any) -> None:
    client = _client(world, site.app, "ana")
    form = client.get("/splitting").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    sent = {"csrf_token": token, "next": "/groups/heart/splits"}
    answer = client.post("/groups/heart/advice", data=sent, follow_redirects=True)
    assert answer.request.path == "/groups/heart/splits" and "The advisor is looking at Heart." in answer.text
    assert db.session.scalar(select(func.count()).select_from(Promise).where(Promise.job == "splitting.advise")) == 1
    run_due()
    page = client.get("/groups/heart/splits").text
    assert "Not yet" in page and "1 of 60" in page and "2 of 30" in page and "0 of 2" in page
    assert "nobody but its author has posted in it" in page


@pytest.mark.both_databases
def test_the_page_takes_the_same_statements_for_ten_and_for_a_thousand_groups(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    client, seen_at = _client(world, site.app, "marta"), []
    for number in (10, 990):
        _many(number)
        client.get("/splitting")
        with count_statements() as seen:
            assert client.get("/splitting").status_code == 200
        seen_at.append(len(seen))
    assert seen_at[0] == seen_at[1] <= 9
    # Walked from page to page, every group comes once, those to split before the others.
    address, found = "/splitting", []
    while address:
        text = client.get(address).text
        found += re.findall(r'href="/groups/([^"]+)/splits"', text)
        older = re.search(r'href="(/splitting\?after=[^"]+)"', text)
        address = older.group(1) if older else ""
    assert len(found) == len(set(found)) == 1004
    assert len(found[:PAGE]) == PAGE and found[0] == "many-990-984"


def test_the_pages_are_accessible_and_fit(world: World, site: Any) -> None:
    _busy(world)
    with served(site.app) as address, open_browser() as browser:
        context = seen_as(browser, VIEWS[0])
        context.add_cookies([{"name": "dayroom-session", "value": world.token("marta"), "url": address}])
        page = context.new_page()
        for url in ("/splitting", "/groups/ears/splits"):
            page.goto(address + url)
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            assert faults_in_views(page) == [], url
