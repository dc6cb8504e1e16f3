"""Statements that are built and compiled once, and run as the driver takes them.

Building a statement, looking for it among the compiled ones and making rows of what it finds costs five times what the database takes
for it. Where a page is read all day its statements are prepared: `Prepared(build).rows(value=…)`. The words must be the same however
long a list is, so lists are one value (`core.among`), and times are values as well: what `build` reads from the clock stays as it was.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Dialect, Integer, Select, literal_column
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import replacement_traverse

from app.core.compiled import Compiled
from app.core.db import db
from app.core.driver import dialect_of, run
from app.core.given import MOST, GivenRows

Statement = Select[Any] | SelectBase

SHAPES = 500
"""Shapes of one statement that are kept."""

MANY = 2
"""Rows of values that are worth a statement for all of them."""


class Prepared:
    """A statement in the shapes that it can have; `build` makes it for one of them.

    `row` is a NamedTuple whose fields are the columns in their order; without one, rows have the columns' names.
    """

    def __init__(self, build: Callable[..., Statement], row: type[Any] | None = None) -> None:
        self.build = build
        self.row = row
        self._made: dict[Hashable, Words] = {}
        self._of_each: dict[Hashable, WordsOfEach] = {}

    def rows(self, *shape: Hashable, **values: Any) -> list[Any]:
        """What the statement finds with these values. 1 statement."""
        session = db.session()
        return self._words(session, shape).run(session, values)

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None. 1 statement."""
        found = self.rows(*shape, **values)
        return found[0] if found else None

    def rows_of_each(self, asked: Sequence[Mapping[str, Any]], *shape: Hashable) -> list[list[Any]]:
        """What the statement finds with each of these values. As many statements; on PostgreSQL one for sixteen of them."""
        session = db.session()
        dialect = dialect_of(session)
        if len(asked) < MANY or dialect.name != "postgresql":
            return [self.rows(*shape, **values) for values in asked]
        words = self._of_each.get(shape)
        if words is None:
            if len(self._of_each) >= SHAPES:
                self._of_each.clear()
            words = self._of_each[shape] = WordsOfEach(self.build(*shape), dialect, self.row)
        return [rows for start in range(0, len(asked), MOST) for rows in words.run(session, asked[start : start + MOST])]

    def first_of_each(self, asked: Sequence[Mapping[str, Any]], *shape: Hashable) -> list[Any]:
        """The first row, or None, for each of these values. As many statements, as `rows_of_each`."""
        return [found[0] if found else None for found in self.rows_of_each(asked, *shape)]

    def _words(self, session: Session, shape: tuple[Hashable, ...]) -> Words:
        dialect = dialect_of(session)
        words = self._made.get((dialect.name, shape))
        if words is None:
            if len(self._made) >= SHAPES:
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
        return self.rows(run(session, self.compiled.words, self.compiled.given(values), answers=True))

    def rows(self, found: Sequence[Any]) -> list[Any]:
        """Of what the driver found."""
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


class WordsOfEach:
    """The statement for many rows of values at once, on PostgreSQL: its parameters are columns of a table that is one value."""

    def __init__(self, statement: Statement, dialect: Dialect, row: type[Any] | None = None) -> None:
        self.plain = Words(statement, dialect, row)
        types = self.plain.compiled.types
        self.given = GivenRows("given", {"_place": Integer(), **types}, dialect)

        def column_of(element: Any, **_: Any) -> Any:
            is_asked = isinstance(element, BindParameter) and element.required and element.key in types
            return literal_column(f'given."{element.key}"', element.type) if is_asked else None

        of_rows: Any = statement
        looked = Compiled(replacement_traverse(of_rows, {}, column_of), dialect)
        given = self.given.words.replace(":given", "%(given)s")
        self.words = (
            f"SELECT given._place, found.* FROM (SELECT * FROM {given} LIMIT {MOST}) AS given "  # noqa: S608 - words of our own
            f"CROSS JOIN LATERAL ({looked.words}) AS found"
        )
        self._stated = looked.given({})

    def run(self, session: Session, asked: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The rows for each of these values, of which there are at most `given.MOST`. 1 statement."""
        value = self.given.value([{**values, "_place": place} for place, values in enumerate(asked)])
        found: list[list[Any]] = [[] for _ in asked]
        for row in run(session, self.words, {**self._stated, "given": value}, answers=True):
            found[row[0]].append(row[1:])
        return [self.plain.rows(rows) for rows in found]
