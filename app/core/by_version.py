"""Plain values that many pages show, kept in memory while what they were read from has not changed.

As `core.kept`, but right at once in every process: the stamps of the keys are read each time, which is one statement. `ByVersion` is for
what everybody sees alike, `ForEach` for what depends on who asks; what is kept is frozen data, never rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from flask import current_app

from app.core import clock
from app.core.pages import FRESH_FOR
from app.core.versions import Key, stamps

T = TypeVar("T")
Who = TypeVar("Who", bound=Hashable)
Known = tuple[datetime, tuple[int, ...], T]

MOST = 500
"""Readers for whom a value is kept; the longest unused go first."""


class ByVersion(Generic[T]):
    """A value that `read` fetches from the database and that `keys` stand for; `name` is unique in the application."""

    def __init__(self, name: str, keys: tuple[Key, ...], read: Callable[[], T]) -> None:
        self.name = name
        self.keys = keys
        self.read = read

    def get(self) -> T:
        """The value as it is now; at most a minute old in what goes by the clock."""
        # The stamps come first: what changes while the value is read has newer ones.
        now, found = clock.now(), stamps(self.keys)
        kept = current_app.extensions.setdefault("kept", {})
        known: tuple[datetime, tuple[int, ...], T] | None = kept.get(self.name)
        if known is None or known[1] != found or not timedelta() <= now - known[0] < FRESH_FOR:
            known = (now, found, self.read())
            current_app.extensions.setdefault("kept", {})[self.name] = known
        return known[2]


class ForEach(Generic[Who, T]):
    """A value for each who asks, which `read` fetches. `who` is all of them that it depends on: an actor, roles and groups included."""

    def __init__(self, name: str, keys: tuple[Key, ...], read: Callable[[Who], T]) -> None:
        self.name = name
        self.keys = keys
        self.read = read

    def get(self, who: Who) -> T:
        """The value as it is now; at most a minute old in what goes by the clock. 1 statement, and those of `read` when it has changed."""
        now, found = clock.now(), stamps(self.keys)
        kept: OrderedDict[Who, Known[T]] = current_app.extensions.setdefault("kept", {}).setdefault(
            self.name, OrderedDict()
        )
        known = kept.get(who)
        if known is None or known[1] != found or not timedelta() <= now - known[0] < FRESH_FOR:
            known = (now, found, self.read(who))
        kept.pop(who, None)
        kept[who] = known
        if len(kept) > MOST:
            kept.popitem(last=False)
        return known[2]
