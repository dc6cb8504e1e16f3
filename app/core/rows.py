"""Rows of another table as one value of a row, so that several lists come with one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class rows_of(FunctionElement[list[list[Any]]]):  # noqa: N801 - it stands in statements beside `count` and `exists`
    """SQL for: every row of the subquery as a list of these columns, all of them in one list; [] for none. In no order."""

    name = "rows_of"
    type = JSON()
    inherit_cache = True


@compiles(rows_of, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_sqlite(element: rows_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **kwargs)}))"


@compiles(rows_of, "postgresql")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_postgresql(element: rows_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"coalesce(json_agg(json_build_array({compiler.process(element.clauses, **kwargs)})), '[]'::json)"
