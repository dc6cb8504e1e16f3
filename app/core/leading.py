"""Addresses that lead on: a thing is asked for by a word it once had, and its page is at another one now.

A query that finds it so says `lead_on`. The web door listens while it answers a page, and then the page is not made: the answer is
a redirect. For forms, jobs and the command line nobody listens, nothing happens, and the thing itself is worked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asked: ContextVar[str | None] = ContextVar("asked", default=None)


class MovedForGood(Exception):
    """The page that was asked for by `former` is at `present` now."""

    def __init__(self, former: str, present: str) -> None:
        super().__init__("moved")
        self.former = former
        self.present = present


@contextmanager
def listening(asked: str | None) -> Iterator[None]:
    """Listen for the word `asked`, which stands in the address of a page; None: nobody listens."""
    opened = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(opened)


def lead_on(former: str, present: str) -> None:
    """Say that what was found by `former` is at `present`. Raises MovedForGood while a page is asked for by that very word."""
    if _asked.get() == former:
        raise MovedForGood(former, present)
