"""What was committed to the SQLite file is on the disk before anybody is told so: one wait for the disk for all who wait at that moment.

SQLite would wait for the disk inside each commit, one writer after the other, with the write lock held. A command commits without
waiting, gives the lock back, and then waits here, together with whoever committed meanwhile. It is the same promise as
`synchronous=FULL`: what was acknowledged outlives a power cut. What was committed later never outlives what was committed before, since
both lie in one file, in order.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path


class Disk:
    """Brings the file that SQLite writes ahead to (`dayroom.db-wal`) to the disk."""

    def __init__(self, ahead: Path) -> None:
        self.ahead = ahead
        self._changed = threading.Condition()
        self.asked = 0
        self._done = 0
        self._failed = 0
        self._is_busy = False
        self._number = -1

    def wait(self) -> None:
        """Return when everything that this thread committed is on the disk. Raises OSError when the disk refuses."""
        with self._changed:
            self.asked += 1
            mine = self.asked
            while self._is_busy and self._done < mine:
                self._changed.wait()
            if self._done >= mine:
                if self._failed >= mine:
                    raise OSError("what was written could not be brought to the disk")
                return
            # Everybody who has asked by now had committed before.
            goal, self._is_busy = self.asked, True
        failed = True
        try:
            self._bring()
            failed = False
        finally:
            with self._changed:
                self._is_busy = False
                self._done = goal
                if failed:
                    self._failed = goal
                self._changed.notify_all()

    def _bring(self) -> None:
        # Gone: the last connection that was closed has put everything into the database itself, and waited for the disk.
        with suppress(FileNotFoundError):
            os.fdatasync(self._open())

    def _open(self) -> int:
        """The file's number. It stays open as long as the file is there: looking for it takes a fifth of what it is opened for."""
        if self._number >= 0 and not os.fstat(self._number).st_nlink:
            # Gone, and perhaps made anew.
            number, self._number = self._number, -1
            os.close(number)
        if self._number < 0:
            self._number = os.open(self.ahead, os.O_RDONLY | os.O_CLOEXEC)
        return self._number
