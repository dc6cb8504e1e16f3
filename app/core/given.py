"""Many rows of values as one value of a statement on PostgreSQL: what is asked or written for each of them is one statement.

To begin and end a statement takes PostgreSQL and its driver longer than to find a row by its key, so eight replies that come together ask
for all of theirs in little more than the time of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeEngine

MOST = 16
"""Rows of values in one statement that looks something up for each. PostgreSQL is told so: it would expect a hundred, and read whole tables
for so many."""


class GivenRows:
    """Rows of values with these names and types, as the one parameter `name` of a statement. None is NULL, also where JSON is kept."""

    def __init__(self, name: str, types: Mapping[str, TypeEngine[Any]], dialect: Dialect) -> None:
        self.name = name
        columns = [f'"{key}" {kind.compile(dialect)}' for key, kind in types.items()]
        self.words = f"json_to_recordset(CAST(:{name} AS json)) AS {name}({', '.join(columns)})"
        """What stands behind FROM."""
        self._made = [(key, _process(kind, dialect)) for key, kind in types.items()]

    def value(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """The value of the parameter. One of a row that is missing is a KeyError."""
        made = self._made
        cells = [{key: make(row[key]) if make else row[key] for key, make in made} for row in rows]
        # Times as PostgreSQL reads them.
        return json.dumps(cells, default=str, ensure_ascii=False, separators=(",", ":"))


def _process(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes a value of a Python value, where that is not JSON already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)
