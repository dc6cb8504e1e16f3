"""Parts of a page that stay as they are while nothing but counts changes: where many write, a page is made anew around them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import g
from markupsafe import Markup

from app.core import clock
from app.core.pages import FRESH_FOR, shelf

T = TypeVar("T")

HOLE = Markup(f"<!--{secrets.token_hex(16)}-->")  # noqa: S704 - letters and digits
"""Stands in a part for what is made each time. Of this process alone, and it never leaves it: nobody can type it."""

_PLACE, _PARTS = "page_being_made", "parts_of_page"


@dataclass(frozen=True)
class Part:
    """What was made of a page with these stamps; `size` is about what it takes."""

    stamps: tuple[int, ...]
    made_at: datetime
    value: Any
    size: int


@contextmanager
def making(place: Hashable, stamps: tuple[int, ...]) -> Iterator[None]:
    """While a page is made that is to be kept at `place`. `stamps` are those of all that it is made of but counts."""
    setattr(g, _PLACE, (place, stamps))
    try:
        yield
    finally:
        g.pop(_PLACE, None)


def while_same(name: str, make: Callable[[], T], size: Callable[[T], int] = lambda _value: 2000) -> T:
    """What `make` makes for a page, from memory where nothing but counts has changed since. It must show no count.

    Made each time for a page that is not to be kept.
    """
    being_made = g.get(_PLACE)
    if being_made is None:
        return make()
    place, stamps = being_made
    part: Part | None = shelf().get((name, place))
    now = clock.now()
    if part is None or part.stamps != stamps or not timedelta() <= now - part.made_at < FRESH_FOR:
        value = make()
        part = Part(stamps, now, value, size(value))
    g.setdefault(_PARTS, {})[name, place] = part
    found: T = part.value
    return found


def oldest_part(now: datetime) -> datetime:
    """When the oldest part of the page was made that was just made; `now` where it has none."""
    return min((part.made_at for part in g.get(_PARTS, {}).values()), default=now)


def keep_parts() -> None:
    """The page that was just made is kept, and so may its parts be."""
    for name, part in g.pop(_PARTS, {}).items():
        shelf().put(name, part)


def size_of_words(words: str) -> int:
    """About the bytes that they take."""
    return 2 * len(words) + 500
