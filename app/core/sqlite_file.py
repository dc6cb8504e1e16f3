"""The SQLite file of a community, as commands write to it: in the order in which they came, each on the disk before anybody is told.

A command takes its turn, commits, gives the turn back, and then waits for the disk together with whoever else does.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from app.core.on_disk import Disk
from app.core.turns import Turns

TURN, AHEAD = "-turn", "-wal"
"""Endings of the files beside the database: the lock, and what is written ahead of it."""


class SqliteFile:
    """How the commands of this process write to one file. `patience`: seconds until a turn that does not come is an error."""

    def __init__(self, file: Path, patience: float) -> None:
        self.turns = Turns(file.with_name(file.name + TURN), patience)
        self.disk = Disk(file.with_name(file.name + AHEAD))
        self._now = threading.local()

    def begin(self, connection: sqlite3.Connection) -> None:
        """Before a command's transaction begins: wait for its turn. Raises sqlalchemy.exc.TimeoutError."""
        self.turns.take()
        self._now.before, self._now.has_written = connection.total_changes, False

    def commits(self, connection: sqlite3.Connection) -> None:
        """Just before the commit: did the transaction write anything? Afterwards the connection may be another's, or closed."""
        self._now.has_written = connection.total_changes != self._now.before

    def committed(self, *, is_on_disk: bool) -> None:
        """After the commit: the next one may write. Returns when what was written is on the disk. Raises OSError.

        `is_on_disk`: the commit has waited for the disk itself.
        """
        has_written = getattr(self._now, "has_written", False)
        self.give_back()
        if has_written and not is_on_disk:
            self.disk.wait()

    def give_back(self) -> None:
        """The transaction is over, whatever came of it. Nothing where there was none."""
        self._now.has_written = False
        self.turns.give_back()
