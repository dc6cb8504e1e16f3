"""Drafts belong to their author alone, on every address; and the coach says nothing of words that its checks cannot read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db
from app.core.tokens import new_token
from app.discussions.commands.drafts import save_draft
from app.discussions.inputs import DraftInput
from app.discussions.models import Draft
from app.discussions.queries.compose import path_of
from app.guidelines.served import served, serving
from tests.duty.making import WORDS as DANGER
from tests.notifications.people import send
from tests.world import PHONE, World

READ = ("/drafts/{key}", "/drafts/{key}/check")
WRITE = tuple(f"/drafts/{{key}}/{verb}" for verb in ("fix", "bring-back", "dispute", "words", "post", "discard")) + (
    "/drafts/{key}",
)
FORM = "/account/look"
FRENCH = "J'ai dormi avec la fenêtre ouverte et le matin je me sentais mieux que les autres jours dans la chambre."


def _client(app: Flask, world: World, name: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("dayroom-session", world.tokens[name])
    return client


def _kept(world: World, body: str) -> str:
    given = DraftInput(new_token(), "reply", discussion_id=world.corners["public"].discussion, body=body)
    return save_draft(world.actor("maren"), given)


@pytest.mark.parametrize("who", ["ruth", "ana", "marta"])
def test_nobody_else_reaches_a_draft_by_any_address(app: Flask, world: World, who: str) -> None:
    key = _kept(world, PHONE)
    client = _client(app, world, who)
    found = {address: client.get(address.format(key=key)).status_code for address in READ}
    found |= {
        f"POST {address}": send(client, address.format(key=key), FORM, body="Mine now").status_code for address in WRITE
    }
    assert {address: code for address, code in found.items() if code != 404} == {}
    db.session.rollback()
    assert db.session.scalar(select(Draft.body).where(Draft.key == key)) == PHONE


def test_the_coach_names_what_could_not_be_read_and_claims_nothing_of_it(
    app: Flask, world: World, count_statements: Callable[[], Any]
) -> None:
    client = _client(app, world, "maren")
    key = _kept(world, FRENCH)
    client.get(f"/drafts/{key}/check")
    with count_statements() as seen:
        page = client.get(f"/drafts/{key}/check").get_data(as_text=True)
    # Who it is 1, the draft 1, where it is meant for 2, the composer’s place 2.
    assert len(seen) == 6
    assert "Of what they can read, the checks see nothing to change any more." in page
    assert "Not looked at:" in page and "somebody may be in danger" in page
    english = client.get(
        f"/drafts/{_kept(world, 'I slept with the window open and felt better in the morning.')}/check"
    )
    assert "The checks see nothing to change any more." in english.get_data(as_text=True)
    assert "Not looked at" not in english.get_data(as_text=True)
    assert set(served(FRENCH).read) | set(served(FRENCH).not_read) == {each.name for each in serving()}


def test_words_that_are_typed_are_judged_where_they_are_meant_for_and_nowhere_hidden(world: World) -> None:
    private, public = world.corners["private"], world.corners["public"]
    maren, kit = world.actor("maren"), world.actor("kit")
    assert path_of(maren, discussion_id=private.discussion) == private.path == path_of(maren, group_id=private.group_id)
    assert path_of(maren, post_id=private.opening) == private.path
    for hidden in (
        {"discussion_id": private.discussion},
        {"post_id": private.opening},
        {"group_id": private.group_id},
        {},
    ):
        assert path_of(kit, **hidden) == "/"
    assert path_of(kit, discussion_id=public.discussion) == public.path
    assert path_of(kit, discussion_id=4711) == "/"


def test_what_is_typed_with_carriage_returns_is_found_where_it_stands(app: Flask, world: World) -> None:
    answer = send(_client(app, world, "maren"), "/check", FORM, kind="reply", body=f"One.\r\nTwo.\r\n{PHONE}")
    page = answer.get_data(as_text=True)
    start = len("One.\nTwo.\nRing me on ")
    assert f'data-start="{start}" data-end="{start + 12}" data-now="07700 900418"' in page


def test_words_of_danger_that_are_not_taken_bring_help_and_the_way_on(app: Flask, world: World) -> None:
    """Somebody who has not joined writes that they want to die: a refusal alone would leave them with it."""
    corner, kit = world.corners["public"], _client(app, world, "kit")
    url = f"/discussions/{corner.discussion}/replies"
    refused = send(kit, url, FORM, body=f"{DANGER} I have told nobody.", draft=new_token(), do="post")
    assert refused.status_code == 403
    for words in ("You do not have to sit with this alone.", "see who listens", "Join the group first", "I have told nobody."):
        assert words in refused.text, words
    join = re.search(r'action="(/groups/[^"]+/join)".*?name="next" value="(/drafts/[^"]+)"', refused.text, re.DOTALL)
    assert join is not None and "I have told nobody." in kit.get(join.group(2)).text, "joined, they go on where they were"
    usual = send(kit, url, FORM, body="Bring warm socks.", draft=new_token(), do="post")
    assert usual.status_code == 403 and "sit with this alone" not in usual.text
