"""A promised job is in the hands of one worker at a time, however often it was handed over and to whomever.

On PostgreSQL the worker holds the row of the promise, and others pass it over (`SKIP LOCKED`); a worker that is killed lets go of it at
once. On SQLite one process does the jobs, and its threads know of each other; what is one transaction waits for its turn there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import bindparam, column, delete, select, table

from app.core.db import Id, db
from app.core.prepared import Prepared

_PROMISES = table("promises", column("id", Id))
_ONE = _PROMISES.c.id == bindparam("promise", type_=Id)
_HOLD = select(_PROMISES.c.id).where(_ONE).with_for_update(skip_locked=True)
_KEPT = delete(_PROMISES).where(_ONE)
_HOLDING = Prepared(lambda: _HOLD)

_here: set[int] = set()
_guard = threading.Lock()


def claim(promise_id: int) -> bool:
    """Hold the promise until this transaction ends; False when another has it, or it is kept. 1 statement."""
    return _HOLDING.first(promise=promise_id) is not None


@contextmanager
def claimed(promise_id: int, forget: Callable[[int], None]) -> Iterator[bool]:
    """Hold the promise while the block does the job, in whatever transactions; kept when the block ends well, still there when it fails.

    Gives False when another has it, or it is kept. `forget` ends a promise where no connection holds it.
    """
    if db.engine.dialect.name == "postgresql":
        # A connection of its own: the session's locks go with each of the job's commits.
        with db.engine.begin() as connection:
            is_mine = connection.execute(_HOLD, {"promise": promise_id}).first() is not None
            yield is_mine
            if is_mine:
                connection.execute(_KEPT, {"promise": promise_id})
        return
    with _guard:
        is_mine = promise_id not in _here
        _here.add(promise_id)
    try:
        yield is_mine
        if is_mine:
            forget(promise_id)
    finally:
        if is_mine:
            _here.discard(promise_id)
