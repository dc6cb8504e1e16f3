"""The pages: the desk, an item, a decision and its 409, flagging, the letter, for everybody and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import Base, db
from app.moderation.commands import claim, decide, flag, open_review, withdraw_item
from app.moderation.inputs import DecisionInput, FlagInput
from app.moderation.models import Cause, Decision, ReviewItem
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import KIND, burn, hold, rewrite, state_of, turn, write
from tests.suspending import suspend

RING = "Bring a jumper. Ring me on <07700 900418>."
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def _count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _token(client: FlaskClient) -> str:
    found = TOKEN.search(client.get("/account").get_data(as_text=True))
    assert found is not None
    return found.group(1)


def _read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.get_data(as_text=True)


def _send(
    client: FlaskClient, url: str, page: str, headers: dict[str, str] | None = None, **fields: Any
) -> TestResponse:
    found = TOKEN.search(_read(client, page))
    assert found is not None, page
    return client.post(url, data={"csrf_token": found.group(1), **fields}, headers=headers or {})


def _ruling(**changes: Any) -> dict[str, Any]:
    return {
        "action": "send_back",
        "clause": "6",
        "statement": "A number strangers can ring.",
        "version": "1",
        "revision_id": "1",
        **changes,
    }


def test_the_inbox_and_an_item_read_as_in_the_mockup(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, risk=2, marked="07700 900418")
    ana = room.browser("ana")
    inbox = _read(ana, "/desk")
    for words in (
        "Held reply: private details",
        "High",
        "4 hours left",
        "Atrial fibrillation",
        "<strong>1</strong> open",
        "Nobody’s",
    ):
        assert words in inbox
    page = _read(ana, f"/desk/{item_id}")
    for words in (
        "Look at this one",
        'Ring me on &lt;<mark data-n="1">07700 900418</mark>&gt;',
        "Guideline 6, Keep private details out of the room",
        "A phone number",
        "Ruth in this place",
        "What did you wish you had brought?",
        "Publish as it is",
        "Send back to change",
        "Stays with Ruth, not in the room",
        "Ruth will read",
    ):
        assert words in page, words
    assert "<07700" not in page
    assert db.session.get_one(ReviewItem, item_id).claimed_by is None, "reading claims nothing"


def test_an_empty_desk_says_so(room: Room) -> None:
    assert "Nothing is waiting" in _read(room.browser("ana"), "/desk")
    assert "Nothing of this kind" in _read(room.browser("ana"), "/desk?kind=worried")


def test_the_header_counts_what_waits_for_staff_alone(room: Room) -> None:
    hold(room.ids["ruth"], HEART, RING)
    assert 'Review desk <span class="count">1' in _read(room.browser("ana"), "/desk")
    assert "Review desk" not in _read(room.browser("kit"), "/groups")


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("marta", 200), ("samuel", 404), ("kit", 404), ("ruth", 404), ("", 303)]
)  # fmt: skip
def test_who_reaches_an_item(room: Room, who: str, status: int) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    client = room.browser(who) if who else room.app.test_client()
    _read(client, f"/desk/{item_id}", status)
    _read(client, "/desk", {"samuel": 200}.get(who, status))
    for door in ("claim", "release", "decision", "preview"):
        if who in ("samuel", "kit", "ruth"):
            answer = client.post(f"/desk/{item_id}/{door}", data={"csrf_token": _token(client), **_ruling()})
            assert answer.status_code == 404, door


def test_claim_presence_and_letting_go(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    ana, bea = room.browser("ana"), room.browser("bea")
    url = f"/desk/{item_id}"
    answer = _send(ana, f"{url}/claim?kind=held", url)
    assert (answer.status_code, answer.location) == (303, f"{url}?kind=held")
    assert "You are looking until" in _read(ana, url)
    seen_by_bea = _read(bea, url)
    assert "Ana is looking until" in seen_by_bea
    assert 'name="statement"' not in seen_by_bea
    assert "Ana is looking" in _read(bea, "/desk")
    refused = bea.post(f"{url}/claim", data={"csrf_token": _token(bea)})
    assert refused.status_code == 409
    assert "Ana is looking until" in refused.get_data(as_text=True)
    assert _send(ana, f"{url}/release", url).status_code == 303
    assert "Look at this one" in _read(bea, url)


def test_a_decision_goes_back_to_the_inbox_and_says_who_was_told(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    ana = room.browser("ana")
    answer = _send(ana, f"/desk/{item_id}/decision?whose=nobody", f"/desk/{item_id}", **_ruling())
    assert (answer.status_code, answer.location) == (303, "/desk?whose=nobody")
    assert "Done: sent back to change. Ruth has been told." in _read(ana, "/desk")
    assert state_of(note_id) == "sent_back"
    page = _read(ana, f"/desk/{item_id}")
    assert "Decided by Ana" in page
    assert 'name="statement"' not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"statement": " "}, "Please say why. The person reads it."),
        ({"action": ""}, "Please choose what to do."),
        ({"action": "restore"}, "Please choose what to do."),
        ({"clause": "77"}, "Please choose a guideline."),
        ({"clause": "x"}, "Please choose a guideline."),
        ({"statement": "x" * 4001}, "4,000 letters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(room: Room, changes: dict[str, str], words: str) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    given = _ruling(**changes)
    answer = _send(room.browser("ana"), f"/desk/{item_id}/decision", f"/desk/{item_id}", **given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    wrong = re.escape(next(iter(changes)))
    focused = re.findall(rf'<[^>]*autofocus[^>]*name="{wrong}"|<[^>]*name="{wrong}"[^>]*autofocus', page)
    assert len(focused) == 1, "whoever works by keyboard is where something is missing"
    if given["statement"].strip():
        assert given["statement"] in page
    assert state_of(note_id) == "held"


@pytest.mark.parametrize("bent", [{"version": "x"}, {"version": ""}, {"revision_id": "x"}])
def test_a_bent_form_decides_nothing_by_accident(room: Room, bent: dict[str, str]) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    answer = _send(room.browser("ana"), f"/desk/{item_id}/decision", f"/desk/{item_id}", **_ruling(**bent))
    assert answer.status_code == (303 if "revision_id" in bent else 422)


def test_the_second_moderator_reads_who_decided_and_keeps_their_words(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    bea = room.browser("bea")
    token = TOKEN.search(_read(bea, f"/desk/{item_id}"))
    assert token is not None
    decide(room.actor("ana"), item_id, DecisionInput(1, "publish", 6, "Fine."))
    answer = bea.post(f"/desk/{item_id}/decision", data={"csrf_token": token.group(1), **_ruling()})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert re.search(r"Ana decided this before you, \d\d:\d\d: published\.", page)
    assert "A number strangers can ring." in page


@pytest.mark.parametrize("case", ["edited", "withdrawn"])
def test_what_changed_meanwhile_is_a_409_with_a_way_on(room: Room, case: str) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    ana = room.browser("ana")
    token = TOKEN.search(_read(ana, f"/desk/{item_id}"))
    assert token is not None
    if case == "edited":
        rewrite(note_id, "Other words")
    else:
        withdraw_item(KIND, note_id)
    answer = ana.post(f"/desk/{item_id}/decision", data={"csrf_token": token.group(1), **_ruling()})
    assert answer.status_code == 409
    assert f"/desk/{item_id}" in answer.get_data(as_text=True)


def test_preview_without_a_script_is_the_page_with_what_was_typed(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    answer = _send(
        room.browser("ana"), f"/desk/{item_id}/preview", f"/desk/{item_id}", **_ruling(statement="Because <b> of it.")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<p>Because &lt;b&gt; of it.</p>" in page
    assert "Send back and tell Ruth" in page
    assert re.search(r'value="send_back"[^>]*checked', page)
    assert state_of(note_id) == "held"


def test_preview_for_a_script_is_the_letter_alone(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    answer = _send(
        room.browser("ana"), f"/desk/{item_id}/preview", f"/desk/{item_id}", {"Accept": "application/json"}, **_ruling()
    )
    letter = answer.get_json()["letter"]
    assert letter[0].startswith("Hello Ruth, your reply in")
    assert "A number strangers can ring." in letter
    nothing = _send(
        room.browser("ana"), f"/desk/{item_id}/preview", f"/desk/{item_id}", {"Accept": "application/json"}, action="x"
    )
    assert (nothing.get_json()["letter"], nothing.get_json()["send"]) == ([], "Decide and tell Ruth")


def test_no_guideline_is_taken_that_nobody_chose(room: Room) -> None:
    """Where nothing suggests one, the panel, several at once and the admin's page begin with none, and the server asks for it."""
    notes = [write(room.ids["maren"], HEART, text) for text in ("Half a word", "Another half")]
    items = [open_review(room.actor("ana"), KIND, note_id) for note_id in notes]
    ana, url = room.browser("ana"), f"/desk/{items[0]}"
    empty = '<option value="">Choose a guideline</option><option value="1">'
    page = _read(ana, url)
    assert empty in page.replace("\n", "")
    assert "selected" not in page.split('id="clause"')[1].split("</select>")[0]
    given = _ruling(action="hide", clause="", revision_id="", statement="Kept as typed.")
    shown = _send(ana, f"{url}/preview", url, **given).get_data(as_text=True)
    assert "Choose a guideline, and the letter stands here." in shown
    assert "Hello Maren" not in shown
    said = _send(ana, f"{url}/preview", url, {"Accept": "application/json"}, **given).get_json()
    assert (said["letter"], said["hint"]) == ([], "Choose a guideline, and the letter stands here.")
    together = f"/desk/together?item={items[0]}&item={items[1]}"
    several = {"item": [f"{key}.1.0" for key in items], "action": "hide", "clause": "", "statement": "Kept as typed."}
    assert empty in _read(ana, together).replace("\n", "")
    assert "Choose a guideline, and the letter" in _send(ana, together, together, preview="1", **several).get_data(True)
    marta, member = room.browser("marta"), "/admin/members/maren"
    assert empty in _read(marta, member).replace("\n", "")
    person = {"measure": "note", "path": "/", "clause": "", "statement": "Kept as typed."}
    for client, where, page, fields in (
        (ana, f"{url}/decision", url, given),
        (ana, together, together, several),
        (marta, f"{member}/decision", member, {f"person-{name}": value for name, value in person.items()}),
    ):
        refused = _send(client, where, page, **fields)
        assert refused.status_code == 422, where
        assert "Please choose a guideline." in refused.get_data(as_text=True)
        assert "Kept as typed." in refused.get_data(as_text=True)
    assert _count(Decision) == 0


