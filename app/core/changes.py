"""Who writes what pages show gives it a new stamp: one place for every writer, at the database session.

Rows that the session writes out, statements that change many rows, and prepared writes tell their table here; `versions.RULES` says
which keys that is. Just before the commit the keys get their stamps, in the same transaction. What a foreign key changes or deletes
along with a row that is deleted counts as changed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, TextClause, Update, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter

from app.core.db import Base, db
from app.core.prepared_writes import PreparedWrite, hears_writes
from app.core.versions import RULES, By, Key, Rule, make_anew

CHANGED = "changed_keys"
LATER = "keys_to_find"
"""In `session.info`: keys that have changed, and (rule's By, id) of rows that name the key."""


@event.listens_for(Session, "after_flush")
def _note_rows(session: Session, _context: object) -> None:
    for row in session.new:
        for rule in _rules(row):
            if rule.born:
                _note(session, rule, lambda column, row=row: _values(row, column))
    for row in session.dirty:
        rules = _rules(row)
        changed = _changed_columns(row) if rules else ()
        for rule in rules:
            if rule.counts(changed) and changed:
                _note(session, rule, lambda column, row=row: _values(row, column))
    for row in session.deleted:
        for rule in _rules(row):
            _note(session, rule, lambda column, row=row: _values(row, column))
        _keys(session).update(_along_with(row.__tablename__))


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    statement: Any = state.statement
    if state.is_select:
        return
    if isinstance(statement, TextClause):
        if not statement.text.lstrip().upper().startswith("SELECT"):
            _keys(state.session).update(key for rules in RULES.values() for rule in rules for key in rule.every)
        return
    if not isinstance(statement, Insert | Update | Delete):
        return
    table = str(getattr(statement.table, "name", ""))
    for rule in RULES.get(table, ()):
        if isinstance(statement, Insert):
            if rule.born:
                _keys(state.session).update(rule.every)
        elif isinstance(statement, Delete) or rule.counts(_set_columns(statement, state.parameters)):
            _note(state.session, rule, lambda column, s=statement: _pinned(s, column))
    if isinstance(statement, Delete):
        _keys(state.session).update(_along_with(table))


@hears_writes
def _note_write(session: Session, write: PreparedWrite, values: Mapping[str, Any]) -> None:
    for rule in _rules_of(write):
        # What the row says itself, or what the rows of other tables would say, if that is known already.
        named = [(by.kind, values.get(by.column if by.through is None else by.found)) for by in rule.by]
        keys = [Key(kind, value) for kind, value in named if isinstance(value, int)]
        if keys and len(keys) == len(named):
            _keys(session).update(keys)
            continue
        _note(session, rule, lambda column: {values[column]} if isinstance(values.get(column), int) else None)
    if write.kind is Delete:
        _keys(session).update(_along_with(write.table))


@cache
def _rules_of(write: PreparedWrite) -> list[Rule]:
    """All packages have said theirs before anybody writes."""
    rules = RULES.get(write.table, [])
    if write.kind is Insert:
        return [rule for rule in rules if rule.born]
    return [rule for rule in rules if write.kind is Delete or rule.counts(write.columns)]


@event.listens_for(Session, "before_commit")
def _stamp(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    keys: set[Key] = session.info.pop(CHANGED, set())
    for by, ids in session.info.pop(LATER, {}).items():
        keys.update(_found(session, by, ids))
    if keys:
        make_anew(session, keys)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(CHANGED, None)
        session.info.pop(LATER, None)


def _note(session: Session, rule: Rule, values_of: Any) -> None:
    """The rule's keys for what has, or had, `values_of(column)`; `rule.every` where that is not known."""
    if not rule.by:
        _keys(session).update(rule.every)
    for by in rule.by:
        values = values_of(by.column)
        if values is None:
            _keys(session).update(rule.every)
        elif by.through is None:
            _keys(session).update(Key(by.kind, value) for value in values)
        elif values:
            session.info.setdefault(LATER, {}).setdefault(by, set()).update(values)


def has_changed(*keys: Key) -> None:
    """Say of keys that no table stands for that they change with the running transaction."""
    _keys(db.session()).update(keys)


def _keys(session: Session) -> set[Key]:
    keys: set[Key] = session.info.setdefault(CHANGED, set())
    return keys


def _rules(row: Any) -> list[Rule]:
    return RULES.get(row.__tablename__, [])


def _values(row: Any, column: str) -> set[int] | None:
    """What the column holds, and what it held before; None when neither is in memory."""
    history = inspect(row).attrs[column].history
    found = (*(history.unchanged or ()), *(history.added or ()), *(history.deleted or ()), row.__dict__.get(column))
    return {value for value in found if isinstance(value, int)} or None


def _changed_columns(row: Any) -> list[str]:
    return [attribute.key for attribute in inspect(row).attrs if attribute.history.has_changes()]


def _set_columns(statement: Any, parameters: Any) -> Iterable[str] | None:
    """The columns that an UPDATE sets; None when that cannot be told."""
    named = dict(statement._values or {}) or dict(statement._ordered_values or ())
    if named:
        return [getattr(column, "key", str(column)) for column in named]
    first = parameters[0] if isinstance(parameters, list) and parameters else parameters
    return list(first) if isinstance(first, dict) else None


def _pinned(statement: Any, column: str) -> set[int] | None:
    """The values of `column` that a statement's WHERE allows; None when it says nothing plain about it, or sets it."""
    if isinstance(statement, Update) and column in (_set_columns(statement, None) or ()):
        return None
    for part in _parts(statement._where_criteria):
        if not isinstance(part, BinaryExpression) or getattr(part.left, "key", None) != column:
            continue
        of = getattr(getattr(part.left, "table", None), "name", None)
        if of != statement.table.name or not isinstance(part.right, BindParameter):
            continue
        value = part.right.effective_value
        if part.operator is operators.eq and isinstance(value, int):
            return {value}
        if part.operator is operators.in_op and isinstance(value, list | tuple | set | frozenset):
            return {one for one in value if isinstance(one, int)}
    return None


def _parts(criteria: Iterable[Any]) -> Iterator[Any]:
    """What is joined by AND, piece by piece."""
    for part in criteria:
        if getattr(part, "operator", None) is operators.and_:
            yield from _parts(part.clauses)
        else:
            yield part


def _found(session: Session, by: By, ids: set[int]) -> set[Key]:
    """The keys that other rows name; mostly those rows are in the session. What is not there any more changes nothing by itself."""
    found: set[int | None] = set()
    missing = []
    for key in ids:
        row = session.identity_map.get(identity_key(by.through, key))
        if row is not None and by.found in row.__dict__:
            found.add(row.__dict__[by.found])
        else:
            missing.append(key)
    if missing:
        through: Any = by.through
        some = select(getattr(through, by.found)).where(through.id.in_(missing))
        found.update(session.scalars(some))
    return {Key(by.kind, value) for value in found if value is not None}


@cache
def _along_with(table: str) -> frozenset[Key]:
    """The keys of what foreign keys change or delete when rows of `table` are deleted."""
    reached, left = {table}, [table]
    while left:
        parent = left.pop()
        for child in Base.metadata.tables.values():
            acts = any(key.column.table.name == parent and key.ondelete in _ACTS for key in child.foreign_keys)
            if acts and child.name not in reached:
                reached.add(child.name)
                left.append(child.name)
    reached.discard(table)
    return frozenset(key for name in reached for rule in RULES.get(name, ()) for key in rule.every)


_ACTS = ("CASCADE", "SET NULL")
