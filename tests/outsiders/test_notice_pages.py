"""Pages of notices: what they keep of what was typed, who finds them, and how many statements they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.db import db
from app.outsiders.models import OutsiderNotice
from tests.outsiders.telling import MAIL, WORDS, confirmed, letters, token_in
from tests.world import World

FORM = {
    "reason": "defamation",
    "words": "He <calls> my sister a thief.",
    "name": "Jo Brandt",
    "email": MAIL,
    "in_good_faith": "y",
}


def _browser(world: World, site: Any, name: str = "") -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    if name:
        client.set_cookie("dayroom-session", world.token(name))
    return client


def _post(client: FlaskClient, address: str, data: dict[str, str], form: str = "/notice") -> Any:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(form).text)
    assert token
    return client.post(address, data={**data, "csrf_token": token.group(1)})


def test_what_is_missing_is_named_all_at_once_and_everything_typed_stays(world: World, site: Any) -> None:
    visitor = _browser(world, site)
    empty = _post(visitor, "/notice", {})
    assert empty.status_code == 422 and "6 things need changing" in empty.text
    for words in ("Please give the address", "Please choose", "in your own words", "your name", "mail address", "tick"):
        assert words in empty.text
    data = {**FORM, "address": "https://forum.example.net/posts/7", "email": "jo at example"}
    wrong = _post(visitor, "/notice", data)
    assert wrong.status_code == 422 and "2 things need changing" in wrong.text
    assert "This address is at forum.example.net. We can only look at what stands at localhost." in wrong.text
    assert "does not look like a mail address" in wrong.text
    for typed in ("https://forum.example.net/posts/7", "jo at example", "Jo Brandt", "He &lt;calls&gt; my sister"):
        assert typed in wrong.text
    assert re.search(r'value="defamation"[^>]*checked', wrong.text)
    assert re.search(r'name="in_good_faith"[^>]*checked', wrong.text)
    assert db.session.query(OutsiderNotice).count() == 0


def test_a_link_becomes_a_cookie_and_opens_the_page_without_an_account(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    visitor = _browser(world, site)
    with count_statements() as counted:
        assert visitor.get("/notice").status_code == 200
    assert len(counted) <= 2, counted
    address = f"http://localhost/posts/{world.corners['public'].published}"
    assert _post(visitor, "/notice", {**FORM, "address": address}).location == "/notice/sent"
    token = token_in(letters()[0])
    followed = visitor.get(f"/notice/confirm/{token}")
    assert (followed.status_code, followed.location) == (303, "/notice/confirm")
    assert followed.headers["Referrer-Policy"] == "no-referrer"
    assert token not in visitor.get("/notice/confirm").text
    done = _post(visitor, "/notice/confirm", {}, "/notice/confirm")
    assert (done.status_code, done.location) == (303, "/notice/status")
    with count_statements() as counted:
        page = visitor.get("/notice/status")
    assert len(counted) <= 2, counted
    assert "It waits for a moderator." in page.text and "He &lt;calls&gt; my sister a thief." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert visitor.get("/notice/confirm").status_code == 410

    receipt = token_in(letters()[0])
    other = _browser(world, site)
    assert other.get("/notice/status").status_code == 410
    assert other.get(f"/notice/status/{receipt}").location == "/notice/status"
    assert receipt not in other.get("/notice/status").text
    assert _post(other, "/notice/status", {"words": " "}, "/notice/status").status_code == 422
    assert _post(other, "/notice/status", {"words": "And her street."}, "/notice/status").status_code == 303
    again = _post(visitor, "/notice/status", {"words": "Still <more>."})
    assert again.status_code == 409 and "Still &lt;more&gt;." in again.text and "And her street." in again.text
    assert _post(visitor, "/put-away", {}, "/notice/status").status_code == 303
    assert visitor.get("/notice/status").status_code == 410 and other.get("/notice/status").status_code == 200
    assert other.get("/notice/status/not-a-token", follow_redirects=True).status_code == 410
    assert "Put it away" not in other.get("/notice/status").text


def test_without_a_mail_address_the_page_itself_shows_the_link(world: World, site: Any) -> None:
    visitor = _browser(world, site)
    address = f"/posts/{world.corners['private'].published}"
    data = {"address": address, "reason": "child_abuse", "words": "A picture.", "in_good_faith": "y"}
    assert _post(visitor, "/notice", data).location == "/notice/status"
    link = re.search(r"/notice/status/([\w-]+)<", visitor.get("/notice/status").text)
    assert link
    assert _browser(world, site).get(link.group(0)[:-1], follow_redirects=True).status_code == 200


def test_too_many_notices_keep_what_was_typed(world: World, site: Any, stop_clock: Callable[[], None]) -> None:
    stop_clock()
    visitor = _browser(world, site)
    for _ in range(5):
        _post(visitor, "/notice", {**FORM, "address": "/posts/1"})
    refused = _post(visitor, "/notice", {**FORM, "address": "/posts/1"})
    assert refused.status_code == 429 and "Many notices came this way" in refused.text and "Jo Brandt" in refused.text


@pytest.mark.parametrize("where", ["private", "nowhere"])
def test_a_whole_notice_is_for_the_moderators_of_its_place(
    world: World, site: Any, where: str, count_statements: Callable[[], Any]
) -> None:
    address = f"/posts/{world.corners['private'].published}" if where == "private" else "/posts/987654"
    notice, _ = confirmed(address)
    path, item = f"/desk/notices/{notice.id}", f"/desk/{notice.item_id}"
    here = {"private": ("ana", "bea", "marta"), "nowhere": ("marta",)}[where]
    codes = {"visitor": 303, "gus": 403} | {
        name: 200 if name in here else 404 for name in ("ruth", "maren", "ingrid", "samuel", "ana", "bea", "marta")
    }
    clients = {name: _browser(world, site, "" if name == "visitor" else name) for name in codes}
    assert {name: client.get(path).status_code for name, client in clients.items()} == codes
    staff = clients[here[0]]
    with count_statements() as counted:
        page = staff.get(path).text
    assert len(counted) == 8, counted
    assert WORDS in page and MAIL in page and "Jo Brandt" in page
    desk = staff.get(item).text
    assert "Notice from outside: insult or untruth about a person" in desk and WORDS in desk and path in desk
    assert MAIL not in desk and "Jo Brandt" not in desk
    assert ("By a member who has left" in desk, "leads to no post" in desk) == (False, where == "nowhere")
    assert _post(clients["ruth"], path, {"words": "No."}).status_code == 404
    assert _post(staff, path, {"words": "x" * 4001}).status_code == 422
    assert _post(staff, path, {"words": "Thank you."}).status_code == 303
    assert "Thank you." in staff.get(path).text


def test_ways_in_stand_in_the_footer_and_under_what_everybody_reads(world: World, site: Any) -> None:
    visitor = _browser(world, site)
    talk = visitor.get(f"/discussions/{world.corners['public'].discussion}", follow_redirects=True).text
    way = re.search(r'Not a member\? <a href="([^"]+)"', talk)
    assert way and "unlawful" in visitor.get("/").text and 'href="/notice"' in visitor.get("/how-moderation-works").text
    form = visitor.get(way.group(1)).text
    assert re.search(r'name="address"[^>]*value="http://localhost/discussions/\d+-ablation-on-thursday"', form)
    member = _browser(world, site, "maren")
    assert (
        "Not a member?"
        not in member.get(f"/discussions/{world.corners['public'].discussion}", follow_redirects=True).text
    )
