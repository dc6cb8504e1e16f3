"""Heads of the chain, noted outside the database: a line after each commit that added to it, in a file that only grows.

A chain whose end was cut off, or that was built anew, still holds in itself; it does not hold against what was noted here. A line
may be missing (the process died between the commit and the line), so the database may be ahead of the file, and never behind it.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import current_app

from config import Config

log = logging.getLogger(__name__)

KEPT_LINES = 10_000
"""The latest heads that stay when the file is thinned; before them, one of each day."""


class Head(NamedTuple):
    """Entry `number` had this link, noted `at`."""

    number: int
    link: str
    at: datetime


def heads_file() -> Path:
    """Where heads are noted."""
    config: Config = current_app.config["DAYROOM"]
    return Path(config.audit_heads) if config.audit_heads else config.instance / "audit.heads"


def note_head(head: Head) -> None:
    """Add a line. The commit is done: whatever goes wrong here is logged and harms nobody."""
    try:
        with _locked(heads_file()) as file:
            os.write(file, _line(head).encode())
    except OSError as error:
        log.error("the head of the record could not be noted: %s", type(error).__name__)


def noted_heads() -> list[Head]:
    """Every head in the file, in its order; lines that are no heads are left out."""
    try:
        lines = heads_file().read_text("ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [head for head in map(_head, lines) if head is not None]


def has_heads() -> bool:
    """Whether any head was ever noted."""
    path = heads_file()
    return path.exists() and path.stat().st_size > 0


def thin_heads(keep: int = KEPT_LINES) -> int:
    """Keep the latest `keep` lines and the last one of each day before them. Answers how many went."""
    path = heads_file()
    if not path.exists():
        return 0
    with _locked(path):
        lines = path.read_text("ascii", errors="replace").splitlines(keepends=True)
        old, latest = (lines[:-keep], lines[-keep:]) if len(lines) > keep else ([], lines)
        days = {line[:10]: line for line in old}
        if len(days) == len(old):
            return 0
        fresh = path.with_name(path.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text("".join((*days.values(), *latest)), "ascii")
        # Who waits for the lock of the former file sees that it is no longer the one with this name, and opens the new one.
        os.replace(fresh, path)
        return len(old) - len(days)


def parse_head(text: str, at: datetime) -> Head:
    """`1234:9f…`, as `./dayroom audit head` prints it. Raises ValueError."""
    number, _, link = text.strip().partition(":")
    if not (number.isascii() and number.isdigit()) or len(link) != 64:
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    return Head(int(number), link.lower(), at)


def _line(head: Head) -> str:
    return f"{head.at.astimezone(UTC).isoformat(timespec='seconds')} {head.number}:{head.link}\n"


def _head(line: str) -> Head | None:
    moment, _, rest = line.partition(" ")
    with suppress(ValueError):
        return parse_head(rest, datetime.fromisoformat(moment))
    return None


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, open for a line at its end, and nobody else's meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still(file, path):
                yield file
                return
        finally:
            os.close(file)


def _is_still(file: int, path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file), path.stat())
    return False
