"""Small things that every page needs and that seldom change, kept in memory: the help lines, the guidelines in force.

Read anew by the process that changed them at once, by the others within `settings.FRESH_SECONDS`. What is kept is plain frozen
data, never rows: rows belong to one session.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from flask import current_app

from app.core import settings
from app.core.away import or_former
from app.core.changes import has_changed
from app.core.command import afterwards, before_commands
from app.core.versions import HOUSE

T = TypeVar("T")

_ALL: list[Kept[Any]] = []


class Kept(Generic[T]):
    """A value that `read` fetches from the database; `name` is unique in the application."""

    def __init__(self, name: str, read: Callable[[], T]) -> None:
        self.name = name
        self.read = read
        _ALL.append(self)

    def get(self) -> T:
        """The value, from memory when it is fresh."""
        kept = current_app.extensions.setdefault("kept", {})
        found: tuple[float, T] | None = kept.get(self.name)
        if found is None or time.monotonic() - found[0] > settings.FRESH_SECONDS:
            found = (time.monotonic(), or_former(self.read, found[1] if found else None))
            kept[self.name] = found
        return found[1]

    def changed(self) -> None:
        """Inside a command that changes it: read it anew once that is committed; pages made with it are made anew."""
        has_changed(HOUSE)
        afterwards(self._forget)

    def _forget(self) -> None:
        # All of it: whoever is reading what was true before puts it into a dict that nobody asks any more.
        current_app.extensions.pop("kept", None)


def forget_everywhere() -> None:
    """Inside a command that takes words away for good: this process lets go of what it keeps of pages as soon as that is committed, every
    other one before it next makes or sends a page."""
    has_changed(HOUSE)
    afterwards(settings.forget)


@before_commands
def _freshen() -> None:
    kept = current_app.extensions.get("kept", {})
    eldest = time.monotonic() - settings.FRESH_SECONDS
    for one in _ALL:
        if one.name in kept and kept[one.name][0] < eldest:
            one.get()
