"""Pieces of pages whose words depend on nothing but what is given to them: made once for the same values.

The key *is* everything that the piece shows, so there is nothing to invalidate, and who sees it is decided before: whoever was given
the same values sees the same. What holds the token of a form, or anything else of one reader, must not be made here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import current_app
from markupsafe import Markup

MOST_BYTES = 6 * 1024 * 1024
"""What a process keeps. A letter counts as one byte, a key as much as its piece."""

OVERHEAD = 400


class Pieces:
    """Pieces by key; the longest unused go first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.size = 0
        self._made: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """The piece for `key`; `make` is asked when it is not here."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
        made = Markup(make())  # noqa: S704 - a template made it
        with self._lock:
            if key not in self._made:
                self._made[key] = made
                self.size += _size(made)
            while self.size > self.most:
                _, gone = self._made.popitem(last=False)
                self.size -= _size(gone)
        return made

    def __len__(self) -> int:
        return len(self._made)


def pieces() -> Pieces:
    """The pieces that this process keeps. `settings.forget` leaves none."""
    found: Pieces = current_app.extensions.setdefault("pieces", Pieces())
    return found


def _size(piece: Markup) -> int:
    return 2 * len(piece) + OVERHEAD
