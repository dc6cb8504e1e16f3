"""Statements that write one row, compiled once and run as the driver takes them: for what is written all day.

They go past the unit of work of the session, so they write at once and hold no objects; what was changed there and not written out yet is
written before. Whoever listens to writers hears of them as of every other (`core.changes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.compiled import Compiled
from app.core.db import Base, db
from app.core.driver import dialect_of, run, run_each

Values = Mapping[str, Any]
Hear = Callable[[Session, "PreparedWrite", Values], None]

_heard: list[Hear] = []


class PreparedWrite:
    """INSERT, UPDATE or DELETE on the table of `model`; `columns` are those that get a value, under their own names.

    `build` makes the statement of the table's plain insert, or makes its own; what it asks for besides is `bindparam`s. It is called
    once for each database. Columns that are not named get no default of Python's: name them all.
    """

    def __init__(self, model: type[Base], columns: Sequence[str], build: Callable[[Any], Any]) -> None:
        self.model = model
        self.columns = tuple(columns)
        self.build = build
        self.kind: type[Insert] | type[Update] | type[Delete] = Insert
        self._made: dict[str, Compiled] = {}

    def run(self, *, known: Values | None = None, **values: Any) -> Sequence[Any]:
        """Write, and answer the rows of RETURNING. 1 statement. A value that is missing is a KeyError.

        `known`: what else is known of the row, for whoever asks which page it shows on.
        """
        session = db.session()
        made = self._compiled(session)
        found = run(session, made.words, made.given(values), answers=made.answers)
        for hear in _heard:
            hear(session, self, {**known, **values} if known else values)
        return found

    def run_each(self, rows: Sequence[Values]) -> list[Sequence[Any]]:
        """As `run` with the values of each. As many statements, which PostgreSQL gets in one go."""
        session = db.session()
        made = self._compiled(session)
        found = run_each(session, made.words, [made.given(values) for values in rows], answers=made.answers)
        for values in rows:
            for hear in _heard:
                hear(session, self, values)
        return found

    def was_done(self, values: Values) -> None:
        """Say that another statement has written such a row, so that whoever listens hears of it. No statement."""
        session = db.session()
        self._compiled(session)
        for hear in _heard:
            hear(session, self, values)

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)

    def _compiled(self, session: Session) -> Compiled:
        dialect = dialect_of(session)
        return self._made.get(dialect.name) or self._make(dialect)

    def _make(self, dialect: Dialect) -> Compiled:
        insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        statement = self.build(insert(self.model))
        self.kind = next(kind for kind in (Insert, Update, Delete) if isinstance(statement, kind))
        made = self._made[dialect.name] = Compiled(statement, dialect, self.columns)
        return made


def hears_writes(function: Hear) -> Hear:
    """Call `function` after each prepared write, with the values under the names of their columns."""
    _heard.append(function)
    return function
