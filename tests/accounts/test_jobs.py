"""Letters of accounts: sent once, again after a failure, and never with a token that anybody could have kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.commands.join import JoinInput, confirm_sign_up, join
from app.accounts.commands.letters import good_token
from app.accounts.commands.passwords import ask_reset, reset_password
from app.accounts.commands.sessions import open_session
from app.accounts.commands.sign_in import sign_in
from app.accounts.commands.tidy import tidy
from app.accounts.events import MemberJoined
from app.accounts.jobs import send_letter
from app.accounts.letters import RESET
from app.accounts.models import MailToken, Member, SignInSession, SignUp
from app.audit.models import AuditEntry
from app.core import clock, facts, mail
from app.core.db import db
from app.core.jobs import Promise, run_due
from app.core.policy import Invalid
from tests.accounts.conftest import PASSWORD, letters, link_in

NEW = JoinInput(
    age=61, display_name="Quiet Heron", email="maren@example.org", password=PASSWORD, wanted_page="/groups/heart"
)


def _token() -> str:
    return link_in(letters()[0]).rsplit("/", 1)[-1]


@pytest.fixture
def ruth(app: Flask) -> int:
    return add_member(SYSTEM, NewMember("ruth", email="ruth@example.org", password=PASSWORD))


def test_promises_and_the_trail_hold_ids_only(app: Flask) -> None:
    join(NEW, "127.0.0.1")
    promise = db.session.scalars(select(Promise)).one()
    assert promise.arguments == {"letter_id": db.session.scalars(select(MailToken.id)).one()}
    confirm_sign_up(_token(), "Firefox on Windows")
    for entry in db.session.scalars(select(AuditEntry)):
        assert all(
            value is None or isinstance(value, int | bool) or value in ("reset",) for value in entry.ids.values()
        )


def test_a_letter_that_could_not_be_sent_is_tried_again(app: Flask, ruth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_letter: mail.Letter) -> None:
        raise OSError("the mail server is away")

    ask_reset("ruth@example.org", "127.0.0.1")
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", away)
        assert letters() == []
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    reset_password(_token(), "seven slow paper boats")
    assert len(list(mail.kept_letters())) == 1


def test_a_job_that_runs_twice_sends_a_link_that_works(app: Flask, ruth: int) -> None:
    ask_reset("ruth@example.org", "127.0.0.1")
    letter_id = db.session.scalars(select(MailToken.id)).one()
    send_letter(letter_id)
    send_letter(letter_id)
    newest = link_in(next(mail.kept_letters())).rsplit("/", 1)[-1]
    assert good_token(newest, RESET).member_id == ruth


def test_a_letter_without_a_link_is_sent_once_and_forgotten(app: Flask, ruth: int) -> None:
    join(JoinInput(61, "Quiet Heron", "ruth@example.org", PASSWORD), "127.0.0.1")
    letter_id = db.session.scalars(select(MailToken.id)).one()
    run_due()
    send_letter(letter_id)
    assert len(list(mail.kept_letters())) == 1
    assert db.session.scalars(select(MailToken)).all() == []


def test_asking_with_an_unknown_address_leaves_nothing_after_its_job(app: Flask) -> None:
    ask_reset("nobody@example.org", "127.0.0.1")
    assert letters() == []
    assert db.session.scalars(select(MailToken)).all() == []
    assert db.session.scalars(select(Promise)).all() == []


def test_joining_is_announced_once_with_the_guidelines_accepted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[facts.DomainEvent] = []
    announce = facts.announce
    monkeypatch.setattr(facts, "announce", lambda fact: (heard.append(fact), announce(fact)))
    join(NEW, "127.0.0.1")
    assert heard == []
    confirmed = confirm_sign_up(_token(), "Firefox on Windows")
    assert confirmed.wanted_page == "/groups/heart"
    joined = [fact for fact in heard if isinstance(fact, MemberJoined)]
    assert [(fact.member_id, fact.imported) for fact in joined] == [(confirmed.opened.member_id, False)]


def test_two_asks_with_one_address_become_one_member(app: Flask) -> None:
    join(NEW, "127.0.0.1")
    first = _token()
    join(JoinInput(61, "Silver Kettle", "maren@example.org", PASSWORD), "127.0.0.1")
    confirm_sign_up(_token(), "Firefox on Windows")
    with pytest.raises(Invalid):
        confirm_sign_up(first, "Firefox on Windows")
    assert [member.display_name for member in db.session.scalars(select(Member))] == ["Silver Kettle"]
    assert db.session.scalars(select(SignUp)).all() == []


def test_an_address_that_was_taken_meanwhile_is_not_taken_twice(app: Flask) -> None:
    join(NEW, "127.0.0.1")
    token = _token()
    add_member(SYSTEM, NewMember("maren", email="maren@example.org"))
    with pytest.raises(Invalid):
        confirm_sign_up(token, "Firefox on Windows")
    assert len(db.session.scalars(select(Member)).all()) == 1


def test_a_password_replaced_meanwhile_opens_no_session(app: Flask, ruth: int) -> None:
    stale = db.session.get_one(Member, ruth).password_hash
    ask_reset("ruth@example.org", "127.0.0.1")
    reset_password(_token(), "seven slow paper boats")
    with pytest.raises(Invalid):
        open_session(ruth, "Firefox on Windows", stale)
    assert sign_in("ruth", "seven slow paper boats", "Firefox on Windows", "127.0.0.1").member_id == ruth


def test_sessions_long_unused_are_forgotten_and_others_stay(
    app: Flask, ruth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(ruth, "Old")
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=40))
    open_session(ruth, "New")
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=61))
    tidy()
    assert db.session.scalars(select(SignInSession.device)).all() == ["New"]
