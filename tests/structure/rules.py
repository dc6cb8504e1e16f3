"""House rules that read source code. A rule takes a module's path (from the root) and its syntax tree, and names what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "handler", "handlers", "misc"}
REQUEST_NAMES = {"request", "g", "session", "current_user", "login_user", "logout_user"}
MAY_KNOW_THE_REQUEST = tuple(f"app/core/{name}.py" for name in ("web", "navigation", "assets", "for_visitors", "for_readers", "slots"))

Rule = Callable[[PurePosixPath, ast.Module], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    """Every function and method of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def no_imports_inside_functions(_path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"line {node.lineno}: {function.name} imports inside itself"


def only_the_kernel_commits(path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    if str(path) == "app/core/db.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"line {node.lineno}: commits; wrap the caller in @command"


def names_say_what_is_inside(path: PurePosixPath, _tree: ast.Module) -> Iterator[str]:
    for part in (*path.parts[:-1], path.stem):
        if part in VAGUE_NAMES:
            yield f"{part!r} says nothing; name the noun or the verb"


def files_are_short(_path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    lines = max((node.end_lineno or 0 for node in tree.body), default=0)
    if lines > LONGEST_FILE:
        yield f"{lines} lines; make it a package, one module for a noun or a verb"


def functions_are_short(_path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    for function in functions(tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"line {function.lineno}: {function.name} has {lines} lines"


def everything_has_a_docstring(path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(tree):
        yield "the module says nothing about itself"
    if path.parts[:1] == ("app",) and len(path.parts) == 3 and path.name == "__init__.py" and len(tree.body) > 1:
        yield "a package's __init__.py is one docstring: what it is for, and what it is not for"


def no_query_property(_path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr != "query":
            continue
        is_model = isinstance(node.value, ast.Name) and node.value.id[:1].isupper()
        is_session = isinstance(node.value, ast.Attribute) and node.value.attr == "session"
        if is_model or is_session:
            yield f"line {node.lineno}: use select(...)"


def one_clock(path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    if str(path) == "app/core/clock.py":
        return
    told = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in told:
                yield f"line {node.lineno}: {owner}.{node.attr}; core.clock is the clock"


def only_routes_know_the_request(path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    if str(path) in MAY_KNOW_THE_REQUEST or "routes" in path.parts or path.stem in ("routes", "forms"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login"):
            for name in node.names:
                if name.name in REQUEST_NAMES:
                    yield f"line {node.lineno}: imports {name.name}; hand in what is needed"


def pages_go_by_key(_path: PurePosixPath, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "offset":
            yield f"line {node.lineno}: OFFSET; page by key"


RULES: tuple[Rule, ...] = (
    no_imports_inside_functions,
    only_the_kernel_commits,
    names_say_what_is_inside,
    files_are_short,
    functions_are_short,
    everything_has_a_docstring,
    no_query_property,
    one_clock,
    only_routes_know_the_request,
    pages_go_by_key,
)

BAD_EXAMPLES: tuple[tuple[Rule, str, str], ...] = (
    (no_imports_inside_functions, "app/groups/queries.py", "def f():\n    import os"),
    (only_the_kernel_commits, "app/groups/commands.py", "db.session.commit()"),
    (names_say_what_is_inside, "app/groups/utils.py", ""),
    (names_say_what_is_inside, "app/helpers/tree.py", ""),
    (files_are_short, "app/groups/queries.py", "x = 1\n" * (LONGEST_FILE + 1)),
    (functions_are_short, "app/groups/queries.py", "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
    (everything_has_a_docstring, "app/groups/queries.py", "x = 1"),
    (everything_has_a_docstring, "app/groups/__init__.py", '"""Groups."""\nfrom os import path'),
    (no_query_property, "app/groups/queries.py", "Group.query.all()"),
    (no_query_property, "app/groups/queries.py", "db.session.query(Group)"),
    (one_clock, "app/groups/commands.py", "datetime.now(UTC)"),
    (one_clock, "app/groups/commands.py", "datetime.datetime.utcnow()"),
    (one_clock, "app/groups/commands.py", "date.today()"),
    (only_routes_know_the_request, "app/groups/queries.py", "from flask import g"),
    (only_routes_know_the_request, "app/groups/commands/join.py", "from flask_login import current_user"),
    (pages_go_by_key, "app/groups/queries.py", "select(Group).offset(20)"),
)
