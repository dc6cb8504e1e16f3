"""Items enter the queue, join, are renewed and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands.members import NewMember, add_member
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.core.settings import store
from app.moderation.commands import flag, hold_still, open_item, open_review, renew_item, rescope_items, withdraw_item
from app.moderation.inputs import CauseInput, FlagInput, OpenInput
from app.moderation.models import Cause, ReviewItem
from app.moderation.queries import place_in_line
from tests.moderation.conftest import HEART, KIDNEY, RHYTHM, Room
from tests.moderation.notes import KIND, burn, finding, hold, rewrite, turn, write

RING = "Bring a jumper.\nRing me on 07700 900418 if you like."


def _item(item_id: int) -> ReviewItem:
    db.session.rollback()
    return db.session.get_one(ReviewItem, item_id)


def _again(note_id: int, cause: CauseInput, path: str = HEART) -> int:
    return open_item(OpenInput(KIND, note_id, path, None, "reply", (cause,)))


def test_a_held_text_waits_with_its_words_and_due_time(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, risk=2, marked="07700 900418")
    item = _item(item_id)
    assert (item.kind, item.risk, item.state, item.version) == ("held", 2, "open", 1)
    assert item.due_at - item.opened_at == timedelta(hours=4)
    assert item.excerpt == "Ring me on 07700 900418 if you like."
    assert [cause.snapshot for cause in item.causes] == [RING]


def test_a_second_cause_joins_the_open_item(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    assert _again(note_id, CauseInput("staff", "staff", 1, RING, 1)) == item_id
    item = _item(item_id)
    assert (len(item.causes), item.version) == (2, 1), "nothing new to look at"


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (CauseInput("crisis", "crisis", 3, RING, 1), "the risk rose"),
        (CauseInput("check", "contact_details", 1, "Other words", 2), "it is another text"),
    ],
    ids=["graver", "another-text"],
)
def test_something_new_to_look_at_is_a_new_version(room: Room, cause: CauseInput, why: str) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    _again(note_id, cause)
    assert _item(item_id).version == 2, why


def test_without_a_cause_nothing_is_opened(room: Room) -> None:
    with pytest.raises(ValueError, match="cause"):
        open_item(OpenInput(KIND, 1, HEART, None, "reply", ()))
    assert db.session.scalars(select(ReviewItem)).all() == []


def test_an_edit_is_a_new_version_in_the_same_place_in_line(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418", at=clock.now() - timedelta(hours=1))
    due = _item(item_id).due_at
    assert renew_item(KIND, note_id, 2, "Bring a jumper.", []) is True
    item = _item(item_id)
    assert (item.version, item.due_at, item.excerpt) == (2, due, "Bring a jumper.")
    assert item.causes[0].snapshot == RING, "what was held first is still known"


def test_an_edit_in_which_a_crisis_is_heard_comes_first(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    words = "I do not want to be here any more"
    renew_item(
        KIND, note_id, 2, words, [{**finding(words, "not want to be here", "crisis", "thoughts", 8), "level": "high"}]
    )
    item = _item(item_id)
    assert (item.kind, item.risk) == ("worried", 3)


def test_renewing_and_withdrawing_what_does_not_wait_changes_nothing(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    assert renew_item(KIND, note_id, 2, "x", []) is False
    assert withdraw_item(KIND, note_id) is False
    assert hold_still(KIND, note_id) is None


def test_taken_back_it_leaves_the_queue(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    assert withdraw_item(KIND, note_id) is True
    assert (_item(item_id).state, place_in_line(KIND, note_id).open_item) == ("withdrawn", False)
    assert _again(note_id, CauseInput("check", "contact_details", 1, RING, 1)) != item_id, (
        "held again, it is a new item"
    )


@pytest.mark.parametrize(
    "cause", [CauseInput("crisis", "crisis", 3), CauseInput("flag", "unkind", 2)], ids=["crisis", "flag"]
)
def test_taken_back_it_stays_when_somebody_may_need_us(room: Room, cause: CauseInput) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    _again(note_id, cause)
    assert withdraw_item(KIND, note_id) is False
    assert _item(item_id).is_open


def test_moved_content_takes_its_open_items_along(room: Room) -> None:
    moved, item_id = hold(room.ids["ruth"], HEART, RING)
    _, other = hold(room.ids["ruth"], HEART, RING)
    rescope_items(KIND, [moved], KIDNEY)
    assert (_item(item_id).scope_path, _item(other).scope_path) == (KIDNEY, HEART)


def test_a_member_tells_us_once_about_a_text(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    kit = room.actor("kit")
    first = flag(kit, KIND, note_id, FlagInput("private", "  Her number is in it. "))
    again = flag(kit, KIND, note_id, FlagInput("unkind"))
    assert (first.state, again.state) == ("taken", "already")
    item = _item(first.item_id)
    assert (item.kind, item.reason, item.flaggers, item.risk) == ("report", "private", 1, 2)
    assert [(cause.snapshot, cause.words, cause.revision_id, cause.member_id) for cause in item.causes] == [
        (RING, "Her number is in it.", 1, kit.member_id)
    ]


def test_another_text_can_be_reported_anew_and_both_are_kept(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    kit = room.actor("kit")
    item_id = flag(kit, KIND, note_id, FlagInput("private")).item_id
    rewrite(note_id, "You people never listen.")
    assert flag(kit, KIND, note_id, FlagInput("unkind")).state == "taken"
    item = _item(item_id)
    assert [cause.snapshot for cause in item.causes] == [RING, "You people never listen."]
    assert item.version == 2


def test_several_members_make_one_item(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    items = {flag(room.actor(name), KIND, note_id, FlagInput("selling")).item_id for name in ("kit", "maren", "bea")}
    assert len(items) == 1
    item = _item(items.pop())
    assert (item.flaggers, item.risk) == (3, 2)


@pytest.mark.parametrize(
    ("who", "state", "given", "refusal", "why"),
    [
        ("ruth", "published", FlagInput("unkind"), Forbidden, "one's own words"),
        ("kit", "held", FlagInput("unkind"), NotFound, "what one cannot see"),
        ("ana", "held", FlagInput("unkind"), Conflict, "not out: it is at the desk already"),
        ("kit", "published", FlagInput("hate"), Invalid, "no such reason"),
        ("kit", "published", FlagInput("other", "  "), Invalid, "something else needs words"),
        ("kit", "published", FlagInput("unkind", "x" * 2001), Invalid, "too long"),
    ],
)
def test_flags_that_are_not_taken(
    room: Room, who: str, state: str, given: FlagInput, refusal: type[Exception], why: str
) -> None:
    note_id = write(room.ids["ruth"], HEART, RING, state)
    with pytest.raises(refusal):
        flag(room.actor(who), KIND, note_id, given)
    assert db.session.scalars(select(Cause)).all() == [], why


def test_an_unknown_kind_is_not_there(room: Room) -> None:
    with pytest.raises(NotFound):
        flag(room.actor("kit"), "nonsense", 1, FlagInput("unkind"))


@command
def _set(name: str, value: int) -> None:
    store(name, value)


def test_there_is_a_limit_for_a_day(room: Room, stop_clock: Callable[[], None]) -> None:
    stop_clock()
    _set("moderation.flags_a_day", 1)
    kit = room.actor("kit")
    flag(kit, KIND, write(room.ids["ruth"], HEART, "one"), FlagInput("unkind"))
    second = write(room.ids["ruth"], HEART, "two")
    with pytest.raises(TooMany):
        flag(kit, KIND, second, FlagInput("unkind"))
    assert flag(room.actor("maren"), KIND, second, FlagInput("unkind")).state == "taken", "each member has their own"


@pytest.mark.parametrize(
    ("who", "author", "refusal"),
    [("bea", "ruth", None), ("marta", "ruth", None), ("samuel", "ruth", NotFound), ("kit", "ruth", NotFound), ("ana", "ana", Forbidden)],
)  # fmt: skip
def test_staff_open_a_review_on_their_paths_but_not_of_their_own_words(
    room: Room, who: str, author: str, refusal: type[Exception] | None
) -> None:
    note_id = write(room.ids[author], RHYTHM, RING, "removed")
    if refusal is None:
        assert _item(open_review(room.actor(who), KIND, note_id)).kind == "staff"
    else:
        with pytest.raises(refusal):
            open_review(room.actor(who), KIND, note_id)


def test_place_in_line_is_the_place_that_the_desk_shows(room: Room) -> None:
    now = clock.now()
    first, _ = hold(None, HEART, "one", at=now - timedelta(hours=2))
    second, _ = hold(None, RHYTHM, "two", at=now - timedelta(hours=1))
    hold(None, KIDNEY, "elsewhere", at=now - timedelta(hours=3))
    hold(None, HEART, "urgent", kind="crisis", family="crisis")
    assert [place_in_line(KIND, note_id).position for note_id in (first, second)] == [3, 4]
    assert place_in_line(KIND, first).usual_minutes is None, "too little is known to promise anything"
    assert place_in_line(KIND, 999) == place_in_line("nonsense", 1)


def test_a_note_that_is_gone_or_turned_leaves_its_item_readable(room: Room) -> None:
    gone, item_id = hold(room.ids["ruth"], HEART, RING)
    burn(gone)
    turned, other_id = hold(add_member(SYSTEM, NewMember("leo", "Leo")), HEART, RING)
    turn(turned, "withdrawn")
    assert _item(item_id).is_open
    assert _item(other_id).is_open
