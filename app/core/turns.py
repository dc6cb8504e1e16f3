"""Whose turn it is to write to the SQLite file: a line in each process, and one lock on a file between the processes.

SQLite itself lets whoever finds its write lock taken sleep, longer each time, and look again: with many writers the lock stands free
while all of them sleep, and who came last may be first. Here the next in line is woken. The kernel gives the lock back when a process
is killed.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

from sqlalchemy.exc import TimeoutError

from app.core.line import Line


class Turns:
    """The line for one file. A thread that has its turn may ask again; it gives it back once."""

    def __init__(self, file: Path, patience: float) -> None:
        self.file = file
        self.patience = patience
        self.line = Line()
        self._mine = threading.local()
        self._opened = (0, -1)

    def take(self) -> None:
        """Wait for one's turn. Raises TimeoutError when that takes longer than `patience` seconds."""
        if getattr(self._mine, "is_here", False):
            return
        if not self.line.join(self.patience):
            raise TimeoutError("nobody gave the file back in time")
        try:
            fcntl.flock(self._number(), fcntl.LOCK_EX)
        except BaseException:
            self.line.leave()
            raise
        self._mine.is_here = True

    def give_back(self) -> None:
        """Let the next one write; nothing for a thread that has no turn."""
        if not getattr(self._mine, "is_here", False):
            return
        self._mine.is_here = False
        # Other processes first: their next in line is awake sooner than ours.
        fcntl.flock(self._number(), fcntl.LOCK_UN)
        self.line.leave()

    def _number(self) -> int:
        """The file's number in this process. A process that was forked off opens it anew, else both would hold one lock."""
        process, number = self._opened
        if process != os.getpid():
            number = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened = (os.getpid(), number)
        return number
