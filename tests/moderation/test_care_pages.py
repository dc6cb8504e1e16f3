"""Hard words wait until they are asked for: at the opened item, in the inbox, and where several are decided together."""

from __future__ import annotations

import pytest

from app.moderation.care import ALWAYS, HARD, NEVER, Care, is_hard
from app.moderation.commands.care import choose_care, mark_hard
from app.moderation.models import ReviewItem
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import hold
from tests.moderation.test_desk_pages import _read, _send

LOW = "I cannot see a way out of this any more."
TALK = "What did you wish you had brought?"
COVERED = "Its words are covered until you ask for them."


def _hard(room: Room) -> int:
    return hold(room.ids["ruth"], HEART, LOW, risk=3, kind="crisis", family="crisis", marked="way out")[1]


@pytest.mark.parametrize(
    ("kind", "reason", "risk", "hard"),
    [
        ("worried", "crisis", 3, True),
        ("held", "attack", 2, True),
        ("held", "attack", 1, False),
        ("report", "attack", 2, False),
        ("notice", "child_abuse", 3, True),
        ("notice", "other", 2, False),
        ("held", "contact_details", 2, False),
    ],
)
def test_what_is_hard_to_read_by_itself_and_by_a_mark(kind: str, reason: str, risk: int, hard: bool) -> None:
    item = ReviewItem(kind=kind, reason=reason, risk=risk, marked_hard=False)
    assert is_hard(item) is hard
    item.mark_hard(True)
    assert is_hard(item)
    chosen = {cover: (Care(cover).covers(False), Care(cover).covers(True)) for cover in (HARD, ALWAYS, NEVER)}
    assert chosen == {HARD: (False, True), ALWAYS: (True, True), NEVER: (False, False)}


def test_words_are_covered_everywhere_until_asked_for_as_each_chose(room: Room) -> None:
    item_id = _hard(room)
    usual = hold(room.ids["ruth"], HEART, "Ring me on 07700 900418.")[1]
    ana, bea = room.browser("ana"), room.browser("bea")
    opened = _read(ana, f"/desk/{item_id}")
    before, covered = opened.split("Show the words</summary>")
    assert LOW not in before
    assert "way out" not in before
    # Covered, not left out: a click or a key away, also without a script. The talk before it, too; the check's quote is not needed.
    assert "way out" in covered
    assert TALK in covered.split("Show the talk</summary>")[1]
    assert "“way out”" not in opened
    inbox = _read(ana, "/desk")
    assert (COVERED in inbox, LOW in inbox, "07700 900418" in inbox) == (True, False, True)
    together = _read(ana, f"/desk/together?item={item_id}&item={usual}")
    assert together.count('<details class="cover">') == 1
    assert '<details class="cover">' not in _read(ana, f"/desk/{usual}")
    choose_care(room.actor("ana"), NEVER)
    choose_care(room.actor("bea"), ALWAYS)
    assert '<details class="cover">' not in _read(ana, f"/desk/{item_id}")
    assert LOW in _read(ana, "/desk")
    assert '<details class="cover">' in _read(bea, f"/desk/{usual}")
    assert _read(bea, "/desk").count(COVERED) == 2


def test_a_mark_covers_an_item_for_colleagues_and_can_be_taken_back(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, "Ring me on 07700 900418.")[1]
    for who in ("samuel", "kit", "ruth"):
        assert _send(room.browser(who), f"/desk/{item_id}/hard", hard="1").status_code == 404, who
    ana, bea = room.browser("ana"), room.browser("bea")
    assert _send(ana, f"/desk/{item_id}/hard", hard="1").status_code == 303
    page = _read(bea, f"/desk/{item_id}")
    assert ('<details class="cover">' in page, "It is not hard to read" in page) == (True, True)
    assert _send(bea, f"/desk/{item_id}/hard").status_code == 303
    page = _read(bea, f"/desk/{item_id}")
    assert ('<details class="cover">' in page, "Mark as hard to read" in page) == (False, True)
    mark_hard(room.actor("ana"), item_id, True)
    assert COVERED in _read(bea, "/desk")


def test_each_chooses_for_themselves_at_a_page_of_the_desk(room: Room) -> None:
    ana = room.browser("ana")
    assert 'value="hard" id="cover-0" checked' in _read(ana, "/desk/care")
    assert _send(ana, "/desk/care", cover="all of it").status_code == 422
    assert _send(ana, "/desk/care", cover="always").status_code == 303
    assert 'value="always" id="cover-1" checked' in _read(ana, "/desk/care")
    assert 'value="hard" id="cover-0" checked' in _read(room.browser("bea"), "/desk/care")
    assert _send(room.browser("kit"), "/desk/care", cover="never").status_code == 404
