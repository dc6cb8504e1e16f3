"""A line in one process: one thread may go on at a time, the others wait in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """One may go on at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now has to wait."""
        return self._is_taken

    def join(self, patience: float) -> bool:
        """Wait until one may go on; False after `patience` seconds of waiting in vain: then one stands in the line no more."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=patience):
            return True
        with self._guard:
            # Called in the same moment: then it is our turn after all.
            if called.acquire(blocking=False):
                return True
            self._waiting.remove(called)
        return False

    def leave(self) -> None:
        """Let the next one go on. For whoever `join` said True to, once."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
