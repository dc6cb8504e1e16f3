"""What the processes that answer should have in common is done once, before they part: memory is shared until somebody changes it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

Ready = Callable[[], object]
_all: list[Ready] = []


def before_parting(function: Ready) -> Ready:
    """Plug in: build what is built when it is first needed, inside the application's context. It may read the database."""
    _all.append(function)
    return function


def make_ready(app: Flask) -> None:
    """Do all of it, and make one page as a visitor, so that a process can also say that the database is away where it is away by then."""
    with app.test_request_context("/"):
        app.full_dispatch_request()
    with app.app_context():
        for function in _all:
            function()
    for kept in ("pages", "shared_pages"):
        app.extensions.pop(kept, None)
