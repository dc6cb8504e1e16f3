"""A second worker, for tests of what several do at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app.core.db import Base, db

AT_MOST = 5.0
"""Seconds until the other worker lets go by itself: whoever waits for it goes on then, and has taken what they should have passed over."""


@contextmanager
def held_by_another(model: type[Base]) -> Iterator[bool]:
    """Another worker has all rows of `model` in its hands. Gives whether: on a file there is one worker."""
    if db.engine.dialect.name == "sqlite":
        yield False
        return
    db.session.rollback()
    with db.engine.connect() as other:
        other.execute(select(*model.__table__.primary_key).with_for_update()).all()
        lets_go = threading.Timer(AT_MOST, other.rollback)
        lets_go.start()
        try:
            yield True
        finally:
            lets_go.cancel()
            lets_go.join()
