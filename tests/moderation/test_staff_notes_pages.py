"""The pages of notes and history: what was typed stays, who reaches what, and where notes are shown."""

from __future__ import annotations

from app.moderation.commands import decide
from app.moderation.commands.notes import NoteInput, note_member
from app.moderation.inputs import DecisionInput
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import hold
from tests.moderation.test_desk_pages import _read, _send

FIELDS = {"category": "risk", "audience": "place", "days": "90", "place": HEART}


def test_a_note_about_a_member_stands_on_their_page_with_the_history(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, "Ring me.")
    decide(room.actor("bea"), item_id, DecisionInput(1, "remove", 6, "Strangers could ring."))
    ana, page = room.browser("ana"), "/desk/members/ruth"
    assert "There are no notes that you may read." in _read(ana, page)
    refused = _send(ana, page, **{**FIELDS, "words": "She <b>rang</b> us.", "days": "9999"})
    assert refused.status_code == 422
    assert "She &lt;b&gt;rang&lt;/b&gt; us." in refused.get_data(as_text=True)
    assert _send(ana, page, words="She <b>rang</b> us.", **FIELDS).status_code == 303
    shown = _read(room.browser("bea"), page)
    for words in ("She &lt;b&gt;rang&lt;/b&gt; us.", "Risk</strong>, Ana", "reply removed", "By Bea"):
        assert words in shown, words
    assert "Take it away" not in shown
    elsewhere = _read(room.browser("samuel"), page)
    assert "rang" not in elsewhere
    assert "Nothing was decided about Ruth in your places." in elsewhere
    for who in ("kit", "ruth"):
        _read(room.browser(who), page, 404)
    _read(ana, "/desk/members/ana", 404)
    _read(ana, "/desk/members/nobody", 404)


def test_a_note_about_an_item_stands_beside_it_and_goes_when_its_writer_takes_it_away(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, "Ring me.")
    ana = room.browser("ana")
    page = f"/desk/{item_id}/notes"
    assert _send(ana, page, words=" ", **FIELDS).status_code == 422
    assert _send(ana, page, words="Her sister asked for it.", **FIELDS).status_code == 303
    note_member(room.actor("marta"), room.ids["ruth"], HEART, NoteInput("We spoke in May.", "agreement"))
    opened = _read(room.browser("bea"), f"/desk/{item_id}")
    assert "Notes about Ruth and this item" in opened
    assert "Her sister asked for it." in opened
    assert "We spoke in May." in opened
    for who in ("samuel", "kit", "ruth"):
        _read(room.browser(who), page, 404)
    away = _read(ana, page).split('action="/desk/notes/')[1].split('"')[0]
    assert _send(room.browser("bea"), f"/desk/notes/{away}").status_code == 404
    assert _send(ana, f"/desk/notes/{away}").headers["Location"].endswith(page)
    assert "Her sister asked for it." not in _read(ana, page)
