"""Measures: laid by a decision, enforced, lifted, over by the clock, and forgotten."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.actor import READ_ONLY, SLOW, SUSPENDED, SYSTEM
from app.accounts.commands import RestrictionInput, end_rights, grant_role, restrict
from app.accounts.models import Restriction
from app.accounts.queries import actor_of, open_sessions
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Forbidden, Invalid, NotFound
from app.moderation.commands import decide_about_member, lift, lifting
from app.moderation.commands.ending import tell_ended
from app.moderation.commands.lifting import LiftInput, end_early
from app.moderation.inputs import MemberDecisionInput
from app.moderation.measures import NOTE, WARNING
from app.moderation.models import Decision, Sanction
from app.moderation.models.sanctions import BY_APPEAL, BY_STAFF, PLACE_GONE, REPLACED
from app.moderation.queries.standing import limits_on, own_standing, standing_of
from app.moderation.ruling import check_reason
from app.notifications.queries import notices_page
from tests.moderation.conftest import HEART, KIDNEY, RHYTHM, Room
from tests.two_workers import held_by_another

WHY = "We asked three times."


def _days(number: int) -> datetime:
    return clock.now() + timedelta(days=number)


def _lay(room: Room, kind: str, path: str = HEART, until: datetime | None = None, by: str = "marta") -> Sanction:
    """What a decision about Ruth lays on her."""
    given = MemberDecisionInput(kind, 4, WHY, path, until)
    outcome = decide_about_member(room.actor(by), room.ids["ruth"], given)
    return _sanction(outcome.sanction_id)


def _sanction(sanction_id: int | None) -> Sanction:
    db.session.rollback()
    return db.session.get_one(Sanction, sanction_id)


def _audited() -> list[str]:
    kinds = ("SanctionLaid", "SanctionLifted")
    return list(db.session.scalars(select(AuditEntry.fact).where(AuditEntry.fact.in_(kinds)).order_by(AuditEntry.id)))


def _titles(room: Room) -> list[str]:
    return [row.view.title for row in notices_page(room.actor("ruth")).rows.items]


def test_a_limit_holds_until_its_end_and_counts_until_it_fades_without_any_job(room: Room) -> None:
    now = clock.now()
    laid = _lay(room, READ_ONLY, until=_days(7))
    ruth = room.actor("ruth")
    assert ruth.is_read_only(RHYTHM) and not ruth.is_read_only(KIDNEY) and not ruth.is_suspended
    held = db.session.get_one(Restriction, laid.restriction_id)
    assert (held.kind, held.path, held.until, held.reason) == (READ_ONLY, HEART, laid.until, WHY)
    standing = own_standing(ruth)
    assert (standing.level, [part.clause for part in standing.parts], len(standing.limits)) == (READ_ONLY, [4], 1)
    here = limits_on(ruth).at(RHYTHM)
    assert here is not None and (here.decision_id, here.clause, here.until) == (laid.decision_id, 4, laid.until)
    assert limits_on(ruth).at(KIDNEY) is None and limits_on(ruth).shut_out is None
    with time_machine.travel(now + timedelta(days=8), tick=False):
        assert not room.actor("ruth").is_read_only(HEART)
        assert limits_on(room.actor("ruth")).at(HEART) is None
        assert own_standing(ruth).level == READ_ONLY and own_standing(ruth).limits == ()
    with time_machine.travel(now + timedelta(days=7 + 364), tick=False):
        assert own_standing(ruth).level == READ_ONLY
    with time_machine.travel(now + timedelta(days=7 + 366), tick=False):
        assert own_standing(ruth).parts == ()
    assert db.session.get(Decision, laid.decision_id) is not None, "the decision stays in the record"


def test_words_alone_keep_from_nothing_and_fade_from_the_day_they_were_said(room: Room) -> None:
    note = _lay(room, NOTE)
    assert note.restriction_id is None and note.fades_at == note.from_at + timedelta(days=90)
    _lay(room, WARNING, KIDNEY)
    assert room.actor("ruth").restrictions == ()
    standing = standing_of(room.ids["ruth"], clock.now())
    assert (standing.level, [part.kind for part in standing.parts]) == (WARNING, [WARNING, NOTE])
    seen = standing_of(room.ids["ruth"], clock.now(), viewer=room.actor("ana"))
    assert [part.kind for part in seen.parts] == [NOTE], "Ana has nothing to do with Kidney"
    assert _audited() == ["SanctionLaid", "SanctionLaid"]


def test_shut_out_of_everything_ends_sessions_and_says_why(room: Room) -> None:
    room.browser("ruth")
    laid = _lay(room, SUSPENDED, "/", _days(3))
    ruth = room.actor("ruth")
    assert ruth.is_suspended and open_sessions(room.ids["ruth"]) == []
    found = limits_on(ruth).shut_out
    assert found is not None and (found.reason, found.clause, found.until) == (WHY, 4, laid.until)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "SanctionLaid")).one()
    assert (entry.ids["member_id"], entry.ids["kind"], entry.ids["path"]) == (ruth.member_id, SUSPENDED, "/")
    assert entry.ids["until"] == laid.until.isoformat() if laid.until else False


def test_what_is_lifted_on_appeal_never_counts_and_what_staff_end_fades_sooner(room: Room) -> None:
    first, second = _lay(room, SLOW, until=_days(30)), _lay(room, READ_ONLY, until=_days(30))
    for _ in range(2):
        lift(room.actor("marta"), first.id, BY_APPEAL)
    lift(room.actor("marta"), second.id, BY_STAFF)
    assert room.actor("ruth").restrictions == ()
    assert [part.kind for part in own_standing(room.actor("ruth")).parts] == [READ_ONLY]
    ended = _sanction(second.id)
    assert ended.fades_at is not None and ended.lifted_at is not None
    assert ended.fades_at == ended.lifted_at + timedelta(days=365)
    assert _sanction(first.id).lifted_because == BY_APPEAL
    assert _audited() == ["SanctionLaid", "SanctionLaid", "SanctionLifted", "SanctionLifted"]
    with pytest.raises(NotFound):
        lift(room.actor("marta"), 999, BY_STAFF)
    with pytest.raises(Forbidden):
        lift(room.actor("samuel"), first.id, BY_STAFF)


def test_decided_anew_about_the_person_a_limit_takes_the_place_of_the_one_before(room: Room) -> None:
    long, elsewhere = _lay(room, READ_ONLY, until=_days(30)), _lay(room, READ_ONLY, KIDNEY, _days(5))
    short = _lay(room, READ_ONLY, until=_days(2))
    assert _sanction(long.id).lifted_because == REPLACED and _sanction(elsewhere.id).lifted_at is None
    found = limits_on(room.actor("ruth")).at(HEART)
    assert found is not None and found.until == _sanction(short.id).until
    assert {held.path for held in room.actor("ruth").restrictions} == {KIDNEY, HEART}


def test_a_decision_that_ends_a_limit_early_has_a_guideline_and_a_reason_and_is_told(room: Room) -> None:
    laid = _lay(room, SUSPENDED, "/", _days(9))
    old = restrict(SYSTEM, room.ids["ruth"], RestrictionInput(READ_ONLY, KIDNEY, None, "From before decisions."))
    assert limits_on(room.actor("ruth")).at(KIDNEY) is not None
    for clause, statement in ((4, "  "), (99, "We were wrong.")):
        with pytest.raises(Invalid):
            end_early(room.actor("marta"), laid.restriction_id or 0, LiftInput(clause, statement))
    with pytest.raises(Forbidden):
        end_early(room.actor("ana"), laid.restriction_id or 0, LiftInput(4, "We were wrong."))
    for restriction_id in (laid.restriction_id or 0, old):
        end_early(room.actor("marta"), restriction_id, LiftInput(4, "We were wrong."))
        with pytest.raises(NotFound):
            end_early(room.actor("marta"), restriction_id, LiftInput(4, "We were wrong."))
    assert room.actor("ruth").restrictions == ()
    last = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert last is not None and (last.action, last.clause, last.statement) == ("lift", 4, "We were wrong.")
    assert _titles(room)[:2] == ["You can take part as before"] * 2


def test_of_two_who_end_a_limit_at_once_one_decides_and_the_member_is_told_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = _lay(room, SLOW, until=_days(9)).restriction_id or 0
    marta, bea = room.actor("marta"), room.actor("bea")
    answers: list[str] = []

    def by_bea() -> None:
        with room.app.app_context():
            try:
                end_early(bea, limit, LiftInput(4, "We were wrong."))
                answers.append("done")
            except NotFound:
                answers.append("not there")
            db.session.remove()

    other, begun = threading.Thread(target=by_bea), threading.Event()

    def meanwhile(statement: str) -> None:
        # Marta has found the limit: Bea comes now, and waits until Marta is through, or decides under her hands.
        check_reason(statement)
        if not begun.is_set():
            begun.set()
            other.start()
            other.join(0.5)

    monkeypatch.setattr(lifting, "check_reason", meanwhile)
    end_early(marta, limit, LiftInput(4, "It is over."))
    other.join(30)
    assert answers == ["not there"]
    assert _titles(room).count("You can take part as before") == 1


def test_who_may_lay_what_on_whom(room: Room) -> None:
    ruth, bea, marta = (room.ids[name] for name in ("ruth", "bea", "marta"))
    refused = (
        ("ana", bea, SLOW, HEART, "admins_only"),
        ("ana", marta, SUSPENDED, HEART, "admins_only"),
        ("samuel", ruth, NOTE, HEART, "not_your_group"),
        ("ana", ruth, SUSPENDED, "/", "moderators_of_all_only"),
        ("kit", ruth, NOTE, HEART, "not_your_group"),
        ("ana", room.ids["ana"], NOTE, HEART, "not_yourself"),
    )
    for who, whom, kind, path, reason in refused:
        until = None if kind == NOTE else _days(1)
        with pytest.raises(Forbidden) as refusal:
            decide_about_member(room.actor(who), whom, MemberDecisionInput(kind, 4, WHY, path, until))
        assert refusal.value.reason == reason, (who, kind)
    decide_about_member(room.actor("ana"), bea, MemberDecisionInput(WARNING, 4, WHY, HEART))
    decide_about_member(room.actor("marta"), bea, MemberDecisionInput(READ_ONLY, 4, WHY, RHYTHM, _days(1)))
    assert not room.actor("bea").moderates(HEART) and not room.actor("bea").is_staff, "her role rests"
    assert len(db.session.scalars(select(Sanction)).all()) == 2


def test_a_measure_must_be_whole(room: Room) -> None:
    wrong = (
        (SLOW, None, "end_missing"),
        (READ_ONLY, clock.now() - timedelta(days=1), "end_passed"),
        (NOTE, _days(1), "no_end_here"),
        ("sideways", None, "unknown_measure"),
        (SUSPENDED, None, "end_missing"),
    )
    for kind, until, reason in wrong:
        with pytest.raises(Invalid) as refusal:
            _lay(room, kind, until=until)
        assert refusal.value.reason == reason
    with pytest.raises(Invalid, match="two_people"):
        _lay(room, SUSPENDED, "/")
    assert db.session.scalars(select(Decision)).all() == [], "nothing is half decided"


def test_the_end_is_told_once_and_only_when_it_is_one(room: Room) -> None:
    now = clock.now()
    _lay(room, SLOW, until=_days(1))
    _lay(room, SUSPENDED, until=_days(2))
    with time_machine.travel(now + timedelta(days=1, hours=1), tick=False):
        with held_by_another(Sanction) as is_held:
            assert not is_held or tell_ended() == 0, "passed over"
        assert (tell_ended(), tell_ended()) == (1, 0)
        assert not any("as before" in title for title in _titles(room)), "suspended there still: nothing is new"
    with time_machine.travel(now + timedelta(days=2, hours=1), tick=False):
        assert (tell_ended(), tell_ended()) == (1, 0)
        assert len([title for title in _titles(room) if title.startswith("You can take part in")]) == 1


def test_a_limit_ends_with_its_place(room: Room) -> None:
    laid = _lay(room, READ_ONLY, RHYTHM, _days(5))
    _close(RHYTHM)
    ended = _sanction(laid.id)
    assert ended.lifted_because == PLACE_GONE and not ended.is_in_effect(clock.now())
    assert room.actor("ruth").restrictions == ()
    assert tell_ended() == 0
    assert _audited() == ["SanctionLaid", "SanctionLifted"]
    part = own_standing(room.actor("ruth")).parts[0]
    assert part.place == "a group that is no more" and part.lifted_because == PLACE_GONE


@command
def _close(path: str) -> None:
    end_rights(SYSTEM, path, at=clock.now())


def test_a_moderator_of_everything_may_shut_out_but_nobody_above(room: Room) -> None:
    grant_role(SYSTEM, room.ids["kit"], "moderator", "/")
    decide_about_member(
        actor_of(room.ids["kit"]), room.ids["ruth"], MemberDecisionInput(SUSPENDED, 4, WHY, "/", _days(1))
    )
    assert room.actor("ruth").is_suspended
    with pytest.raises(Forbidden):
        decide_about_member(
            actor_of(room.ids["kit"]), room.ids["marta"], MemberDecisionInput(SUSPENDED, 4, WHY, "/", _days(1))
        )
