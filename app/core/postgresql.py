"""How the driver of PostgreSQL works for a house: what it prepares stays prepared, and who was there a moment ago is not asked again."""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine

ASK_AFTER = 1.0
"""Seconds for which a connection to PostgreSQL is believed to be there because it was."""


def make_ready(engine: Engine) -> None:
    """Let the connections of `engine` work so, before it is used."""
    _ask_after_a_rest(engine)
    _keep_what_is_prepared(engine)


def _ask_after_a_rest(engine: Engine) -> None:
    """A connection that was in use a moment ago is not asked whether it is there, which would be two of a post's 17 round trips.

    If it is not, whoever has it is told that the database is away, and all connections are made anew.
    """
    ask, taken = engine.dialect.do_ping, WeakKeyDictionary[Any, float]()

    def ping(connection: Any) -> bool:
        now = time.monotonic()
        is_known = now - taken.get(connection, -ASK_AFTER) < ASK_AFTER
        taken[connection] = now
        return is_known or bool(ask(connection))

    dialect: Any = engine.dialect
    dialect.do_ping = ping


def _keep_what_is_prepared(engine: Engine) -> None:
    """Every page ends with ROLLBACK, as it has nothing to keep; the driver's own forgets all that the connection has prepared, since tables
    could have been made in what is rolled back. None are: here a page's statements were planned anew for each page, which took
    ten times what running them takes.
    """
    dialect: Any = engine.dialect
    roll_back = dialect.do_rollback

    def end(connection: Any) -> None:
        # Past what the driver does around it. What has failed, or was ended already, is the driver's to sort out.
        inside = connection.pgconn.transaction_status == TransactionStatus.INTRANS
        if not inside or connection.pgconn.exec_(b"ROLLBACK").status != ExecStatus.COMMAND_OK:
            roll_back(connection)

    dialect.do_rollback = end
