"""Letters: what they say, whom they reach, and that they go once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.actor import SYSTEM
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import jobs, mail
from app.core.command import command
from app.core.db import db
from app.core.mail import Letter, kept_letters
from app.notifications import jobs as jobs_of_notices
from app.notifications.commands import MailInput, choose_mail, mark_read, notify, turn_mail_off
from app.notifications.jobs import deliver
from app.notifications.letters import letters_for
from app.notifications.models import Notice
from config import Config
from tests.notifications.conftest import HIDDEN_FROM
from tests.notifications.people import member
from tests.suspending import suspend


def _notice(member_id: int) -> int:
    return db.session.scalars(select(Notice.id).where(Notice.member_id == member_id)).one()


def test_a_letter_says_that_something_is_there_and_never_what(app: Flask) -> None:
    notify(member("ruth"), "test.thing", key="thing:1", subject_id=1)
    jobs.run_due()
    (letter,) = kept_letters()
    assert letter.to == "ruth@example.org"
    assert letter.subject == "Somebody answered you"
    for secret in ("Thing 1", "A line of it", "Samuel"):
        assert secret not in letter.body
    assert re.search(r"http://\S+/notices/\d+\s", letter.body)


def test_a_letter_can_be_stopped_by_one_click_and_names_no_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Letter] = []
    monkeypatch.setattr(mail, "send", sent.append)
    notify(member("ruth"), "test.thing", key="thing:1", subject_id=1)
    jobs.run_due()
    off = sent[0].headers["List-Unsubscribe"]
    assert re.fullmatch(r"<http://[^ ]+/mail/off/[\w.-]+>", off)
    assert "ruth" not in off
    assert sent[0].headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off.strip("<>") in sent[0].body


def test_a_job_that_runs_twice_sends_one_letter(app: Flask) -> None:
    ruth = member("ruth")
    notify(ruth, "test.thing", key="thing:1", subject_id=1)
    notice_id = _notice(ruth)
    deliver([notice_id])
    deliver([notice_id])
    assert len(list(kept_letters())) == 1


@pytest.mark.parametrize("reason", ["read", "off", "kind_off", "no_address", "not_confirmed", "hidden", "suspended"])
def test_no_letter_goes_out_when(app: Flask, reason: str) -> None:
    ruth = member("ruth", email=None if reason == "no_address" else "")
    subject = HIDDEN_FROM + 1 if reason == "hidden" else 1
    notify(ruth, "test.thing", key="thing:1", subject_id=subject)
    notice_id = _notice(ruth)
    if reason == "read":
        mark_read(actor_of(ruth), (notice_id,))
    if reason == "off":
        turn_mail_off(ruth)
    if reason == "kind_off":
        choose_mail(actor_of(ruth), MailInput(is_on=True, kinds=frozenset()))
    if reason == "not_confirmed":
        _unconfirm(ruth)
    if reason == "suspended":
        suspend(SYSTEM, ruth, None, "Selling after two warnings.")
    deliver([notice_id])
    assert list(kept_letters()) == []


def test_one_address_that_fails_does_not_keep_the_others_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ruth, samuel = member("ruth"), member("samuel")
    for one in (ruth, samuel):
        notify(one, "test.thing", key="thing:1", subject_id=1)
    sent: list[str] = []

    def send(letter: Letter) -> None:
        if letter.to.startswith("ruth"):
            raise OSError
        sent.append(letter.to)

    monkeypatch.setattr(mail, "send", send)
    with pytest.raises(OSError):
        deliver([_notice(ruth), _notice(samuel)])
    assert sent == ["samuel@example.org"]
    with monkeypatch.context() as patch:
        patch.setattr(jobs_of_notices, "letters_for", lambda notice_ids: letters_for(notice_ids) if len(notice_ids) == 1 else 1 / 0)
        with pytest.raises(OSError):
            deliver([_notice(samuel), _notice(ruth)])
    assert db.session.get_one(Notice, _notice(ruth)).mailed_at is None
    assert db.session.get_one(Notice, _notice(samuel)).mailed_at is not None


@command
def _unconfirm(member_id: int) -> None:
    db.session.execute(update(Member).where(Member.id == member_id).values(email_confirmed_at=None))


def test_the_header_that_stops_mail_reaches_mail_programs_as_plain_text(app: Flask) -> None:
    notify(member("ruth"), "test.thing", key="thing:1", subject_id=1)
    jobs.run_due()
    config: Config = app.config["DAYROOM"]
    (file,) = (config.instance / "mail").glob("*.eml")
    lines = file.read_text("utf-8").splitlines()
    assert any(re.fullmatch(r"List-Unsubscribe: <http://\S+/mail/off/\S+>", line) for line in lines)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
