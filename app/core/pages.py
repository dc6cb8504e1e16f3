"""Pages that were made once, kept in memory for whoever may see the same: within a bound, the longest unused go first.

Losing one costs the making of it, nothing else. What is kept carries the stamps of all it was made of (`core.versions`); whoever
takes one out compares them.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import current_app

from app.core.versions import Key

MOST_BYTES = 8 * 1024 * 1024
"""What a process keeps."""

FRESH_FOR = timedelta(seconds=60)
"""A kept page is made anew after this, changed or not."""

KEPT = "dayroom.kept_page"
"""In a request's environment: the kept page that is being sent."""

SEEN = "dayroom.stamps"
"""Likewise: keys, and their stamps that were just read, of the page that lies under this address and cannot be sent as it is."""

LEVEL = 3
"""How hard pages are packed: 6 takes two and a half times as long for a sixteenth less, and a page that many write on is packed often."""

OVERHEAD = 1500
"""About what a kept page takes besides its bytes."""


@dataclass(frozen=True)
class KeptPage:
    """One page as it is sent, plain and packed (gzip), with what it was made of.

    `made_at` is when its oldest part was made, `counted_at` when it was put together.
    """

    body: bytes
    packed: bytes
    etag: str
    mimetype: str
    keys: tuple[Key, ...]
    stamps: tuple[int, ...]
    made_at: datetime
    counted_at: datetime
    heads: dict[bool, list[tuple[str, str]]] = field(default_factory=dict, compare=False)
    """The headers that this process sent it with, packed (True) or plain."""

    def is_young(self, now: datetime, fresh_for: timedelta) -> bool:
        """A page says "three hours ago", and roles end by the clock."""
        return timedelta() <= now - self.made_at < fresh_for

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + OVERHEAD


class Sized(Protocol):
    """What a shelf holds."""

    @property
    def size(self) -> int: ...


class Shelf:
    """Kept pages by name, at most `most` bytes of them. Those of visitors lie under their address, see `name_of`."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.size = 0
        self._pages: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> Any:
        """The page called `name`, or None; it is the last to go now."""
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                self._pages.move_to_end(name)
            return page

    def put(self, name: Hashable, page: Sized) -> None:
        """Keep a page instead of the one that had its name. One that is larger than the shelf is not kept."""
        if page.size > self.most:
            return
        with self._lock:
            former = self._pages.pop(name, None)
            self.size += page.size - (former.size if former else 0)
            self._pages[name] = page
            while self.size > self.most:
                _, gone = self._pages.popitem(last=False)
                self.size -= gone.size

    def __len__(self) -> int:
        return len(self._pages)


def shelf() -> Shelf:
    """The pages that this process keeps. `settings.forget` leaves an empty shelf."""
    found: Shelf = current_app.extensions.setdefault("pages", Shelf())
    return found


def name_of(environ: dict[str, Any]) -> str:
    """The address in full, as it was asked for: pages hold it in links, so one asked for under another host is another page."""
    words = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    # Parted by what no host and no query can hold, so that a host made up of pieces is not another page's name.
    return "\n".join([environ.get(word, "") for word in words])


def page_of(
    text: str,
    mimetype: str,
    keys: tuple[Key, ...],
    stamps: tuple[int, ...],
    counted_at: datetime,
    made_at: datetime | None = None,
) -> KeptPage:
    """A page ready to be kept. It was made at once where `made_at` says nothing else."""
    body = text.encode()
    etag = hashlib.sha256(body).hexdigest()[:20]
    return KeptPage(
        body, gzip.compress(body, LEVEL, mtime=0), etag, mimetype, keys, stamps, made_at or counted_at, counted_at
    )
