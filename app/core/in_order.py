"""Requests of one server process are worked on in the order in which they came, few at a time, and pages before forms.

Python runs one thread at a time. Eight requests at once only take it from one another: each lasts as long as all of them, the unlucky
ones much longer, and half of the processor's time goes into changing places (measured: twice as many pages a second in order, and the
slowest of a hundred five times as quick). Whoever waits for something else, such as a turn to write, leaves the line; and nobody waits in
it for long, so that one slow page never holds up the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, cast

from app.core.line import Line

PATIENCE = 0.05
"""Seconds in the line at most: as long as some twenty pages take. Then one goes on beside the others."""

_mine = threading.local()


class InOrder:
    """Around a WSGI application, in a process that answers with several threads: `at_once` of them may work."""

    def __init__(self, wsgi: Any, at_once: int, patience: float = PATIENCE) -> None:
        self.wsgi = wsgi
        self.line = Line(at_once)
        self.patience = patience

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # A page is a moment's work; forms take longer, and with many of them pages would wait for all.
        is_page = environ.get("REQUEST_METHOD") in ("GET", "HEAD")
        _mine.line = self.line if self.line.join(self.patience, sooner=is_page) else None
        try:
            return cast("Iterable[bytes]", self.wsgi(environ, start_response))
        finally:
            step_out()


def step_out() -> None:
    """The request of this thread goes on beside the line: it is going to wait for something else. Nothing outside of a line."""
    line: Line | None = getattr(_mine, "line", None)
    if line is not None:
        _mine.line = None
        line.leave()
