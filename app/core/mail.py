"""The way out for mail: SMTP by setting; otherwise files in `instance/mail`, which a page on loopback shows.

Called by jobs only, never inside a transaction. Logs name neither the address nor the words.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.routing import Map, MapAdapter

from app.core import clock
from app.core.metrics import count
from config import Config

SMTP_SECONDS = 20
LONGEST = 900
PLAIN = policy.SMTP.clone(max_line_length=LONGEST)
"""Header lines are not folded below RFC 5322's bound: a folded address in List-Unsubscribe is encoded, and mail programs fail on it."""

ADDRESS = re.compile(r"[a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*")
PLAIN_NAME = re.compile("[A-Za-z-]{1,40}")
PLAIN_WORDS = re.compile("[!-~](?:[ -~]{0,800}[!-~])?")
"""What a header holds when it goes out as it is."""


@dataclass(frozen=True)
class Letter:
    """One plain-text mail to one address. A subject carries no topic and no name of a person or group.

    `about` says what it is about: whoever is sent a letter about the same twice, after a worker was killed, is sent one that mail programs
    know by its Message-ID.
    """

    to: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    about: str = ""


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
    return site + _addresses(current_app.url_map).build(endpoint, values)


@lru_cache(maxsize=1)
def _addresses(of: Map) -> MapAdapter:
    return of.bind("")


def send(letter: Letter) -> None:
    """Send `letter`. Raises ValueError for a line break in a header, OSError or smtplib.SMTPException when it did not go out."""
    config: Config = current_app.config["DAYROOM"]
    message = _message(letter, config.mail_from)
    try:
        if config.smtp_url:
            _send_by_smtp(config.mail_from, letter.to, message, config.smtp_url)
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


def _message(letter: Letter, sender: str) -> bytes | EmailMessage:
    """As bytes where nothing about it has to be encoded."""
    headers = {
        "From": sender,
        "To": letter.to,
        "Subject": letter.subject,
        "Date": format_datetime(clock.now()),
        "Message-ID": f"<{_name_of(letter)}@{sender.rsplit('@', 1)[-1]}>",
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    lines = letter.body.encode().splitlines()
    if lines and max(map(len, lines)) <= LONGEST and _is_plain(headers):
        return _as_it_is(headers, lines, letter.body.isascii())
    return _as_mail_wants_it(headers, letter.body)


def _name_of(letter: Letter) -> str:
    if not letter.about:
        return uuid.uuid4().hex
    secret: str = current_app.config["SECRET_KEY"]
    return blake2b(letter.about.encode(), key=secret.encode()[:64], digest_size=16, person=b"message-id").hexdigest()


def _is_plain(headers: dict[str, str]) -> bool:
    """Whether no header needs to be encoded, quoted or refused: nearly always."""
    return (
        all(ADDRESS.fullmatch(headers[name]) for name in ("From", "To"))
        and all(PLAIN_WORDS.fullmatch(value) and "=?" not in value for value in headers.values())
        and all(PLAIN_NAME.fullmatch(name) for name in headers)
    )


def _as_it_is(headers: dict[str, str], lines: list[bytes], is_ascii: bool) -> bytes:
    """The same bytes as `_as_mail_wants_it`, a hundred times sooner."""
    about = {
        **headers,
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit" if is_ascii else "8bit",
        "MIME-Version": "1.0",
    }
    head = "".join([f"{name}: {value}\r\n" for name, value in about.items()])
    return b"\r\n".join([head.encode(), *lines, b""])


def _as_mail_wants_it(headers: dict[str, str], body: str) -> EmailMessage:
    """Whatever the words are. Raises ValueError for a line break in a header."""
    message = EmailMessage(policy=PLAIN)
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    return message


def _send_by_smtp(sender: str, to: str, message: bytes | EmailMessage, url: str) -> None:
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
        if isinstance(message, bytes):
            server.sendmail(parseaddr(sender)[1], [parseaddr(to)[1]], message)
        else:
            # Asks the server for what an address with other letters needs.
            server.send_message(message)


def _keep_in_file(message: bytes | EmailMessage, folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
    draft = folder / f"{name}.part"
    draft.write_bytes(bytes(message))
    draft.rename(folder / f"{name}.eml")
