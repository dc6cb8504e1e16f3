"""All tables as they are, to compare two communities; and a process that is killed at a given moment, in process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, inspect, select, text

from app.core.db import Base, db

APART = {("audit_entries", "at"), ("notices", "created_at"), ("promises", "due_at")}
"""When something was noted, told and promised: truly later for what was done after a kill. Everything else must be the same."""


class Killed(BaseException):
    """The process is gone; nothing catches it."""


def rows() -> dict[str, list[str]]:
    """Every row of every table, but for the columns `APART`."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if (table.name, column.name) not in APART]
        found[table.name] = sorted(repr(tuple(row)) for row in db.session.execute(select(*columns)))
    db.session.rollback()
    return found


def digest() -> str:
    """One hash of it all."""
    return hashlib.sha256(repr(sorted(rows().items())).encode()).hexdigest()


def close_gaps() -> None:
    """PostgreSQL does not give numbers back that a killed transaction had drawn. Nobody else is here, so the next is max + 1 again.

    Without this the ids of what is made after a kill would be higher by the gap, and so would everything that names them.
    """
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            name = (
                connection.scalar(text(f"select pg_get_serial_sequence('{table}', 'id')")) if _has_id(table) else None
            )
            if name:
                top = connection.scalar(text(f'select max(id) from "{table}"'))
                connection.execute(text(f"select setval('{name}', {top or 1}, {str(top is not None).lower()})"))


def _has_id(table: str) -> bool:
    known = Base.metadata.tables.get(table)
    return known is not None and "id" in known.c


@contextmanager
def killed_at(tick: int | None) -> Iterator[Callable[[], int]]:
    """Die before the statement or commit number `tick`; None: never. Yields a function that answers how many there were."""
    seen = 0

    def count(*_rest: Any) -> None:
        nonlocal seen
        seen += 1
        if tick is not None and seen == tick:
            raise Killed

    engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    try:
        yield lambda: seen
    finally:
        event.remove(engine, "before_cursor_execute", count)
        event.remove(engine, "commit", count)
