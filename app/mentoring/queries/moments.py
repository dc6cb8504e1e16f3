"""Time in SQL that means the same on both databases: whole seconds between two moments, and the month of one, in UTC."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class SecondsBetween(FunctionElement[int]):
    """`SecondsBetween(earlier, later)`; each moment is cut to its second, so that both databases count alike. Null of a null."""

    type = BigInteger()
    name = "seconds_between"
    inherit_cache = True


class MonthOf(FunctionElement[str]):
    """`MonthOf(moment)`: '2026-03'. Null of a null."""

    type = Text()
    name = "month_of"
    inherit_cache = True


@compiles(SecondsBetween, "sqlite")
def _seconds_sqlite(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    earlier, later = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"(CAST(strftime('%s', {later}) AS INTEGER) - CAST(strftime('%s', {earlier}) AS INTEGER))"


@compiles(SecondsBetween, "postgresql")
def _seconds_postgresql(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    earlier, later = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {later})) - floor(extract(epoch FROM {earlier})) AS BIGINT)"


@compiles(MonthOf, "sqlite")
def _month_sqlite(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"strftime('%Y-%m', {compiler.process(element.clauses, **kwargs)})"


@compiles(MonthOf, "postgresql")
def _month_postgresql(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **kwargs)} AT TIME ZONE 'UTC', 'YYYY-MM')"
