"""Scopes: a path in the group tree, `/12/40/`. What is held on a path holds for everything below it.

`/` is the whole community. A column that stores a path registers with `holds_path`, so that moving a group rewrites them all.
Columns of rights (grants, restrictions) say so: when a group goes up in another one, their rows are never rewritten to its path.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db

ROOT = "/"
_columns: list[InstrumentedAttribute[str]] = []
_rights: list[InstrumentedAttribute[str]] = []


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
    """SQL for: `column` lies within one of `tops`. The many-things face of `is_within`. A top may be a parameter of the statement."""
    # What a parameter stands for is a path: digits and slashes, a pattern as it is.
    from_top = [column.startswith(top, autoescape=isinstance(top, str)) for top in tops]
    return or_(False, *from_top)


def covers_any(column: Any, paths: tuple[str, ...]) -> ColumnElement[bool]:
    """SQL for: one of `paths` lies within `column`, which holds paths. A path may be a parameter of the statement."""
    return or_(
        False,
        *(
            literal(path, Text()).startswith(column) if isinstance(path, str) else path.startswith(column)
            for path in paths
        ),
    )


def holds_path(column: InstrumentedAttribute[str], *, rights: bool = False) -> None:
    """Register a column that stores paths. `rights`: what stands there opens or closes something for somebody."""
    _columns.append(column)
    if rights:
        _rights.append(column)


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


def hold_what_lies_on(path: str, but: InstrumentedAttribute[str]) -> None:
    """Lock what happened on `path` and below it (not the column `but`, the tree's own, nor rights), by id.

    Called before the tree is locked: who decides about people's words locks these rows first, and the tree's last.
    """
    for column in _columns_but(but):
        key = column.class_.id
        here = select(key).where(column.startswith(path, autoescape=True)).order_by(key)
        db.session.execute(here.with_for_update())


def hand_over_path(old: str, new: str, but: InstrumentedAttribute[str]) -> None:
    """What happened on `old` itself counts as having happened on `new`, which covers it from now on.

    Nothing below `old` changes, nor does the column `but` (the tree's own). Rights stay where they are: a role held on `old` would
    become one on `new`, and cover more than anybody gave.
    """
    for column in _columns_but(but):
        db.session.execute(
            update(column.class_)
            .where(column == old)
            .values({column.key: new})
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()


def _columns_but(column: InstrumentedAttribute[str]) -> list[InstrumentedAttribute[str]]:
    left_out = [column, *_rights]
    return [one for one in _columns if not any(one is other for other in left_out)]
