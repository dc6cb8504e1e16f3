"""`./dayroom redirects check FILE`: what the addresses in a file answer, asked of the application itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.accounts.queries import member_named
from app.core.mail import link
from app.core.web import AS_MEMBER


class NoAddress(Exception):
    """A line that names no page of this site, and why."""


@dataclass(frozen=True)
class Answer:
    """What one address answers: the status, and where it leads as a path ('' when nowhere)."""

    status: int
    target: str


@click.group()
def redirects() -> None:
    """See where addresses lead."""


@redirects.command("check")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--as", "username", default="", metavar="USERNAME", help="Ask as this member; without it, as a visitor.")
@with_appcontext
def check(file: TextIO, username: str) -> None:
    """What each address in FILE answers ('-': standard input), one a line: a path, or a full address of this site.

    Out come address, status and target, with tabs between them. Nothing is followed and nothing changes. Empty lines and lines
    that begin with # are left out. Ends with 1 when a line is no address of this site.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    member_id = _member(username) if username else None
    faults = 0
    for address in _addresses(file):
        try:
            found = _ask(app, _path(address), member_id)
        except NoAddress as fault:
            faults += 1
            click.echo(f"{address}\terror\t{fault}")
        else:
            click.echo(f"{address}\t{found.status}\t{found.target}")
    if faults:
        raise SystemExit(1)


def _addresses(lines: Iterable[str]) -> Iterable[str]:
    stripped = (line.strip().lstrip("\ufeff") for line in lines)
    return (line for line in stripped if line and not line.startswith("#"))


def _member(username: str) -> int:
    member = member_named(username.lstrip("@"))
    if member is None:
        raise click.ClickException(f"There is no member called {username!r}. `./dayroom members list` shows the names.")
    return member.id


def _path(address: str) -> str:
    """The path and query of an address. Raises NoAddress."""
    if "\ufffd" in address:
        raise NoAddress("This line is not written in UTF-8.")
    if any(not char.isprintable() or char.isspace() for char in address):
        raise NoAddress("An address has no spaces in it.")
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NoAddress("This is not an address.") from None
    if parts.netloc or parts.scheme:
        ours = urlsplit(link("groups.directory"))
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != ours.netloc.lower():
            raise NoAddress(f"This is an address of another site; ours begin with {ours.scheme}://{ours.netloc}/.")
    if not parts.path.startswith("/"):
        raise NoAddress("An address begins with / or with http.")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _ask(app: Flask, path: str, member_id: int | None) -> Answer:
    """Ask for the head of a page: nothing is marked as read, no session is opened."""
    around = {AS_MEMBER: member_id} if member_id is not None else {}
    answer = app.test_client(use_cookies=False).open(path, method="HEAD", environ_overrides=around)
    there = urlsplit(answer.location or "")
    return Answer(answer.status_code, f"{there.path}?{there.query}" if there.query else there.path)
