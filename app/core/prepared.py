"""Statements that are built and compiled once, and run as the driver takes them.

Building a statement, looking for it among the compiled ones and making rows of what it finds costs five times what the database takes
for it. Where a page is read all day its statements are prepared: `Prepared(build).rows(value=…)`. The words must be the same however
long a list is, so lists are one value (`core.among`), and times are values as well: what `build` reads from the clock stays as it was.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import SelectBase

from app.core.compiled import Compiled
from app.core.db import db
from app.core.driver import dialect_of, run, run_each

Statement = Select[Any] | SelectBase

MOST = 500
"""Shapes of one statement that are kept."""


class Prepared:
    """A statement in the shapes that it can have; `build` makes it for one of them.

    `row` is a NamedTuple whose fields are the columns in their order; without one, rows have the columns' names.
    """

    def __init__(self, build: Callable[..., Statement], row: type[Any] | None = None) -> None:
        self.build = build
        self.row = row
        self._made: dict[Hashable, Words] = {}

    def rows(self, *shape: Hashable, **values: Any) -> list[Any]:
        """What the statement finds with these values. 1 statement."""
        session = db.session()
        return self._words(session, shape).run(session, values)

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None. 1 statement."""
        found = self.rows(*shape, **values)
        return found[0] if found else None

    def rows_of_each(self, asked: Sequence[Mapping[str, Any]], *shape: Hashable) -> list[list[Any]]:
        """What the statement finds with each of these values. As many statements, which PostgreSQL gets in one go."""
        session = db.session()
        return self._words(session, shape).run_each(session, asked)

    def first_of_each(self, asked: Sequence[Mapping[str, Any]], *shape: Hashable) -> list[Any]:
        """The first row, or None, for each of these values. As many statements."""
        return [found[0] if found else None for found in self.rows_of_each(asked, *shape)]

    def _words(self, session: Session, shape: tuple[Hashable, ...]) -> Words:
        dialect = dialect_of(session)
        words = self._made.get((dialect.name, shape))
        if words is None:
            if len(self._made) >= MOST:
                self._made.clear()
            words = self._made[dialect.name, shape] = Words(self.build(*shape), dialect, self.row)
        return words


class Words:
    """One compiled statement, and how rows are made of what it finds."""

    def __init__(self, statement: Statement, dialect: Dialect, row: type[Any] | None = None) -> None:
        self.compiled = Compiled(statement, dialect)
        columns = list(statement.selected_columns)
        self.row: Any = row or namedtuple("Row", [one.key or "column" for one in columns], rename=True)
        found = (
            (place, one.type.dialect_impl(dialect).result_processor(dialect, None)) for place, one in enumerate(columns)
        )
        self.processes = tuple((place, process) for place, process in found if process is not None)

    def run(self, session: Session, values: Mapping[str, Any]) -> list[Any]:
        """The rows for these values; a value that is missing is a KeyError. 1 statement."""
        # As the session does before it reads: what was changed and not written out yet counts.
        return self._rows(run(session, self.compiled.words, self.compiled.given(values), answers=True))

    def run_each(self, session: Session, asked: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The rows for each of these values. As many statements."""
        given = [self.compiled.given(values) for values in asked]
        return [self._rows(found) for found in run_each(session, self.compiled.words, given, answers=True)]

    def _rows(self, found: Sequence[Any]) -> list[Any]:
        make, processes = self.row._make, self.processes
        if not processes:
            return [make(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for place, process in processes:
                values[place] = process(values[place])
            rows.append(make(values))
        return rows
