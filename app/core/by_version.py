"""Plain values that many pages show alike, kept in memory while what they were read from has not changed.

As `core.kept`, but right at once in every process: the stamps of the keys are read each time, which is one statement. Only for what
everybody may see; what is kept is frozen data, never rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from flask import current_app

from app.core import clock
from app.core.pages import FRESH_FOR
from app.core.versions import Key, stamps

T = TypeVar("T")


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
