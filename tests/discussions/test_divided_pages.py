"""A divided group's page is one to choose from, and its composer leads into the rooms with every word kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.models import Discussion, Draft
from app.groups.audience import Audience
from app.groups.commands import GroupInput, admit, create_group, divide_group
from tests.world import World


def _divide(world: World) -> dict[str, int]:
    """Heart was divided into two rooms: Ruth and Maren are in both, Kit in none. One of them is for members only."""
    heart = world.corners["public"].group_id
    rooms = {
        name: create_group(SYSTEM, GroupInput(name, f"About {name}.", access, parent_id=heart))
        for name, access in (("Ablation", "public"), ("Pacemakers", "members"))
    }
    for room in rooms.values():
        admit(room, {world.members[who]: clock.now() for who in ("ruth", "maren")})
    divide_group(SYSTEM, heart, divided=True)
    return rooms


def _browser(world: World, site: Any, name: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    client.set_cookie("dayroom-session", world.token(name))
    return client


def _send(client: FlaskClient, page: str, address: str, **fields: Any) -> Any:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, page
    return client.post(address, data={"csrf_token": found.group(1), "draft": new_token(), **fields})


def test_the_page_asks_where_to_go_and_offers_no_start(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    def looked_at_again() -> tuple[int, str]:
        # What is kept after the first look depends on how long ago others looked.
        _browser(world, site, "maren").get("/groups/heart")
        with count_statements() as statements:
            page = _browser(world, site, "maren").get("/groups/heart").text
        return len(statements), page

    before, page = looked_at_again()
    assert "Start a discussion" in page
    _divide(world)
    after, divided = looked_at_again()
    assert after <= before, "a divided group costs no statement more"
    for page in (divided, _browser(world, site, "ana").get("/groups/heart").text):
        assert "This group was divided. Where would you like to go?" in page
        assert page.index("/groups/ablation") < page.index('id="talk">What stayed here') < page.index("Ablation on Thursday")
        assert "Start a discussion" not in page
    visitor = site.app.test_client().get("/groups/heart")
    assert visitor.status_code == 200 and "Where would you like to go?" in visitor.text


def test_the_composer_of_a_divided_group_leads_into_a_room_and_keeps_the_words(world: World, site: Any) -> None:
    rooms, client = _divide(world), _browser(world, site, "ruth")
    words = {"title": "Batteries", "body": "How long do yours last?", "accepts": "y", "do": "post"}
    page = client.get("/groups/heart/start").text
    assert "Choose a room" in page and "Pacemakers" in page
    forgot = _send(client, "/groups/heart/start", "/groups/heart/discussions", **words)
    assert forgot.status_code == 422
    assert "Choose the room first." in forgot.text and "How long do yours last?" in forgot.text
    wide = {"room": str(rooms["Pacemakers"]), "audience": str(int(Audience.EVERYONE))}
    done = _send(client, "/groups/heart/start", "/groups/heart/discussions", **words, **wide)
    assert done.status_code == 303
    talk = db.session.scalars(select(Discussion).where(Discussion.title == "Batteries")).one()
    assert (talk.group_id, talk.audience) == (rooms["Pacemakers"], int(Audience.MEMBERS))
    elsewhere = {"room": str(world.corners["other"].group_id)}
    assert _send(client, "/groups/heart/start", "/groups/heart/discussions", **words, **elsewhere).status_code == 422


def test_who_sits_in_none_of_the_rooms_is_told_and_keeps_the_words(world: World, site: Any) -> None:
    _divide(world)
    admit(world.corners["public"].group_id, {world.members["kit"]: clock.now()})
    client = _browser(world, site, "kit")
    assert "See its rooms" in client.get("/groups/heart/start").text
    words = {"title": "Batteries", "body": "How long do yours last?", "accepts": "y", "do": "post"}
    answer = _send(client, "/groups/heart/start", "/groups/heart/discussions", **words)
    assert answer.status_code == 403
    assert "This group was divided into rooms." in answer.text and "How long do yours last?" in answer.text
    assert db.session.scalars(select(Draft.body).where(Draft.author_id == world.members["kit"])).all() == [
        "How long do yours last?"
    ]


def test_who_looks_after_a_divided_group_can_let_people_start_there_again(world: World, site: Any) -> None:
    _divide(world)
    client = _browser(world, site, "ana")
    assert "Allow new discussions in Heart" in client.get("/groups/heart/edit").text
    assert _send(client, "/groups/heart/edit", "/groups/heart/unite").status_code == 303
    page = client.get("/groups/heart").text
    assert "Start a discussion" in page and "Where would you like to go?" not in page
    assert "Allow new discussions" not in client.get("/groups/heart/edit").text
