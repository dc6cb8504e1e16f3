"""Running a statement's words in the session's transaction as the driver takes them, past what SQLAlchemy makes around each.

Errors are SQLAlchemy's, and whoever listens to statements hears of these too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.orm import Session

from app.core.db import writing

HELD, ALONE = "driver", "alone"
"""In `session.info`: the transaction, its connection, and the driver's own; where a look goes that needs no transaction."""

_NOTHING = (None, None, None)


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """What is read inside needs no transaction: a look before a command, or in one before its first statement that writes.

    A transaction of the session for one statement costs as much as the statement, and two round trips on PostgreSQL. On SQLite the
    command would have its turn to write from then on, and everybody else wait. In a transaction it is a look like any other.
    """
    # Without a turn to write, also within a command.
    marked = writing.set(False)
    try:
        session.info[ALONE] = session.get_bind()
    finally:
        writing.reset(marked)
    try:
        yield
    finally:
        session.info.pop(ALONE, None)


def dialect_of(session: Session) -> Dialect:
    """What its statements are written in. In a transaction nothing has to be looked up."""
    transaction, connection, _raw = session.info.get(HELD, _NOTHING)
    if transaction is not None and transaction is session.get_transaction():
        dialect: Dialect = connection.dialect
        return dialect
    place = session.info.get(ALONE) or session.get_bind()
    found: Dialect = place.dialect
    return found


def run(session: Session, words: str, given: Any, *, answers: bool) -> Sequence[Any]:
    """The rows as the driver has them; none where `answers` is False. 1 statement.

    What was changed in the session is written out before.
    """
    if not session._is_clean():
        session.flush()
    if ALONE in session.info and answers and not session.in_transaction():
        found = _look(session, lambda raw: raw.execute(words, given).fetchall())
        if found is not None:
            return found
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


def run_at_last(session: Session, words: str) -> bool:
    """Run a statement without values and commit, both in one round trip; False where that cannot be: nothing was done then.

    Whoever committed the session goes on to commit it, and finds that done.
    """
    connection, raw = _held(session)
    if connection.dialect.name != "postgresql" or connection.engine.dispatch.before_cursor_execute:
        return False
    cursor = raw.cursor()
    try:
        cursor.execute(f"{words}; COMMIT")
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, words, None, cursor, None)
    finally:
        cursor.close()
    return True


def _held(session: Session) -> tuple[Connection, Any]:
    """Looked up once in each transaction."""
    transaction, connection, raw = session.info.get(HELD, _NOTHING)
    if transaction is None or transaction is not session.get_transaction():
        connection = session.connection()
        raw = connection.connection.driver_connection
        session.info[HELD] = (session.get_transaction(), connection, raw)
    return connection, raw


def _look(session: Session, look: Callable[[Any], list[Any]]) -> list[Any] | None:
    """What `look` finds on the driver's connection, outside of any transaction; None when the session had better look itself: somebody
    listens, or it failed."""
    engine = session.info[ALONE]
    if not isinstance(engine, Engine) or engine.dispatch.before_cursor_execute:
        return None
    try:
        borrowed = engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error:
        return None
    raw: Any = borrowed.driver_connection
    is_lite = engine.dialect.name == "sqlite"
    try:
        if not is_lite:
            raw.autocommit = True
        rows = look(raw)
        if not is_lite:
            raw.autocommit = False
    except engine.dialect.loaded_dbapi.Error as error:
        # The session meets the same, and tells what it means.
        borrowed.invalidate(error)
        return None
    except BaseException as error:
        # It must not go back without transactions.
        borrowed.invalidate(error)
        raise
    else:
        return rows
    finally:
        borrowed.close()
