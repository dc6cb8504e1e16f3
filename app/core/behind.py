"""What a page notes besides being shown, written behind its answer: its reader waits for no turn to write, and for no disk.

Only for what nobody misses when a process is killed before it is written, such as how far a discussion was read, and may be written
twice. A process that answers has one thread for it, which writes all that was noted meanwhile in one transaction. Elsewhere, as in the
command line, it is written at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from app.core.command import unless_closed

log = logging.getLogger(__name__)
T = TypeVar("T")

PAUSE = 0.02
"""Seconds from the first note to the writing: others come meanwhile. A reader needs longer to turn to another page."""

SLOWLY = 1.0
"""The same for what nobody looks for at once: many are one transaction."""

MOST = 1000
"""Notes that may wait; whoever has one more writes it before the answer."""

_WRITER, _SLOW_WRITER = "behind", "slowly behind"


class Behind(Generic[T]):
    """Notes of one kind. `write` is a command that takes some of them at once. `slowly`: they may wait for a second, and be lost.

    `rest`: the seconds from one writing to the next, for what is best done together while much comes. The first is written as soon as ever.
    """

    def __init__(self, write: Callable[[Sequence[T]], object], *, slowly: bool = False, rest: float = 0.0) -> None:
        self.write = write
        self.slowly = slowly
        self.rest = rest

    def note(self, one: T) -> None:
        """Write it soon, or now."""
        writer: Writer | None = current_app.extensions.get(_SLOW_WRITER if self.slowly else _WRITER)
        if writer is None or not writer.take(self, one):
            unless_closed(self.write, [one])


class Writer:
    """The thread of a process that answers; it begins with the first note."""

    def __init__(self, app: Flask, *, slowly: bool = False) -> None:
        self.app = app
        self.slowly = slowly
        self._guard = threading.Lock()
        self._called = threading.Event()
        self._noted: dict[Behind[Any], list[Any]] = defaultdict(list)
        self._rests_until: dict[Behind[Any], float] = {}
        self._thread: threading.Thread | None = None

    def take(self, kind: Behind[T], one: T) -> bool:
        """False when too many wait."""
        with self._guard:
            if sum(map(len, self._noted.values())) >= MOST:
                return False
            self._noted[kind].append(one)
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_on, daemon=True, name="behind")
                self._thread.start()
        self._called.set()
        return True

    def write(self) -> None:
        """Write what was noted until now, without the kinds that rest. Raises nothing: nobody would hear it."""
        now = time.monotonic()
        with self._guard:
            ready = [kind for kind in self._noted if self._rests_until.get(kind, now) <= now]
            noted = {kind: self._noted.pop(kind) for kind in ready}
            if self._noted:
                self._called.set()
        if not noted:
            return
        self._rests_until.update({kind: now + kind.rest for kind in noted})
        with self.app.app_context():
            for kind, some in noted.items():
                if not _written(kind, some) and len(some) > 1:
                    for one in some:
                        _written(kind, [one])

    def _go_on(self) -> None:
        while True:
            self._called.wait()
            time.sleep(SLOWLY if self.slowly else PAUSE)
            self._called.clear()
            self.write()


def init_behind(app: Flask) -> None:
    """Write behind the answers from now on: in a process that answers, once."""
    app.extensions[_WRITER] = Writer(app)
    app.extensions[_SLOW_WRITER] = Writer(app, slowly=True)


def _written(kind: Behind[T], some: Sequence[T]) -> bool:
    """False when one of them is of something that is gone, so that none was written."""
    try:
        unless_closed(kind.write, some)
    except IntegrityError:
        return False
    except Exception as error:
        # The kind of error alone: a database's words can hold what somebody typed.
        log.warning("not noted: %s", type(error).__name__)
    return True
