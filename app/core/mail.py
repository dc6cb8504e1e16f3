"""The way out for mail: SMTP by setting; otherwise files in `instance/mail`, which a page on loopback shows.

Called by jobs only, never inside a transaction. Logs name neither the address nor the words.
"""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.core import clock
from app.core.metrics import count
from config import Config

SMTP_SECONDS = 20
PLAIN = policy.SMTP.clone(max_line_length=900)
"""Header lines are not folded below RFC 5322's bound: a folded address in List-Unsubscribe is encoded, and mail programs fail on it."""


@dataclass(frozen=True)
class Letter:
    """One plain-text mail to one address. A subject carries no topic and no name of a person or group."""

    to: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptLetter:
    """A mail that went to a file."""

    key: str
    to: str
    subject: str
    body: str
    date: str


def link(endpoint: str, **values: Any) -> str:
    """The full address of one of our pages, for a letter; jobs have no request to build it from."""
    config: Config = current_app.config["DAYROOM"]
    host = "127.0.0.1" if config.host in ("", "0.0.0.0", "::") else config.host
    site = config.public_url.rstrip("/") or f"http://{host}:{config.port}"
    return site + current_app.url_map.bind("").build(endpoint, values)


def send(letter: Letter) -> None:
    """Send `letter`. Raises ValueError for a line break in a header, OSError or smtplib.SMTPException when it did not go out."""
    config: Config = current_app.config["DAYROOM"]
    message = _message(letter, config.mail_from)
    try:
        if config.smtp_url:
            _send_by_smtp(message, config.smtp_url)
        else:
            _keep_in_file(message, config.instance / "mail")
    except (OSError, smtplib.SMTPException):
        count("mails", result="failed")
        raise
    count("mails", result="sent")


def kept_letters(limit: int = 100) -> Iterator[KeptLetter]:
    """Mails that went to files, newest first."""
    config: Config = current_app.config["DAYROOM"]
    files = sorted((config.instance / "mail").glob("*.eml"), reverse=True)
    for path in files[:limit]:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body()
        words = body.get_content() if body is not None else ""
        yield KeptLetter(path.stem, str(message["To"]), str(message["Subject"]), words, str(message["Date"]))


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=PLAIN)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = clock.now()
    message["Message-ID"] = f"<{uuid.uuid4().hex}@{sender.rsplit('@', 1)[-1]}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.body)
    return message


def _send_by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587)
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(parts.hostname or "", port, timeout=SMTP_SECONDS, context=context)
    else:
        server = smtplib.SMTP(parts.hostname or "", port, timeout=SMTP_SECONDS)
    with server:
        if not secure and (server.ehlo() and server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _keep_in_file(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
    draft = folder / f"{name}.part"
    draft.write_bytes(bytes(message))
    draft.rename(folder / f"{name}.eml")
