"""Values as text, the same on both sides: what SQLite holds becomes a line of PostgreSQL's COPY, letter by letter what PostgreSQL
gives back later. So a table is equal when its lines are.

Times are '2026-11-21 09:14:00.000000' in UTC, JSON is the very text that was stored (the record is linked over it), truth is t and f,
and fractions are compared by their eight bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator

Writer = Callable[[Any], str]
NOTHING = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"})
_PLAIN_TIME = len("2026-11-21 09:14:00.000000")


class Unreadable(ValueError):
    """A value that its column cannot hold. Names the column, never the value."""


def line_of(writers: Sequence[Writer], row: Sequence[Any]) -> bytes:
    """One row as a line of COPY. Raises Unreadable."""
    try:
        words = [NOTHING if value is None else writer(value) for writer, value in zip(writers, row, strict=True)]
        return ("\t".join(words) + "\n").encode()
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable(_column_at_fault(writers, row)) from error


def writer_for(column: Column[Any], *, to_compare: bool = False) -> Writer:
    """How values of a column are written: to be copied, or to be compared. Raises TypeError for a type that nobody taught us."""
    kind = _plain_type(column)
    if isinstance(kind, Float) and to_compare:
        return lambda value: struct.pack(">d", value).hex()
    for known, writer in _WRITERS:
        if isinstance(kind, known):
            return writer
    raise TypeError(f"{column}: no way to move {kind!r}")


def asked_of_postgresql(column: Column[Any]) -> str:
    """The expression whose COPY line is the one that `writer_for(column, to_compare=True)` makes; `{}` stands for the column."""
    kind = _plain_type(column)
    if isinstance(kind, DateTime):
        return "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(kind, Date):
        return "to_char({}, 'YYYY-MM-DD')"
    return "encode(float8send({}), 'hex')" if isinstance(kind, Float) else "{}"


def is_text(column: Column[Any]) -> bool:
    """Whether the two databases would order the column by different alphabets."""
    return isinstance(_plain_type(column), String)


def _plain_type(column: Column[Any]) -> Any:
    return column.type.impl if isinstance(column.type, TypeDecorator) else column.type


def _number(value: Any) -> str:
    return str(int(value)) if not isinstance(value, str) else _refuse(value)


def _text(value: Any) -> str:
    # PostgreSQL keeps no text with the character zero.
    return value.translate(_ESCAPED) if "\x00" not in value else _refuse(value)


def _moment(value: Any) -> str:
    if len(value) != _PLAIN_TIME:
        value = datetime.fromisoformat(value).isoformat(" ", "microseconds")
    return str(value)


def _stored_json(value: Any) -> str:
    # SQLite turns a JSON number into a number of its own.
    return _text(value if isinstance(value, str) else json.dumps(value))


def _refuse(_value: Any) -> str:
    raise ValueError


def _column_at_fault(writers: Sequence[Writer], row: Sequence[Any]) -> int:
    for place, (writer, value) in enumerate(zip(writers, row, strict=True)):
        try:
            (NOTHING if value is None else writer(value)).encode()
        except (ValueError, TypeError, KeyError):
            return place
    return 0


_WRITERS: tuple[tuple[type, Writer], ...] = (
    (Boolean, lambda value: {0: "f", 1: "t"}[value]),
    (Float, lambda value: repr(float(value))),
    (Integer, _number),
    (JSON, _stored_json),
    (DateTime, _moment),
    (Date, lambda value: str(value)),
    (LargeBinary, lambda value: f"\\\\x{bytes(value).hex()}"),
    (String, _text),
)
