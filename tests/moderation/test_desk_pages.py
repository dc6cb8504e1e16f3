"""The pages beside the desk: what was typed stays, who reaches what, several in one act, and the answers for the script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db
from app.moderation.commands import claim, keep_text
from app.moderation.commands.asking import ask
from app.moderation.commands.handing_over import note_on_place
from app.moderation.commands.texts import TextInput
from app.moderation.commands.views import save_view
from app.moderation.models import HandOver, Question, SavedView
from app.moderation.queries.together import MOST_TOGETHER
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import hold, rewrite, state_of

RING = "Ring me on 07700 900418."
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def _read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.get_data(as_text=True)


def _send(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    found = TOKEN.search(client.get("/account").get_data(as_text=True))
    assert found is not None
    return client.post(url, data={"csrf_token": found.group(1), **fields})


def test_the_filter_says_what_is_chosen_and_keeps_it_in_every_address(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING, at=clock.now() - timedelta(days=2))[1]
    query = f"risk=1&author={room.ids['ruth']}&older=24&late=1"
    page = _read(room.browser("ana"), f"/desk?kind=held&{query}")
    assert "Only Usual, by Ruth, older than a day, late" in page
    for words in (f"/desk/{item_id}?kind=held&amp;", "Without the filter", "Save this view", "late since"):
        assert words in page, words
    assert "Nothing of this kind" in _read(room.browser("ana"), "/desk?author=999999&risk=3")
    opened = _read(room.browser("ana"), f"/desk/{item_id}?{query}")
    assert f"/desk/{item_id}/claim?" in opened
    assert "All by Ruth" in opened
    assert (
        'href="#opened">Skip to the opened item' in opened
        and '<article class="item" id="opened" tabindex="-1"' in opened
    )
    assert 'href="#main">Skip to the page' in page


@pytest.mark.parametrize(
    ("url", "fields", "words"),
    [
        ("ask", {"words": "Is it a clinic?"}, "Please choose who to ask."),
        ("ask", {"colleague": "999", "words": "Is it a clinic?"}, "Please choose who to ask."),
        ("ask", {"colleague": "bea", "words": " "}, "Please write a few words."),
        ("note", {"words": "x" * 2001}, "Please keep it to 2,000 letters."),
    ],
)
def test_what_is_missing_is_said_beside_what_was_typed(room: Room, url: str, fields: dict[str, str], words: str) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    given = {name: str(room.ids.get(value, value)) if name == "colleague" else value for name, value in fields.items()}
    answer = _send(room.browser("ana"), f"/desk/{item_id}/{url}", **given)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert fields["words"].strip() in page


def test_a_question_is_answered_by_who_was_asked_and_by_nobody_else(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    question = ask(room.actor("ana"), item_id, room.ids["bea"], "Is it <b>hers</b>?")
    for who in ("ana", "marta", "samuel", "kit", "ruth"):
        client = room.browser(who)
        _read(client, f"/desk/questions/{question}", 404)
        assert _send(client, f"/desk/questions/{question}", words="Yes").status_code == 404
    bea = room.browser("bea")
    assert "Is it &lt;b&gt;hers&lt;/b&gt;?" in _read(bea, f"/desk/questions/{question}")
    assert _send(bea, f"/desk/questions/{question}", words="").status_code == 422
    assert _send(bea, f"/desk/questions/{question}", words="Yes.").status_code == 303
    again = _send(bea, f"/desk/questions/{question}", words="No, wait.")
    assert again.status_code == 409
    assert "No, wait." in again.get_data(as_text=True)
    assert db.session.get_one(Question, question).answer == "Yes."


def test_notes_and_views_are_taken_away_by_their_own_alone(room: Room) -> None:
    note = note_on_place(room.actor("ana"), HEART, "Please look in at five.")
    view = save_view(room.actor("ana"), "Urgent", {"risk": "3"}, True)
    bea, ana = room.browser("bea"), room.browser("ana")
    assert "Please look in at five." in _read(bea, "/desk")
    assert "Please look in at five." not in _read(room.browser("samuel"), "/desk")
    for url in (f"/desk/hand-over/{note}/take-back", f"/desk/views/{view}/forget"):
        for client in (bea, room.browser("kit")):
            assert _send(client, url).status_code == 404
        assert _send(ana, url).status_code == 303
    assert db.session.scalars(select(HandOver)).all() == []
    assert db.session.scalars(select(SavedView)).all() == []
    assert _send(ana, "/desk/hand-over", place="/2/", words="Not mine").status_code == 422
    assert _send(ana, "/desk/views", name="Everything").status_code == 422
    assert _send(ana, "/desk/views?risk=3", name="").status_code == 422


def test_several_in_one_act_by_page(room: Room) -> None:
    made = [hold(room.ids["kit"], HEART, f"Buy socks {number}") for number in range(3)]
    ana = room.browser("ana")
    ids = "&".join(f"item={item}" for _, item in made)
    page = _read(ana, f"/desk/together?{ids}")
    keys = re.findall(r'name="item" value="(\d+\.\d+\.\d+)"', page)
    assert [key.split(".")[0] for key in keys] == [str(item) for _, item in made]
    form = {"item": keys, "action": "remove", "clause": "7", "statement": "Not for selling."}
    assert _send(ana, "/desk/together", **{**form, "statement": ""}).status_code == 422
    text = keep_text(room.actor("ana"), TextInput("Selling", "Not for selling [what].", 7, "remove", "note"))
    put = _send(ana, "/desk/together", item=keys, canned=str(text), put="1").get_data(as_text=True)
    assert "Not for selling [what].</textarea>" in put and re.search(r'value="remove"[^>]* checked', put), "a text of the team"
    blank = _send(ana, "/desk/together", **{**form, "statement": "Not for selling [what]."})
    assert (blank.status_code, "Please fill in every place" in blank.get_data(as_text=True)) == (422, True)
    shown = _send(ana, "/desk/together", **form, preview="1")
    assert (shown.status_code, "Not for selling." in shown.get_data(as_text=True)) == (200, True)
    rewrite(made[0][0], "Another text")
    claim(room.actor("bea"), made[1][1])
    left = _send(ana, "/desk/together", **form)
    assert left.status_code == 409
    words = left.get_data(as_text=True)
    for part in ("Done: 1 item removed.", "Bea is looking at it.", "Not for selling.", f"/desk/{made[0][1]}"):
        assert part in words, part
    assert [state_of(note) for note, _ in made] == ["held", "held", "removed"]
    sent = dict(re.findall(r'type="hidden" name="(action|clause|statement|preview)" value="([^"]*)"', words))
    again = _send(ana, "/desk/together", item=re.findall(r'name="item" value="([\d.]+)"', words), **sent).get_data(as_text=True)
    assert "Decide 2 items together" in again and "Not for selling.</textarea>" in again, "nobody types a reason twice"
    assert "Nothing is ticked" in _read(ana, "/desk/together?item=999999&item=x")
    assert _send(ana, "/desk/together", item="no").status_code == 409
    for who in ("samuel", "kit"):
        assert _send(room.browser(who), "/desk/together", **form).status_code in (404, 409)


def test_of_more_items_than_one_act_shows_the_rest_stays(room: Room) -> None:
    made = [hold(room.ids["kit"], HEART, f"Buy socks {number}") for number in range(MOST_TOGETHER + 1)]
    keys = [f"{item}.1.0" for _, item in made]
    form = {"item": keys, "action": "remove", "clause": "7", "statement": "Not for selling."}
    done = _send(room.browser("ana"), "/desk/together?kind=held", **form)
    assert (done.status_code, done.headers["Location"]) == (303, "/desk?kind=held"), "back to where one was"
    assert [state_of(note) for note, _ in made][-2:] == ["removed", "held"]


def test_the_script_hears_what_changed_and_nothing_when_nothing_did(room: Room) -> None:
    item_id = hold(room.ids["kit"], HEART, RING)[1]
    ana = room.browser("ana")
    first = ana.get(f"/desk/changes?ids={item_id}").get_json()
    assert (first["rows"][0]["id"], first["rows"][0]["looking"], first["new"]) == (item_id, "", 0)
    assert ana.get(f"/desk/changes?ids={item_id}&since={first['since']}").status_code == 204
    claim(room.actor("bea"), item_id)
    hold(room.ids["kit"], HEART, "Another")
    found = ana.get(f"/desk/changes?ids={item_id}&since={first['since']}").get_json()
    assert (found["rows"][0]["looking"], found["new"]) == ("Bea", 1)
    assert "Bea is looking" in found["rows"][0]["who"]
    page = _read(ana, "/desk")
    assert found["rows"][0]["top"] in page, "the page and the live answer look the same"
    for bent in ("ids=x,,9" + "9" * 30, "ids=" + "1," * 2000, "ids="):
        assert ana.get(f"/desk/changes?{bent}").status_code == 200
