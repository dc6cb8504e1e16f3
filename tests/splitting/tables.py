"""All tables as they are, to compare two communities; and a process that is killed at a given moment, in process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import event, text

from app.core.db import Base, db

APART = {
    *(("audit_entries", column) for column in ("at", "previous", "link")),
    *(("audit_head", column) for column in ("link", "adopted_at")),
    *(("notices", "created_at"), ("promises", "due_at")),
}
"""When something was noted, told and promised: truly later for what was done after a kill. Everything else must be the same."""


_NEXT_IS_MAX = """
DO $$ DECLARE one record; top bigint; BEGIN
  FOR one IN SELECT c.relname AS name, pg_get_serial_sequence(quote_ident(c.relname), 'id') AS drawn FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  LOOP
    IF one.drawn IS NOT NULL THEN
      EXECUTE format('SELECT max(id) FROM %I', one.name) INTO top;
      PERFORM setval(one.drawn, coalesce(top, 1), top IS NOT NULL);
    END IF;
  END LOOP;
END $$"""


class Killed(BaseException):
    """The process is gone; nothing catches it."""


def rows() -> dict[str, list[str]]:
    """Every row of every table, but for the columns `APART`, and for stamps, which are random; as the driver gives them."""
    db.session.rollback()
    cursor = db.session.connection().connection.cursor()
    found = {}
    for name, question in _questions().items():
        cursor.execute(question)
        found[name] = sorted(map(repr, cursor.fetchall()))
    cursor.close()
    db.session.rollback()
    return found


@cache
def _questions() -> dict[str, str]:
    """By table. All of them are read some hundred times: written anew each time, that took longer than reading."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name != "page_versions":
            columns = [f'"{column.name}"' for column in table.c if (table.name, column.name) not in APART]
            found[table.name] = f'SELECT {", ".join(columns)} FROM "{table.name}"'
    return found


def close_gaps() -> None:
    """PostgreSQL does not give numbers back that a killed transaction had drawn. Nobody else is here, so the next is max + 1 again.

    Without this the ids of what is made after a kill would be higher by the gap, and so would everything that names them.
    """
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.begin() as connection:
        connection.execute(text(_NEXT_IS_MAX))


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