def test_the_author_reads_the_letter_even_while_suspended(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    outcome = decide(room.actor("ana"), item_id, DecisionInput(1, "remove", 6, "A number strangers can ring."))
    url = f"/decisions/{outcome.decision_id}"
    page = _read(room.browser("ruth"), url)
    for words in (
        "could not go up",
        "A number strangers can ring.",
        "“07700 900418”",
        "guideline 6",
        "Guideline 6, Keep private",
    ):
        assert words in page
    assert "Ana" not in page
    for who in ("kit", "samuel"):
        _read(room.browser(who), url, 404)
    _read(room.app.test_client(), url, 303)
    suspend(room.actor("marta"), room.ids["ruth"], clock.now() + timedelta(days=3), "Again and again.")
    ruth = room.browser("ruth")
    assert "A number strangers can ring." in _read(ruth, url)
    notices = _read(ruth, "/notices")
    assert url in notices or "/notices/" in notices
    _read(ruth, f"/notes/{1}/flag", 403)


def test_flagging_thanks_and_says_who_reads_it_and_when(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    kit, url = room.browser("kit"), f"/notes/{note_id}/flag"
    form = _read(kit, url)
    assert form.index("I am worried about this person") < form.index("It is unkind")
    assert "Ring me on &lt;07700" in form
    answer = _send(kit, url, url, reason="unkind", words="It hurt.")
    assert (answer.status_code, answer.location) == (303, url)
    thanks = _read(kit, url)
    assert "A moderator of Atrial fibrillation reads it, usually within 24 hours." in thanks
    token = _token(kit)
    kit.post(url, data={"csrf_token": token, "reason": "unkind"})
    assert "You have told us already" in _read(kit, url)
    assert _count(Cause) == 1


def test_worry_about_a_person_leads_to_help_and_a_short_clock(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    kit, url = room.browser("kit"), f"/notes/{note_id}/flag"
    _send(kit, url, url, reason="worried")
    thanks = _read(kit, url)
    assert "usually within 30 minutes" in thanks
    assert 'href="/help"' in thanks
    assert "in danger now" in thanks
    assert "Worried about a person" in _read(room.browser("ana"), "/desk?kind=worried")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Please choose what it is about."),
        ({"reason": "hate"}, "Please choose what it is about."),
        ({"reason": "other", "words": ""}, "Please say in a few words"),
        ({"reason": "unkind", "words": "x" * 2001}, "2,000 letters"),
    ],
)
def test_a_flag_that_cannot_be_taken_says_why_and_keeps_the_words(
    room: Room, fields: dict[str, str], words: str
) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    url = f"/notes/{note_id}/flag"
    answer = _send(room.browser("kit"), url, url, **fields)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert fields.get("words", "") in page
    assert _count(Cause) == 0


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [("kit", "published", 200), ("kit", "held", 404), ("ruth", "published", 403), ("ana", "removed", 409), ("", "published", 303)],
)  # fmt: skip
def test_who_reaches_the_flag_form(room: Room, who: str, state: str, status: int) -> None:
    note_id = write(room.ids["ruth"], HEART, RING, state)
    client = room.browser(who) if who else room.app.test_client()
    _read(client, f"/notes/{note_id}/flag", status)
    _read(client, f"/nonsenses/{note_id}/flag", 303 if not who else 404)


