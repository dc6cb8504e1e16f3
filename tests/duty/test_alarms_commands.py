"""An alarm: raised once, passed on until somebody looks, ended by the decision, asked about again. On both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.models import Member
from app.audit.models import AuditEntry
from app.core import mail
from app.core.command import command
from app.core.db import db
from app.core.jobs import run_due
from app.core.mail import kept_letters
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.duty.commands.alarms import acknowledge, need_no_follow_up, raise_alarm, start_drill
from app.duty.commands.following import close_follow_up, open_follow_up
from app.duty.commands.ringing import go_on, go_on_with_lost
from app.duty.models import Alarm, AlarmStep, FollowUp
from app.moderation.commands import claim, close_as_seen, decide
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from tests.duty.making import MONDAY, alarm, crisis, mover, shift, steps, work
from tests.world import World

KEEP = DecisionInput(1, "keep", 8, "I wrote to her, and she is not alone tonight.")


def _facts() -> list[str]:
    kinds = ("AlarmRaised", "AlarmPassedOn", "AlarmAcknowledged", "DrillStarted")
    return list(db.session.scalars(select(AuditEntry.fact).where(AuditEntry.fact.in_(kinds)).order_by(AuditEntry.id)))


def _forget_address(world: World, name: str) -> None:
    @command
    def forget() -> None:
        db.session.get_one(Member, world.members[name]).email = None

    forget()


def test_a_call_goes_from_one_to_the_next_until_it_is_answered_and_every_step_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    shift(world, "bea", "Mo 08:00-20:00")
    item_id = crisis(world)
    assert crisis(world) == item_id and raise_alarm(item_id) == alarm().id
    assert db.session.query(Alarm).count() == 1, "one alarm, however often it is said"
    assert work() == ["ana"], "whoever is on duty, one after the other"
    later(minutes=9)
    assert work() == ["ana"]
    later(minutes=1)
    assert work() == ["ana", "bea"]
    later(minutes=10)
    assert work() == ["ana", "bea", "marta"], "who leads: no moderator stands above, so the admin"
    later(minutes=10)
    assert alarm().rung == "leads"
    work()
    assert alarm().rung == "again", "everybody of the place and every admin was called already"
    assert acknowledge(world.actor("bea"), alarm().id) and not acknowledge(world.actor("ana"), alarm().id)
    assert alarm().acknowledged_by == world.members["bea"]
    number = len(steps())
    later(hours=3)
    work()
    assert len(steps()) == number, "it goes no further"
    assert {outcome for _, outcome in steps()} == {"sent"}
    assert _facts() == ["AlarmRaised", *["AlarmPassedOn"] * 3, "AlarmAcknowledged"]
    letter = next(iter(kept_letters()))
    assert letter.subject == "You are needed at the review desk"
    for secret in ("Ruth", "Heart", "go on any more"):
        assert all(secret not in each.body + each.subject for each in kept_letters())


def test_who_cannot_look_is_not_called(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    shift(world, "bea")
    crisis(world, author="ana")
    assert work() == ["bea"], "nobody is called about their own words"
    with pytest.raises(NotFound):
        acknowledge(world.actor("ana"), alarm().id)
    for name in ("samuel", "ingrid", "ruth"):
        with pytest.raises(NotFound):
            acknowledge(world.actor(name), alarm().id)
    with pytest.raises(NotFound):
        acknowledge(SYSTEM, alarm().id)
    later(minutes=10)
    assert work() == ["bea", "marta"]


def test_without_a_rota_or_an_address_the_call_goes_on_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    _forget_address(world, "ana")
    _forget_address(world, "marta")
    crisis(world)
    assert work() == ["bea"]
    assert steps() == [("moderators", "no_address"), ("moderators", "no_address"), ("moderators", "sent")]
    _forget_address(world, "bea")
    later(minutes=10)
    work()
    assert alarm().rung == "again" and alarm().is_ringing
    assert alarm().next_at == later() + timedelta(hours=1)


@pytest.mark.parametrize("how", ["claim", "decide", "see"])
def test_looking_at_the_item_answers_the_call(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    mover(monkeypatch)
    shift(world, "ana")
    item_id = crisis(world)
    ana = world.actor("ana")
    if how == "claim":
        claim(ana, item_id)
        assert alarm().acknowledged_by == world.members["ana"] and alarm().ended_at is None
    elif how == "decide":
        decide(ana, item_id, KEEP)
        assert alarm().acknowledged_by == world.members["ana"] and alarm().ended_at == MONDAY
    else:
        with pytest.raises(Conflict):
            close_as_seen(ana, item_id)
        assert alarm().is_ringing
        return
    assert work() == [], "nobody is called for what somebody has already"
    assert steps() == []


def test_a_letter_that_does_not_go_out_is_tried_again_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    send = mail.send
    monkeypatch.setattr(mail, "send", lambda _letter: (_ for _ in ()).throw(OSError("no way out")))
    crisis(world)
    run_due()
    run_due()
    assert steps() == [("duty", "failed")]
    monkeypatch.setattr(mail, "send", send)
    later(minutes=1)
    assert work() == ["ana"]
    assert steps() == [("duty", "sent")]


def test_two_processes_at_once_make_one_alarm_and_one_step(
    world: World, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    item_id = crisis(world)
    alarm_id = alarm().id
    faults: list[BaseException] = []

    def run(what: Any) -> None:
        with site.app.app_context():
            try:
                what()
            except BaseException as error:
                faults.append(error)
            finally:
                db.session.remove()

    def at_once(*what: Any) -> None:
        db.session.remove()
        threads = [threading.Thread(target=run, args=(each,)) for each in what]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(*[lambda: go_on(alarm_id, 0)] * 3, *[lambda: crisis(world)] * 2)
    assert faults == []
    assert db.session.query(Alarm).count() == 1
    assert steps() == [("duty", "promised")]
    later(minutes=12)
    at_once(*[go_on_with_lost] * 3)
    assert faults == [] and alarm().round == 2, "one of the sweeps went on"
    ana, bea = world.actor("ana"), world.actor("bea")
    answers: list[bool] = []
    at_once(lambda: answers.append(acknowledge(ana, alarm_id)), lambda: answers.append(acknowledge(bea, alarm_id)))
    assert sorted(answers) == [False, True]
    assert _facts().count("AlarmAcknowledged") == 1
    assert db.session.get_one(ReviewItem, item_id).is_open


def test_it_is_asked_again_after_a_day_and_a_week_and_closed_with_a_word(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    item_id = crisis(world)
    decide(world.actor("ana"), item_id, KEEP)
    assert [row.due_at - MONDAY for row in db.session.query(FollowUp).order_by(FollowUp.due_at)] == [
        timedelta(hours=24),
        timedelta(days=7),
    ]
    later(hours=23)
    work()
    assert db.session.query(ReviewItem).filter_by(kind="followup").count() == 0
    later(hours=1)
    work()
    item = db.session.query(ReviewItem).filter_by(kind="followup").one()
    assert (item.state, item.author_id, item.scope_path) == (
        "open",
        world.members["ruth"],
        world.corners["public"].path,
    )
    first = item.subject_id
    assert not open_follow_up(first), "once"
    with pytest.raises(Conflict, match="not_now"):
        close_as_seen(world.actor("bea"), item.id)
    with pytest.raises(Invalid, match="needs_word"):
        close_follow_up(world.actor("bea"), first, "  ")
    with pytest.raises(NotFound):
        close_follow_up(world.actor("samuel"), first, "No.")
    close_follow_up(world.actor("bea"), first, "She answered, and sleeps better.")
    with pytest.raises(Conflict):
        close_follow_up(world.actor("ana"), first, "Me too.")
    row = db.session.get_one(FollowUp, first)
    assert (row.words, row.ended_by) == ("She answered, and sleeps better.", world.members["bea"])
    later(days=6)
    work()
    second = db.session.query(ReviewItem).filter_by(kind="followup", state="open").one()
    need_no_follow_up(world.actor("ana"), alarm().id, "She is with her sister.")
    db.session.refresh(second)
    assert second.state == "withdrawn"
    with pytest.raises(Conflict, match="over_already"):
        need_no_follow_up(world.actor("bea"), alarm().id, "Again.")


def test_a_false_alarm_is_not_asked_about_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    item_id = crisis(world)
    bea = world.actor("bea")
    with pytest.raises(Conflict, match="not_decided"):
        need_no_follow_up(bea, alarm().id, "A song.")
    decide(world.actor("ana"), item_id, KEEP)
    with pytest.raises(Invalid, match="needs_why"):
        need_no_follow_up(bea, alarm().id, "")
    need_no_follow_up(bea, alarm().id, "It was a line of a song.")
    later(days=8)
    work()
    assert db.session.query(ReviewItem).filter_by(kind="followup").count() == 0
    assert alarm().enough_words == "It was a line of a song."


def test_a_drill_goes_the_same_way_says_so_and_counts_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    shift(world, "bea")
    before = db.session.query(ReviewItem).count()
    with pytest.raises(Forbidden):
        start_drill(world.actor("ana"), world.corners["public"].path)
    for path in ("", "//", "/999/", "x"):
        with pytest.raises(NotFound):
            start_drill(world.actor("marta"), path)
    start_drill(world.actor("marta"), world.corners["public"].path)
    assert work() == ["ana"]
    later(minutes=10)
    assert work() == ["ana", "bea"]
    later(minutes=2)
    acknowledge(world.actor("bea"), alarm().id)
    assert alarm().ended_at == later() and alarm().is_drill
    later(days=8)
    assert work() == ["ana", "bea"]
    assert all("DRILL" in letter.subject and "DRILL. Nobody is in danger." in letter.body for letter in kept_letters())
    assert db.session.query(ReviewItem).count() == before and db.session.query(FollowUp).count() == 0
    assert _facts() == ["DrillStarted", "AlarmPassedOn", "AlarmAcknowledged"]
    assert db.session.query(AlarmStep).count() == 2
