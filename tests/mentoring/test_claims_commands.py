"""Claims: one mentor a newcomer, nobody over what they can hold, and back to the desk when a mentor cannot go on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import delete, select

from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands import grant_role, revoke_role
from app.accounts.models import Grant, Member
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, Refusal
from app.mentoring.commands.claims import HANDED, TAKE_OVER, claim, hand_over, held_newcomer, let_go, offer_to_take_over
from app.mentoring.commands.settings import come_back, go_away, keep_settings
from app.mentoring.commands.settling import review_every_claim
from app.mentoring.inputs import HandOverInput, MentorInput
from app.mentoring.models import Mentor, Welcome
from app.mentoring.queries.load import load_of
from app.mentoring.queries.newcomer import find_newcomer, holder_of
from app.notifications.models import Notice
from app.notifications.queries import views_of
from app.notifications.registry import NoticeView
from tests.mentoring.newcomers import endings, held, newcomer
from tests.suspending import suspend
from tests.world import World


@pytest.fixture
def mentors(world: World) -> World:
    """Ingrid is a mentor on three groups, Kit a mentor in Heart, Maren in Kidney."""
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["public"].path)
    grant_role(SYSTEM, world.members["maren"], "mentor", world.corners["members"].path)
    return world


def heart(world: World) -> int:
    return world.corners["public"].group_id


def give(world: World, name: str, capacity: int, **more: object) -> None:
    keep_settings(world.actor(name), MentorInput(capacity, **more))  # type: ignore[arg-type]


def refusal(act: object, *args: object) -> tuple[type[Refusal], str, dict[str, object]]:
    with pytest.raises(Refusal) as refused:
        act(*args)  # type: ignore[operator]
    found = refused.value
    return type(found), getattr(found, "reason", ""), getattr(found, "facts", {})


def test_a_claim_is_one_mentors_until_let_go_and_names_who_was_faster(mentors: World) -> None:
    nia = newcomer("Nia", heart(mentors))
    ingrid, kit = mentors.actor("ingrid"), mentors.actor("kit")
    assert claim(ingrid, nia) == claim(ingrid, nia), "claimed twice is once"
    assert refusal(claim, kit, nia) == (Conflict, "claimed", {"who": "Ingrid", "name": "Nia"})
    assert refusal(held_newcomer, kit, nia)[1] == "claimed"
    assert refusal(let_go, kit, nia)[1] == "not_yours"
    let_go(ingrid, nia)
    claim(kit, nia)
    assert (held(ingrid.member_id or 0), held(kit.member_id or 0)) == (set(), {nia})
    assert endings(nia) == ["let_go", ""]
    assert refusal(let_go, ingrid, nia)[1] == "not_yours"


def test_nobody_claims_whom_they_do_not_look_after_nor_as_staff_alone(mentors: World) -> None:
    brain = newcomer("Nia", mentors.corners["other"].group_id)
    nowhere = newcomer("Tomos")
    assert refusal(claim, mentors.actor("kit"), brain)[0] is NotFound
    assert refusal(claim, mentors.actor("ana"), nowhere) == (Forbidden, "no_mentor", {})
    assert refusal(claim, mentors.actor("kit"), mentors.members["ruth"])[0] is NotFound
    claim(mentors.actor("maren"), nowhere)
    with pytest.raises(NotFound):
        find_newcomer(mentors.actor("kit"), brain)
    assert find_newcomer(mentors.actor("samuel"), brain).name == "Nia", "a moderator there looks on"


def test_capacity_and_absence_keep_newcomers_away(mentors: World) -> None:
    kit = mentors.actor("kit")
    first, second = newcomer("Nia", heart(mentors)), newcomer("Tomos", heart(mentors))
    give(mentors, "kit", 1)
    claim(kit, first)
    assert refusal(claim, kit, second)[1] == "full"
    go_away(kit)
    assert endings(first) == ["away"], "offered again"
    assert refusal(claim, kit, second)[1] == "away"
    come_back(kit)
    claim(kit, second)
    ingrid = mentors.actor("ingrid")
    give(mentors, "ingrid", 3)
    for name in ("Aled", "Bryn", "Cari"):
        claim(ingrid, newcomer(name, heart(mentors)))
    give(mentors, "ingrid", 2)
    assert len(held(ingrid.member_id or 0)) == 2
    assert load_of(ingrid.member_id or 0).is_full


def test_what_a_mentor_says_of_themselves_has_bounds(mentors: World) -> None:
    for given, field, reason in (
        (MentorInput(0), "capacity", "capacity"),
        (MentorInput(21), "capacity", "capacity"),
        (MentorInput(5, hours="x" * 201), "hours", "too_long_hours"),
        (MentorInput(5, subjects=("x" * 61,)), "subjects", "too_long_words"),
        (MentorInput(5, avoids=tuple(map(str, range(21)))), "avoids", "too_many_words"),
    ):
        with pytest.raises(Invalid) as refused:
            keep_settings(mentors.actor("kit"), given)
        assert (refused.value.field, refused.value.reason) == (field, reason)
    assert db.session.get(Mentor, mentors.members["kit"]) is None, "nothing is half kept"


def test_days_away_are_in_order_and_begin_by_themselves(mentors: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kit, today = mentors.actor("kit"), clock.now().date()
    for away, reason in (
        ((None, today), "away_from_missing"),
        ((today, today - timedelta(days=1)), "away_past"),
        ((today + timedelta(days=3), today + timedelta(days=2)), "away_order"),
    ):
        with pytest.raises(Invalid) as refused:
            give(mentors, "kit", 5, away_from=away[0], away_until=away[1])
        assert refused.value.reason == reason
    give(mentors, "kit", 5, away_from=today + timedelta(days=2), away_until=today + timedelta(days=4))
    nia = newcomer("Nia", heart(mentors))
    claim(kit, nia)
    review_every_claim()
    assert held(mentors.members["kit"]) == {nia}
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    review_every_claim()
    assert endings(nia) == ["away"]


def test_handing_over_goes_to_a_colleague_with_room_who_is_told(mentors: World) -> None:
    ingrid, kit, nia = mentors.actor("ingrid"), mentors.members["kit"], newcomer("Nia", heart(mentors))
    claim(ingrid, nia)
    for to, reason in (
        (0, "mentor_missing"),
        (ingrid.member_id or 0, "mentor_missing"),
        (mentors.members["ana"], "taker_elsewhere"),
        (mentors.members["maren"], "taker_elsewhere"),
    ):
        assert refusal(hand_over, ingrid, nia, HandOverInput(to))[1] == reason
    assert refusal(hand_over, ingrid, nia, HandOverInput(kit, "x" * 2001))[1] == "too_long_note"
    go_away(mentors.actor("kit"))
    assert refusal(hand_over, ingrid, nia, HandOverInput(kit)) == (
        Invalid,
        "taker_away",
        {"who": "Kit", "name": "Nia"},
    )
    come_back(mentors.actor("kit"))
    hand_over(ingrid, nia, HandOverInput(kit, " She asked about nights. "))
    holder = holder_of(nia)
    assert holder is not None
    assert (holder.name, holder.note, holder.from_name) == ("Kit", "She asked about nights.", "Ingrid")
    assert endings(nia) == ["handed_over", ""]
    titles = [view.title for view in _notices(mentors.actor("kit"))]
    assert titles == ["Ingrid handed Nia over to you"]
    assert "nights" not in str(db.session.scalars(select(Notice.data)).all()), "words stay out of notices"
    assert refusal(hand_over, ingrid, nia, HandOverInput(kit))[1] == "claimed"


def test_an_offer_to_take_over_is_one_notice_while_it_stands(mentors: World) -> None:
    ingrid, kit, nia = mentors.actor("ingrid"), mentors.actor("kit"), newcomer("Nia", heart(mentors))
    assert refusal(offer_to_take_over, kit, nia)[1] == "free"
    claim(ingrid, nia)
    assert [offer_to_take_over(kit, nia), offer_to_take_over(kit, nia)] == ["Ingrid", "Ingrid"]
    found = _notices(ingrid)
    assert [view.title for view in found] == ["Kit offers to go on welcoming Nia"]
    assert found[0].url == f"/welcome/{nia}/hand-over?to={kit.member_id}"
    let_go(ingrid, nia)
    assert _notices(ingrid) == []


def test_a_mentor_who_loses_the_role_holds_nobody_there(mentors: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ingrid = mentors.members["ingrid"]
    there, elsewhere = newcomer("Nia", heart(mentors)), newcomer("Tomos", mentors.corners["members"].group_id)
    for one in (there, elsewhere):
        claim(mentors.actor("ingrid"), one)
    revoke_role(SYSTEM, _grant(mentors, "ingrid", "public"))
    assert held(ingrid) == {elsewhere}
    assert endings(there) == ["role_ended"]
    stale = mentors.actor("kit")
    revoke_role(SYSTEM, _grant(mentors, "kit", "public"))
    assert refusal(claim, stale, there) == (Forbidden, "no_mentor", {}), "the page was opened while they had the role"
    until = clock.now() + timedelta(days=1)
    grant_role(SYSTEM, mentors.members["kit"], "mentor", mentors.corners["public"].path, until)
    claim(mentors.actor("kit"), there)
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(minutes=1))
    review_every_claim()
    assert held(mentors.members["kit"]) == set(), "the role ended by its date"
    suspend(mentors.actor("marta"), ingrid, clock.now() + timedelta(days=3), "A while.")
    assert held(ingrid) == set()


def test_a_newcomer_who_leaves_or_is_suspended_ends_in_a_clear_refusal(mentors: World) -> None:
    ingrid, nia, tomos = mentors.actor("ingrid"), newcomer("Nia", heart(mentors)), newcomer("Tomos", heart(mentors))
    for one in (nia, tomos):
        claim(ingrid, one)
    db.session.execute(delete(Member).where(Member.id == nia))
    db.session.commit()
    for act in (claim, let_go, held_newcomer):
        assert refusal(act, ingrid, nia)[0] is NotFound
    assert db.session.scalars(select(Welcome.newcomer_id)).all() == [tomos]
    suspend(mentors.actor("marta"), tomos, clock.now() + timedelta(days=3), "A while.")
    assert refusal(held_newcomer, ingrid, tomos)[1] == "suspended"
    suspend(mentors.actor("marta"), tomos, None, "For good.")
    assert endings(tomos) == ["left"]
    let = refusal(let_go, ingrid, tomos)
    assert let[1] == "not_yours"


def test_of_two_claims_at_the_same_moment_one_wins_and_nobody_is_over_capacity(
    mentors: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both tries meet where each has looked whether there is room; a lock lets only one of them get there."""
    nia, tomos, aled = (newcomer(name, heart(mentors)) for name in ("Nia", "Tomos", "Aled"))
    ingrid, kit = mentors.actor("ingrid"), mentors.actor("kit")
    meeting = Meeting(load_of)
    monkeypatch.setattr("app.mentoring.commands.claims.load_of", meeting)
    assert _at_once([(ingrid, nia), (kit, nia)]) == ["claimed", "won"]
    winner = ingrid if nia in held(ingrid.member_id or 0) else kit
    give(mentors, winner.username, 2)
    meeting.begin()
    assert _at_once([(winner, tomos), (winner, aled)]) == ["full", "won"]
    assert len(held(winner.member_id or 0)) == 2