def test_staff_take_something_to_the_desk(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING, "removed")
    ana = room.browser("ana")
    answer = ana.post(f"/notes/{note_id}/review", data={"csrf_token": _token(ana)})
    assert answer.status_code == 303
    page = _read(ana, answer.location)
    assert "Put back" in page
    assert "Opened by a moderator" in page
    kit = room.browser("kit")
    assert kit.post(f"/notes/{note_id}/review", data={"csrf_token": _token(kit)}).status_code == 404


@pytest.mark.parametrize("case", ["gone", "left", "withdrawn", "edited", "many"])
def test_the_page_of_an_item_stands_whatever_became_of_its_subject(room: Room, case: str) -> None:
    note_id, item_id = hold(None if case == "left" else room.ids["ruth"], HEART, RING, marked="07700 900418")
    if case == "gone":
        burn(note_id)
    elif case == "withdrawn":
        turn(note_id, "withdrawn")
    elif case == "edited":
        rewrite(note_id, "Bring two jumpers.")
    elif case == "many":
        turn(note_id, "published")
        for who in ("kit", "maren", "bea"):
            flag(room.actor(who), KIND, note_id, FlagInput("private", "See the number."))
    page = _read(room.browser("ana"), f"/desk/{item_id}")
    assert "Your decision" in page
    assert ("As it is now" in page) == (case == "edited")
    assert ("3 members told us" in page) == (case == "many")
    assert _read(room.browser("marta"), "/desk")


