"""When the database does not answer: which errors say so, and going on with what was known before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

T = TypeVar("T")

AWAY_SQLSTATES = ("08", "53", "57P", "40")
"""PostgreSQL: the connection, its means, an operator or a restart, two that waited for each other to the last try."""

AWAY_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
}
MAY_BE_AWAY = (OperationalError, InterfaceError, TimeoutError)
"""What SQLAlchemy raises then, and for some mistakes of ours as well: `is_away` tells them apart."""


def is_away(error: Exception) -> bool:
    """Whether it will be well again by itself or by whoever looks after the machine: nothing is wrong with what was asked."""
    if isinstance(error, TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in AWAY_SQLITE
    state = getattr(cause, "sqlstate", None)
    return error.connection_invalidated or state is None or str(state).startswith(AWAY_SQLSTATES)


def or_former(read: Callable[[], T], former: T | None) -> T:
    """What `read` answers; the former value while the database is away. Raises what `read` raises when there is none."""
    try:
        return read()
    except MAY_BE_AWAY as error:
        if former is None or not is_away(error):
            raise
        return former
