"""The links of the chain. Pure: an entry's link is an HMAC over all of it and over the link before it."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

BEGINNING = ""
"""What the first entry names as the link before it."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


class Content(NamedTuple):
    """All of an entry but its links. `ids` is what JSON gives back: lists, no tuples."""

    id: int
    at: datetime
    actor_id: int | None
    about_id: int | None
    place_id: int | None
    subject: str
    fact: str
    ids: Any


def link_of(key: bytes, content: Content, previous: str) -> str:
    """The link of an entry: 64 hexadecimal digits."""
    moment = content.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = _encode([content.id, moment, *content[2:], previous])
    return hmac.digest(key, words.encode(), "sha256").hex()


def mark_of(key: bytes) -> str:
    """A mark that tells one key from another, and nothing about either."""
    return hmac.digest(key, b"dayroom audit key", "sha256").hex()[:16]
