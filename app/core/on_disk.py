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
            number = os.open(self.ahead, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fdatasync(number)
            finally:
                os.close(number)
