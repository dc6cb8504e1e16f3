"""The id that the next row of a table will have, known before the row is written: rows that name each other are written once each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement

from app.core.db import Base


class next_id(ColumnElement[int]):  # noqa: N801 - it stands in statements beside `count` and `exists`
    """SQL for an id that nobody else gets: from the sequence on PostgreSQL, the next free one on SQLite.

    On SQLite it holds while the transaction has the write lock, as in a command, and until such a row is written.
    """

    inherit_cache = False

    def __init__(self, model: type[Base]) -> None:
        self.type = BigInteger()
        self.table = str(model.__tablename__)


@compiles(next_id, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_sqlite(element: next_id, _compiler: SQLCompiler, **_kwargs: Any) -> str:
    return f"(SELECT coalesce(max(id), 0) + 1 FROM {element.table})"  # noqa: S608 - a name of our own


@compiles(next_id, "postgresql")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_postgresql(element: next_id, _compiler: SQLCompiler, **_kwargs: Any) -> str:
    # By its name: to look for the sequence of a column takes ten times as long.
    return f"nextval('{element.table}_id_seq')"
