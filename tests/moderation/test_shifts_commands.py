"""The cap on hard items in a shift: what counts, what goes to others then, what cannot wait, and who sees the numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.actor import MODERATOR, SYSTEM
from app.accounts.commands.roles import grant_role
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.moderation.care import HARD, HARD_A_SHIFT, SHIFT
from app.moderation.commands import claim, decide, let_go
from app.moderation.commands.care import choose_care
from app.moderation.commands.shifts import forget_shifts
from app.moderation.commands.together import Refused, Shown, decide_together
from app.moderation.inputs import DecisionInput
from app.moderation.models import HardLook
from app.moderation.queries.care import Colleague, care_of, team, with_others
from tests.moderation.conftest import HEART, KIDNEY, RHYTHM, Room
from tests.moderation.notes import hold
from tests.moderation.test_desk_pages import _read, _send

LOW = "I cannot see a way out of this any more."


def _hard(room: Room, path: str = HEART, hours_ago: float = 0) -> int:
    at = clock.now() - timedelta(hours=hours_ago)
    return hold(room.ids["ruth"], path, LOW, risk=3, kind="crisis", family="crisis", at=at)[1]


def _later(moved: pytest.MonkeyPatch, by: timedelta) -> None:
    later = clock.now() + by
    moved.setattr(clock, "now", lambda: later)


def test_after_the_cap_hard_items_go_to_others_until_the_shift_is_over(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = room.actor("ana")
    choose_care(ana, HARD, 2)
    first, second, third = (_hard(room) for _ in range(3))
    usual = hold(room.ids["ruth"], HEART, "Ring me.")[1]
    claim(ana, usual)
    assert care_of(ana).seen == 0
    claim(ana, first)
    claim(ana, first)
    # Once a shift, however often it is taken up; a decision without a claim counts, too.
    decide(ana, second, DecisionInput(1, "publish", 8, "Nothing is wrong with it."))
    assert (care_of(ana).seen, care_of(ana).is_full) == (2, True)
    with pytest.raises(Conflict, match="rest"):
        claim(ana, third)
    # Nor is it decided unclaimed, alone or with others, which are.
    with pytest.raises(Conflict, match="rest"):
        decide(ana, third, DecisionInput(1, "publish", 8, "Nothing is wrong with it."))
    another = hold(room.ids["ruth"], HEART, "Ring me.")[1]
    ticked = [Shown(third, 1, None), Shown(another, 1, None)]
    together = decide_together(ana, ticked, "publish", 8, "Nothing is wrong with it.")
    assert (together.done, together.refused) == ((another,), (Refused(third, "rest"),))
    assert with_others(ana, [first, second, third, usual], care_of(ana)) == {third}
    # What was taken up stays theirs, what is not hard is anybody's, and a colleague has room.
    let_go(ana, first)
    claim(ana, first)
    claim(ana, usual)
    claim(room.actor("bea"), third)
    let_go(room.actor("bea"), third)
    _later(monkeypatch, SHIFT + timedelta(minutes=1))
    assert care_of(ana).seen == 0
    claim(ana, third)
    forget_shifts()
    db.session.rollback()
    # Of the shift before nothing is kept, and nothing of it is in the record.
    assert set(db.session.scalars(select(HardLook.item_id))) == {third}
    assert not db.session.scalar(select(func.count()).where(AuditEntry.fact.like("%Hard%")))


def test_what_cannot_wait_or_has_nobody_else_stays_open(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, samuel = room.actor("ana"), room.actor("samuel")
    for actor in (ana, samuel):
        choose_care(actor, HARD, 1)
    claim(ana, _hard(room))
    claim(samuel, _hard(room, KIDNEY))
    late = _hard(room, hours_ago=5)
    claim(ana, late)
    # Nobody else moderates the kidney's rooms: an admin alone does not count.
    claim(samuel, _hard(room, KIDNEY))
    room_below = _hard(room, RHYTHM)
    with pytest.raises(Conflict, match="rest"):
        claim(ana, room_below)


def test_numbers_are_for_oneself_and_for_who_leads_alone(room: Room) -> None:
    grant_role(SYSTEM, room.ids["maren"], MODERATOR, RHYTHM)
    maren = room.actor("maren")
    claim(maren, _hard(room, RHYTHM))
    choose_care(room.actor("bea"), HARD, 3)
    claim(room.actor("bea"), _hard(room))
    most = HARD_A_SHIFT.default
    seen = {name: team(room.actor(name)) for name in ("ana", "bea", "maren", "samuel", "marta")}
    assert seen == {
        "ana": (Colleague("Maren", 1, most),),
        "bea": (Colleague("Maren", 1, most),),
        "maren": (),
        "samuel": (),
        "marta": (Colleague("Bea", 1, 3), Colleague("Maren", 1, most)),
    }


def test_a_cap_of_ones_own_is_lower_than_everybodys(room: Room) -> None:
    for most in (0, HARD_A_SHIFT.default + 1):
        with pytest.raises(Invalid) as refused:
            choose_care(room.actor("ana"), HARD, most)
        assert refused.value.field == "most"
    with pytest.raises(NotFound):
        choose_care(room.actor("kit"), HARD, 3)
    choose_care(room.actor("ana"), HARD, 4)
    assert (care_of(room.actor("ana")).most, care_of(room.actor("bea")).most) == (4, HARD_A_SHIFT.default)


def test_the_pages_say_kindly_what_is_with_others(room: Room) -> None:
    choose_care(room.actor("ana"), HARD, 1)
    claim(room.actor("ana"), _hard(room))
    other, third = _hard(room), _hard(room)
    ana = room.browser("ana")
    inbox = _read(ana, "/desk")
    assert "2 hard items are with others now." in inbox
    assert inbox.count('class="inbox__rest"') == 2
    opened = _read(ana, f"/desk/{other}")
    assert "This one is with your colleagues now" in opened
    assert "Look at this one</span>" not in opened
    assert 'id="decide"' not in opened
    stale = _send(ana, f"/desk/{third}/claim")
    assert stale.status_code == 409
    assert "This one is with your colleagues now" in stale.get_data(as_text=True)
    own = _read(ana, "/desk/care")
    assert "Hard items that you have taken up: 1 of 1." in own
    assert "Your team" not in own
    assert "Ana: 1 of 1" in _read(room.browser("marta"), "/desk/care")
    assert "hard items are with others" not in _read(room.browser("bea"), "/desk")
    assert _send(ana, "/desk/care", cover="hard", most="99").status_code == 422
    assert _send(ana, "/desk/care", cover="hard", most="10").status_code == 303
