"""Scopes: a path in the group tree, `/12/40/`. What is held on a path holds for everything below it.

`/` is the whole community. A column that stores a path registers with `holds_path`, so that moving a group rewrites them all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_, update
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db

ROOT = "/"
_columns: list[InstrumentedAttribute[str]] = []


def child_path(parent: str, key: int) -> str:
    """The path of child `key` below `parent`: ('/12/', 40) -> '/12/40/'."""
    return f"{parent}{key}/"


def is_within(path: str, top: str) -> bool:
    """Whether `path` is `top` or below it."""
    return path.startswith(top)


def path_ids(path: str) -> tuple[int, ...]:
    """The group ids along `path`, outermost first."""
    return tuple(int(part) for part in path.split("/") if part)


def ancestors(path: str) -> tuple[str, ...]:
    """Every path that covers `path`, from the root to itself."""
    found, paths = ROOT, [ROOT]
    for key in path_ids(path):
        found = child_path(found, key)
        paths.append(found)
    return tuple(paths)


def within_any(column: Any, tops: tuple[str, ...]) -> ColumnElement[bool]:
    """SQL for: `column` lies within one of `tops`. The many-things face of `is_within`."""
    from_top = [column.startswith(top, autoescape=True) for top in tops]
    return or_(False, *from_top)


def holds_path(column: InstrumentedAttribute[str]) -> None:
    """Register a column that stores paths."""
    _columns.append(column)


def rewrite_paths(old: str, new: str) -> None:
    """Change the prefix `old` to `new` in every registered column. Called by the command that moves a group."""
    for column in _columns:
        db.session.execute(
            update(column.class_)
            .where(column.startswith(old, autoescape=True))
            .values({column.key: new + func.substr(column, len(old) + 1)})
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()
