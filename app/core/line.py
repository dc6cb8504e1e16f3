"""A line in one process: so many threads may go on at a time, the others wait in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """`at_once` may go on at a time."""

    def __init__(self, at_once: int = 1) -> None:
        self._guard = threading.Lock()
        self._free = at_once
        self._sooner: deque[threading.Lock] = deque()
        self._waiting: deque[threading.Lock] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._sooner) + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now has to wait."""
        return self._free == 0

    def join(self, patience: float, *, sooner: bool = False) -> bool:
        """Wait until one may go on; False after `patience` seconds of waiting in vain: then one stands in the line no more.

        `sooner`: before all who are not.
        """
        line = self._sooner if sooner else self._waiting
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            called = threading.Lock()
            called.acquire()
            line.append(called)
        if called.acquire(timeout=patience):
            return True
        with self._guard:
            # Called in the same moment: then it is our turn after all.
            if called.acquire(blocking=False):
                return True
            line.remove(called)
        return False

    def leave(self) -> None:
        """Let the next one go on. For whoever `join` said True to, once."""
        with self._guard:
            line = self._sooner or self._waiting
            if line:
                line.popleft().release()
            else:
                self._free += 1
