"""Pages that are their reader's alone, kept for each of them while nothing has changed that they are made of."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from app.core.for_readers import Reading
from app.core.prepared import Prepared
from app.core.versions import HOUSE, Key, reading, shape_of, stamp_values


class ForOne:
    """What `same_for_readers` asks of such a page: its stamps, and the whole actor as the kind, so that nobody else is alike.

    `keys` are what the page is made of, HOUSE among them. What they do not stand for, and what goes by the clock, is at most
    `pages.FRESH_FOR` old. 1 statement.
    """

    def __init__(self, *keys: Key) -> None:
        self.keys = keys
        self._values = stamp_values(keys)
        shape = shape_of(keys)
        self._stamps = Prepared(lambda: reading(shape))

    def __call__(self, actor: Hashable, **_parts: Any) -> Reading:
        stamps = tuple(self._stamps.first(**self._values))
        return Reading(stamps, stamps[self.keys.index(HOUSE)], actor)
