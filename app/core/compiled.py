"""A statement as the driver takes it: its words, compiled once for a database, and its values, made for the driver each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any]


class Compiled:
    """The words of `statement`. `columns`: those of a write that get a value, under their own names.

    Raises ValueError for a parameter that is a list: its words would depend on its length (`core.among` is one value for a list).
    """

    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        made = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        required = [bind for bind in made.bind_names if bind.required]
        if any(bind.expanding for bind in required):
            raise ValueError("a prepared statement has one value for a list: core.among")
        # Short lists that the rules themselves state (states, kinds) are written out here.
        full = made.construct_expanded_state({bind.key: None for bind in required})
        self.words: str = full.statement
        self.answers = bool(made.effective_returning)
        self._in_order = _picker(full.positiontup) if full.positiontup is not None else None
        self._stated: dict[str, Any] = {**full.parameters, **full.additional_parameters}
        self.types: dict[str, TypeEngine[Any]] = {bind.key: bind.type for bind in required}
        """Of the parameters that must be given."""
        self._plain: list[tuple[str, str]] = []
        self._processed: list[tuple[str, str, Process]] = []
        for bind, name in made.bind_names.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.required and process:
                self._processed.append((name, bind.key, process))
            elif bind.required:
                self._plain.append((name, bind.key))
            elif process and not bind.expanding:
                self._stated[name] = process(bind.effective_value)

    def given(self, values: Mapping[str, Any]) -> Any:
        """The values for the driver, in order or by name as it wants them. One that is missing is a KeyError."""
        known = self._stated.copy()
        for name, key in self._plain:
            known[name] = values[key]
        for name, key, process in self._processed:
            known[name] = process(values[key])
        return known if self._in_order is None else self._in_order(known)


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What picks the values of these names, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda known: tuple([known[name] for name in names])