def test_every_change_needs_the_forms_token(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    ana = room.browser("ana")
    for url in (
        f"/desk/{item_id}/claim",
        f"/desk/{item_id}/decision",
        f"/notes/{note_id}/review",
        f"/notes/{note_id}/flag",
    ):
        assert ana.post(url, data=_ruling()).status_code == 400, url
    assert _count(Decision) == 0


def test_someone_elses_claim_does_not_cost_what_was_typed(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    bea = room.browser("bea")
    token = TOKEN.search(_read(bea, f"/desk/{item_id}"))
    assert token is not None
    claim(room.actor("ana"), item_id)
    answer = bea.post(f"/desk/{item_id}/decision", data={"csrf_token": token.group(1), **_ruling()})
    assert answer.status_code == 409
    assert "Ana is looking until" in answer.get_data(as_text=True)
    assert "A number strangers can ring." in answer.get_data(as_text=True)


DESK_STATEMENTS = 3
"""Who looks, whether the desk in memory is still so, and the figure in the header."""
OPENED_STATEMENTS = 28


def test_the_pages_take_as_many_statements_with_many_items_as_with_few(
    room: Room, count_statements: Callable[[], Any]
) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    ana = room.browser("ana")

    def cost(url: str) -> int:
        _read(ana, url)
        db.session.remove()
        with count_statements() as seen:
            _read(ana, url)
        return len(seen)

    few = [cost("/desk"), cost(f"/desk/{item_id}")]
    for number in range(30):
        hold(room.ids["kit"], HEART, f"note {number}", marked="note")
        open_review(room.actor("ana"), KIND, write(room.ids["maren"], HEART, "x"))
    assert [cost("/desk"), cost(f"/desk/{item_id}")] == few
    # The desk itself is in memory. Around the opened item it is made anew: the item, its author and what counts for them, the texts of
    # the team, and from colleagues questions, notes, and the neighbours in line.
    assert few[0] == DESK_STATEMENTS
    assert few[1] <= OPENED_STATEMENTS
