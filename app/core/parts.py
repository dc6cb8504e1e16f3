"""Parts of a page that stay as they are while nothing but counts changes: where many write, a page is made anew around them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from markupsafe import Markup

from app.core import clock
from app.core.pages import FRESH_FOR, shelf

T = TypeVar("T")

HOLE = Markup(f"<!--{secrets.token_hex(16)}-->")  # noqa: S704 - letters and digits
"""Stands in a part for what is made each time. Of this process alone, and it never leaves it: nobody can type it."""


@dataclass(frozen=True)
class Part:
    """What was made of a page with these stamps; `size` is about what it takes."""

    stamps: tuple[int, ...]
    made_at: datetime
    value: Any
    size: int


@dataclass
class Parts:
    """Of the page that is made to be kept at `place`. `stamps` are those of all that it is made of but counts."""

    place: Hashable
    stamps: tuple[int, ...]
    found: dict[Hashable, Part] = field(default_factory=dict)

    def oldest(self, now: datetime) -> datetime:
        """When the oldest of them was made; `now` where there is none."""
        return min((part.made_at for part in self.found.values()), default=now)

    def keep(self) -> None:
        """The page is kept, and so may its parts be."""
        for name, part in self.found.items():
            shelf().put(name, part)


_parts: ContextVar[Parts | None] = ContextVar("parts_of_page", default=None)


@contextmanager
def while_made(parts: Parts) -> Iterator[None]:
    """While the page is made that these are of."""
    token = _parts.set(parts)
    try:
        yield
    finally:
        _parts.reset(token)


def while_same(name: str, make: Callable[[], T], size: Callable[[T], int] = lambda _value: 2000) -> T:
    """What `make` makes for a page, from memory where nothing but counts has changed since. It must show no count.

    Made each time for a page that is not to be kept.
    """
    parts, now = _parts.get(), clock.now()
    if parts is None:
        return make()
    part: Part | None = shelf().get((name, parts.place))
    if part is None or part.stamps != parts.stamps or not timedelta() <= now - part.made_at < FRESH_FOR:
        value = make()
        part = Part(parts.stamps, now, value, size(value))
    parts.found[name, parts.place] = part
    found: T = part.value
    return found


def size_of_words(words: str) -> int:
    """About the bytes that they take."""
    return 2 * len(words) + 500
