"""Statements that write rows, compiled once and run as the driver takes them: for what is written all day.

They go past the unit of work of the session, so they write at once and hold no objects; what was changed there and not written out yet is
written before. Whoever listens to writers hears of them as of every other (`core.changes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Update, column, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.compiled import Compiled
from app.core.db import Base, db
from app.core.driver import dialect_of, run
from app.core.given import GivenRows
from app.core.prepared import MANY

Values = Mapping[str, Any]
OfAll = tuple[str, GivenRows, bool]
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
        self.kind: type[Insert] | type[Update] | type[Delete] | None = None
        self._made: dict[str, Compiled] = {}
        self._of_all: OfAll | None = None

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

    def run_all(self, rows: Sequence[Values]) -> Sequence[Any]:
        """As `run` with the values of each; answers all rows of RETURNING. Of an INSERT that changes what is there, rows of different keys.
        As many statements, on PostgreSQL one."""
        session = db.session()
        if len(rows) < MANY or dialect_of(session).name != "postgresql":
            return [found for values in rows for found in self.run(**values)]
        words, given, answers = self._of_all or self._make_of_all(dialect_of(session))
        found = run(session, words, {given.name: given.value(rows)}, answers=answers)
        for values in rows:
            for hear in _heard:
                hear(session, self, values)
        return found

    def was_done(self, values: Values) -> None:
        """Say that another statement has written such a row, so that whoever listens hears of it. No statement."""
        session = db.session()
        if self.kind is None:
            self._statement(dialect_of(session))
        for hear in _heard:
            hear(session, self, values)

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)

    def _compiled(self, session: Session) -> Compiled:
        dialect = dialect_of(session)
        return self._made.get(dialect.name) or self._make(dialect)

    def _make(self, dialect: Dialect) -> Compiled:
        made = self._made[dialect.name] = Compiled(self._statement(dialect), dialect, self.columns)
        return made

    def _make_of_all(self, dialect: Dialect) -> OfAll:
        kinds = {name: self.model.__table__.c[name].type for name in self.columns}
        given = GivenRows("given", kinds, dialect)
        cells = ", ".join(f'given."{name}"' for name in self.columns)
        source = text(f"SELECT {cells} FROM {given.words} WHERE true")  # noqa: S608 - words of our own
        typed = source.columns(*[column(name, kind) for name, kind in kinds.items()])
        insert = postgresql.insert(self.model).from_select(self.columns, typed, include_defaults=False)
        made = Compiled(self.build(insert), dialect)
        self._of_all = (made.words, given, made.answers)
        return self._of_all

    def _statement(self, dialect: Dialect) -> Any:
        insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        statement = self.build(insert(self.model))
        self.kind = next(kind for kind in (Insert, Update, Delete) if isinstance(statement, kind))
        return statement


def hears_writes(function: Hear) -> Hear:
    """Call `function` after each prepared write, with the values under the names of their columns."""
    _heard.append(function)
    return function