class Meeting:
    """A step at which two threads wait for each other, for a moment."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self.step = step
        self.begin()

    def begin(self) -> None:
        self.door = threading.Barrier(2)

    def __call__(self, *args: Any) -> Any:
        found = self.step(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            self.door.wait(timeout=0.4)
        return found


def _at_once(tries: list[tuple[Actor, int]]) -> list[str]:
    """What came of claims that began together, in alphabetical order."""
    app, outcomes = current_app._get_current_object(), []  # type: ignore[attr-defined]
    db.session.remove()

    def run(actor: Actor, one: int) -> None:
        with app.app_context():
            try:
                claim(actor, one)
                outcomes.append("won")
            except Conflict as conflict:
                outcomes.append(conflict.reason)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def _notices(actor: Actor) -> list[NoticeView]:
    """What the mentor reads among colleagues, newest first."""
    db.session.expire_all()
    mine = select(Notice).where(Notice.member_id == actor.member_id, Notice.kind.in_((HANDED, TAKE_OVER)))
    return list(views_of(actor, db.session.scalars(mine).all()).values())


def _grant(world: World, name: str, corner: str) -> int:
    found = select(Grant.id).where(
        Grant.member_id == world.members[name], Grant.kind == "mentor", Grant.path == world.corners[corner].path
    )
    return db.session.scalars(found.order_by(Grant.id.desc())).first() or 0
