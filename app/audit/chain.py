"""The links of the chain. Pure: an entry's link is an HMAC over all of it and over the link before it.

What is linked is the text that the database holds, letter by letter, so that a million entries are checked without reading JSON or
dates. Each text goes with its length: nothing can be moved from one column into the next.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

BEGINNING = ""
"""What the first entry names as the link before it."""


class Content(NamedTuple):
    """All of an entry but its links. `at` is '2026-11-21 09:14:00.000000' in UTC; `ids` is JSON."""

    id: int
    at: str
    actor_id: int | None
    about_id: int | None
    place_id: int | None
    subject: str
    fact: str
    ids: str


def link_of(key: bytes, content: tuple[Any, ...], previous: str) -> str:
    """The link of an entry with this `Content`: 64 hexadecimal digits. Raises TypeError for what is no content."""
    number, at, actor, about, place, subject, fact, ids = content
    words = (
        f"{number!r} {actor!r} {about!r} {place!r} {len(at)} {at} {len(subject)} {subject} {len(fact)} {fact} "
        f"{len(ids)} {ids} {previous}"
    )
    return hmac.digest(key, words.encode(), "sha256").hex()


def moment(at: datetime) -> str:
    """A time as it is linked."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def ids_text(ids: dict[str, Any]) -> str:
    """The fields of a fact as they are linked, and as both databases keep them."""
    return json.dumps(ids)


def mark_of(key: bytes) -> str:
    """A mark that tells one key from another, and nothing about either."""
    return hmac.digest(key, b"dayroom audit key", "sha256").hex()[:16]
