"""Mail: to files without a server, through SMTP with one, and no header of ours can be bent."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask

from app.core import mail
from app.core.mail import Letter, kept_letters, send

LETTER = Letter("ruth@example.org", "Somebody answered", "Grüße,\n\nyour community", {"List-Unsubscribe": "<https://x.example/off>"})


def test_without_a_server_mail_goes_to_files_newest_first(app: Flask) -> None:
    send(LETTER)
    send(replace(LETTER, subject="Second"))
    letters = list(kept_letters())
    assert [letter.subject for letter in letters] == ["Second", "Somebody answered"]
    assert letters[1].to == "ruth@example.org"
    assert letters[1].body.split() == ["Grüße,", "your", "community"]


def test_a_letter_says_that_no_person_wrote_it_and_where_to_end_it(app: Flask) -> None:
    send(LETTER)
    path = next((app.config["DAYROOM"].instance / "mail").glob("*.eml"))
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["From"] == "d@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://x.example/off>"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime.tzinfo is not None


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, to="a@example.org\r\nBcc: all@example.org"),
        replace(LETTER, to="a@example.org\nBcc: all@example.org"),
        replace(LETTER, subject="Hello\r\nBcc: all@example.org"),
        replace(LETTER, subject="Hello\rBcc: all@example.org"),
        replace(LETTER, headers={"X-Kind": "a\r\nBcc: all@example.org"}),
    ],
)
def test_a_line_break_in_a_header_is_refused_and_nothing_is_sent(app: Flask, letter: Letter) -> None:
    with pytest.raises(ValueError, match="linefeed|carriage|newline"):
        send(letter)
    assert list(kept_letters()) == []


def test_a_plain_letter_is_the_same_to_the_byte_as_one_that_is_encoded_with_care(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = ("Grüße,\n\nyour community", "Hello\r\n.\nFrom all of us\n\n", "x" * mail.LONGEST, "x" * 2000, "")
    with time_machine.travel("2026-03-14 09:00 +0000", tick=False):
        for letter in (*(replace(LETTER, body=body) for body in bodies), replace(LETTER, subject="Grüße")):
            once = replace(letter, about="notice:1")
            plain = bytes(mail._message(once, "d@example.org"))
            with monkeypatch.context() as patch:
                patch.setattr(mail, "_is_plain", lambda _headers: False)
                assert bytes(mail._message(once, "d@example.org")) == plain
            assert bytes(mail._message(letter, "d@example.org")) != plain, "what is about nothing in particular has a name of its own"


class Inbox:
    """What a mail server on loopback was handed."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, list[str], Message]] = []
        self.refuses = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refuses:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    config = replace(app.config["DAYROOM"], smtp_url=f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "DAYROOM", config)
    yield SimpleNamespace(inbox=inbox, port=port)
    controller.stop()


def test_with_a_server_mail_goes_out_by_smtp_and_leaves_no_file(app: Flask, post_office: SimpleNamespace) -> None:
    send(LETTER)
    sender, recipients, message = post_office.inbox.messages[0]
    assert (sender, recipients) == ("d@example.org", ["ruth@example.org"])
    assert message["Subject"] == "Somebody answered"
    assert message.get_content().split() == ["Grüße,", "your", "community"]
    assert list(kept_letters()) == []


def test_an_address_with_other_letters_is_written_to(app: Flask, post_office: SimpleNamespace) -> None:
    send(replace(LETTER, to="jürgen@example.org"))
    assert post_office.inbox.messages[0][1] == ["jürgen@example.org"]


def test_a_refused_letter_is_told_so_that_its_job_tries_again(app: Flask, post_office: SimpleNamespace) -> None:
    post_office.inbox.refuses = True
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(LETTER)


def test_a_server_that_is_away_is_told_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(app.config["DAYROOM"], smtp_url="smtp://127.0.0.1:1")
    monkeypatch.setitem(app.config, "DAYROOM", config)
    with pytest.raises(OSError):
        send(LETTER)


def test_a_letter_half_written_is_never_shown(app: Flask) -> None:
    folder = app.config["DAYROOM"].instance / "mail"
    folder.mkdir()
    (folder / "20260314T090000000000-aaaaaa.part").write_text("Subject: half")
    assert list(mail.kept_letters()) == []
