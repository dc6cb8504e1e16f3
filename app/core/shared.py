"""Kept pages that all processes share, in Redis: what one has made, the others need not make.

Only where REDIS_URL is set. Redis away: each process keeps its own, nobody sees an error, and it is tried again after a rest. What
lies there is plain bytes and JSON, and is checked by its stamps like everything that is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.core.pages import KeptPage
from app.core.versions import Key
from config import Config

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.2
"""How long Redis may take to answer: a page is made in less than that."""

REST_SECONDS = 5.0
"""How long Redis is left alone when it did not answer."""


class SharedPages:
    """Pages in the Redis at `url`. `house` tells one community and one release of the code from another."""

    def __init__(self, url: str, house: str) -> None:
        # Asked once, not again and again with pauses, as the client would by itself: the reader waits.
        once = Retry(NoBackoff(), 0)
        self.redis = Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, retry=once
        )
        self.house = house
        self.rests_until = 0.0

    def get(self, name: str) -> KeptPage | None:
        """The page that some process has put there; None also while Redis does not answer."""
        if self._rests():
            return None
        try:
            found = cast("bytes | None", self.redis.get(self._key(name)))
        except RedisError:
            self._rest()
            return None
        return _unpacked(found) if found else None

    def put(self, name: str, page: KeptPage, for_so_long: timedelta) -> None:
        """Put a page there for the others."""
        if self._rests():
            return
        try:
            self.redis.set(self._key(name), _packed(page), px=for_so_long)
        except RedisError:
            self._rest()

    def _key(self, name: str) -> str:
        return f"dayroom:page:{self.house}:{hashlib.sha256(name.encode()).hexdigest()}"

    def _rests(self) -> bool:
        return time.monotonic() < self.rests_until

    def _rest(self) -> None:
        self.rests_until = time.monotonic() + REST_SECONDS
        log.warning("Redis does not answer; pages are kept in each process")


def shared_pages() -> SharedPages | None:
    """What the processes share; None without Redis."""
    config: Config = current_app.config["DAYROOM"]
    if not config.redis_url:
        return None
    found: SharedPages | None = current_app.extensions.get("shared_pages")
    if found is None:
        found = SharedPages(config.redis_url, _house(config))
        current_app.extensions["shared_pages"] = found
    return found


def _house(config: Config) -> str:
    """One community, in one release of the code: pages name style sheets by their content."""
    sheet = current_app.extensions["assets"].get("app.css").digest
    return hashlib.sha256(f"{config.database_url}|{config.instance}|{sheet}".encode()).hexdigest()[:12]


def _packed(page: KeptPage) -> bytes:
    about = {
        "etag": page.etag,
        "mimetype": page.mimetype,
        "keys": page.keys,
        "stamps": page.stamps,
        "made_at": page.made_at.isoformat(),
        "counted_at": page.counted_at.isoformat(),
        "plain": len(page.body),
    }
    return json.dumps(about).encode() + b"\n" + page.body + page.packed


def _unpacked(stored: bytes) -> KeptPage | None:
    """None for what is not one of ours."""
    head, _, rest = stored.partition(b"\n")
    try:
        about: dict[str, Any] = json.loads(head)
        return KeptPage(
            body=rest[: about["plain"]],
            packed=rest[about["plain"] :],
            etag=about["etag"],
            mimetype=about["mimetype"],
            keys=tuple(Key(kind, key) for kind, key in about["keys"]),
            stamps=tuple(about["stamps"]),
            made_at=datetime.fromisoformat(about["made_at"]),
            counted_at=datetime.fromisoformat(about["counted_at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
