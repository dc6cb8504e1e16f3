"""What runs by the clock is begun by one worker, however many of them there are.

On PostgreSQL that is the worker whose connection holds a lock there. When it ends, is killed, or loses its connection, PostgreSQL lets go
of the lock, and whichever looks next has it. On SQLite one process does the jobs.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

LOCK = 0x6461_7972_6F6F_6D
"""The lock's number in the database of one community: the letters of its name."""

_TAKE = text(f"SELECT pg_try_advisory_lock({LOCK})")


class Timekeeper:
    """Whether this worker is the one, for the database that `engine` reaches."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: Connection | None = None
        self._guard = threading.Lock()

    def is_here(self) -> bool:
        """Whether what is due by the clock is for this process to begin; False also while the database is away. 1 statement."""
        if self.engine.dialect.name != "postgresql":
            return True
        with self._guard:
            had_connection = self._connection is not None
            is_ours = self._ask()
            # PostgreSQL was restarted meanwhile, perhaps: that connection and its lock are gone, not the minute.
            return bool(self._ask() if is_ours is None and had_connection else is_ours)

    def leave(self) -> None:
        """Let another worker be it."""
        with self._guard:
            self._drop()

    def _ask(self) -> bool | None:
        """Whether the lock is ours, who has it may take it again; None when nobody answers."""
        try:
            if self._connection is None:
                self._connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.execute(_TAKE).scalar())
        except SQLAlchemyError as error:
            log.warning("whose turn it is by the clock cannot be asked (%s)", type(error).__name__)
            self._drop()
            return None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                # Closed, and not given back to the pool: the lock belongs to the connection.
                connection.invalidate()
                connection.close()
