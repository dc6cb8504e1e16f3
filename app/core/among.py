"""SQL for "is one of these", with the list as one value: the words of the statement are the same however long the list is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Boolean, ColumnElement, Dialect, Text, UnaryExpression, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class Many(TypeDecorator[Collection[Any]]):
    """Numbers or texts as one value: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of_texts: bool = False) -> None:
        super().__init__()
        self.of_texts = of_texts

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(Text() if self.of_texts else BigInteger()))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        listed = sorted(value or ())
        return json.dumps(listed) if dialect.name == "sqlite" else listed


NUMBERS = Many()
TEXTS = Many(of_texts=True)


def numbers(name: str) -> BindParameter[Any]:
    """A value of a statement that is a list of whole numbers."""
    return bindparam(name, type_=NUMBERS)


def texts(name: str) -> BindParameter[Any]:
    """A value of a statement that is a list of texts."""
    return bindparam(name, type_=TEXTS)


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """SQL for: the column is one of `values`: whole numbers, or texts, or the one parameter that stands for all of them."""
    given = list(values)
    if len(given) == 1 and isinstance(given[0], BindParameter):
        return _among(column, given[0])
    kind = TEXTS if given and isinstance(given[0], str) else NUMBERS
    return _among(column, bindparam(None, given, type_=kind, unique=True))


class _among(FunctionElement[bool]):  # noqa: N801 - it stands in statements beside `count` and `exists`
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: "… = 1", which SQLite gets for what may be a number, would keep it from using an index."""
        return self

    def _negate(self) -> Any:
        return UnaryExpression(self, operator=operators.inv, type_=Boolean())


@compiles(_among, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_sqlite(element: _among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = element.clauses
    one, many = compiler.process(column, **kwargs), compiler.process(values, **kwargs)
    return f"({one} IN (SELECT value FROM json_each({many})))"  # noqa: S608 - both are made by the compiler


@compiles(_among, "postgresql")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_postgresql(element: _among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = element.clauses
    return f"({compiler.process(column, **kwargs)} = ANY({compiler.process(values, **kwargs)}))"
