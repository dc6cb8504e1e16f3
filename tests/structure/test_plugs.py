"""What packages plug in fits together: permissions of routes, names of jobs, paths, tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import DateTime, String, Table, Text

from app.core import scope, web
from app.core.db import Base, UtcDateTime
from app.core.jobs import JOBS
from config import ROOT

WITHOUT_A_FORM = ("notifications.",)
"""Where a POST may come from a mail program, with its secret in the address."""


def test_every_route_names_a_permission_that_exists(app: Flask) -> None:
    assert web.unknown_permissions(app) == []


def test_a_route_without_a_permission_is_found() -> None:
    bare = Flask(__name__, static_folder=None)
    bare.add_url_rule("/", "open_door", lambda: "")
    bare.add_url_rule("/x", "odd", web.access("no.such_permission")(lambda: ""))
    assert web.unknown_permissions(bare) == ["odd", "open_door"]


def _unsafe(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            values = dict.fromkeys(rule.arguments, "1")
            with app.test_request_context():
                yield method, app.url_for(rule.endpoint, **values), rule.endpoint


def test_every_unsafe_route_refuses_a_form_without_its_token(app: Flask) -> None:
    client = app.test_client()
    open_doors = []
    for method, url, endpoint in _unsafe(app):
        answer = client.open(url, method=method)
        if answer.status_code != 400 and not endpoint.startswith(WITHOUT_A_FORM):
            open_doors.append(f"{method} {url} answers {answer.status_code}")
    assert not open_doors, open_doors


def test_a_view_without_a_form_is_one_we_know(app: Flask) -> None:
    marked = [name for name, view in app.view_functions.items() if getattr(view, "without_form", False)]
    assert all(name.startswith(WITHOUT_A_FORM) for name in marked), marked


def test_every_deferred_job_exists(app: Flask) -> None:
    unknown = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", getattr(node.func, "attr", "")) != "defer":
                continue
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant) and name.value not in JOBS:
                unknown.append(f"{path.relative_to(ROOT)}: {name.value}")
    assert not unknown, unknown


def _tables() -> list[Table]:
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def test_every_column_that_holds_a_path_is_rewritten_when_a_group_moves(app: Flask) -> None:
    held = {str(column) for column in (column.property.columns[0] for column in scope._columns)}
    paths = {
        f"{table.name}.{column.name}" for table in _tables() for column in table.columns
        if column.name in ("path", "scope_path", "group_path")
    }  # fmt: skip
    assert paths <= held, sorted(paths - held)


def test_every_foreign_key_says_what_happens_on_delete(app: Flask) -> None:
    silent = [
        str(key.parent) for table in _tables() for key in table.foreign_keys if not key.ondelete
    ]  # fmt: skip
    assert not silent, silent


@pytest.mark.usefixtures("app")
def test_text_has_no_length_in_the_database_and_times_are_utc() -> None:
    odd = []
    for table in _tables():
        for column in table.columns:
            if isinstance(column.type, String) and (column.type.length or not isinstance(column.type, Text)):
                odd.append(f"{column} is {column.type!r}")
            if isinstance(column.type, DateTime) and not isinstance(column.type, UtcDateTime):
                odd.append(f"{column} is {column.type!r}")
    assert not odd, odd
