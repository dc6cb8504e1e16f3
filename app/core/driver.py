"""Running a statement's words in the session's transaction as the driver takes them, past what SQLAlchemy makes around each.

Errors are SQLAlchemy's, and whoever listens to statements hears of these too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

HELD = "driver"
"""In `session.info`: the transaction, its connection, and the driver's own."""


def run(session: Session, words: str, given: Any, *, answers: bool) -> Sequence[Any]:
    """The rows as the driver has them; none where `answers` is False. 1 statement.

    What was changed in the session is written out before.
    """
    if not session._is_clean():
        session.flush()
    connection, raw = _held(session)
    if connection.engine.dispatch.before_cursor_execute:
        result: Any = connection.exec_driver_sql(words, given)
        return result.cursor.fetchall() if answers else ()
    cursor = raw.cursor()
    try:
        cursor.execute(words, given)
        return cursor.fetchall() if answers else ()
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, words, given, cursor, None)
    finally:
        cursor.close()


def _held(session: Session) -> tuple[Connection, Any]:
    """Looked up once in each transaction."""
    transaction, connection, raw = session.info.get(HELD, (None, None, None))
    if transaction is None or transaction is not session.get_transaction():
        connection = session.connection()
        raw = connection.connection.driver_connection
        session.info[HELD] = (session.get_transaction(), connection, raw)
    return connection, raw
