"""Commands: the only writers. The outermost one commits, once; nested ones join it; anything raised rolls back everything.

A command authorises, decides, changes rows through their models' verbs, publishes facts, and returns an outcome. Objects read
before it are read again inside its transaction, so that it decides on what is true now.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from app.core import facts
from app.core.db import db, finish, let_go, writing
from app.core.policy import Closed

P = ParamSpec("P")
R = TypeVar("R")


class Overtaken(Exception):
    """Raised inside a command: what it decided on without holding it has changed meanwhile.

    Nothing of it is kept, and the whole outermost command runs once more; then `must_hold()`.
    """


@dataclass
class Work:
    """What the running outermost command still owes before and after its commit."""

    published: list[facts.DomainEvent] = field(default_factory=list)
    before: list[Callable[[], None]] = field(default_factory=list)
    at_last: list[Callable[[], None]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    known: dict[tuple[str, int], Any] = field(default_factory=dict)
    """What was asked ahead, for who hears of it later in the same command: by a name, and the id of what it is about."""


TRIES = 3
"""PostgreSQL ends one of two transactions that wait for each other; it had changed nothing, so the whole command runs again."""

_work: ContextVar[Work | None] = ContextVar("work", default=None)
_holds: ContextVar[bool] = ContextVar("holds", default=False)
_readings: list[Callable[[], None]] = []


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a command. Raises whatever it raises, with everything rolled back.

    Text is rendered and checked first, before the first statement: the transaction opens with the first statement, and on
    SQLite it holds the only write lock from then on.
    """
    return _tried(function, TRIES)


def command_once(function: Callable[P, R]) -> Callable[P, R]:
    """As `command`, for what was decided on before it: it is never run again.

    Raises Overtaken, and what PostgreSQL raises when it ends one of two that wait for each other (`is_deadlock`).
    """
    return _tried(function, 1)


def _tried(function: Callable[P, R], times: int) -> Callable[P, R]:
    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _work.get() is not None:
            return function(*args, **kwargs)
        holds = False
        for left in reversed(range(times)):
            tried = _holds.set(holds)
            try:
                with unit_of_work():
                    return function(*args, **kwargs)
            except Overtaken:
                if not left:
                    raise
                holds = True
            except OperationalError as error:
                if not left or not is_deadlock(error):
                    raise
            finally:
                _holds.reset(tried)
        raise AssertionError("a command returns or raises")

    run.is_command = True  # type: ignore[attr-defined]
    return run


def must_hold() -> bool:
    """Whether the running command was overtaken before, so that it holds what it decides on from the beginning."""
    return _holds.get()


def unless_closed(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run a command that a page can do without, such as noting what was read: nothing happens while nobody may write."""
    with suppress(Closed):
        act(*args, **kwargs)


def publish(fact: facts.DomainEvent) -> None:
    """Announce `fact` now, inside the transaction, and again to `@after` subscribers once it is committed."""
    work = current_work()
    facts.announce(fact)
    work.published.append(fact)


def before_commit(action: Callable[[], None], *, last: bool = False) -> None:
    """Run `action` once, inside the transaction, when the outermost command has done everything else; it can still roll it back.

    In the order given. `last`: after all the others; what takes the lock that everybody needs belongs there, so that it is held
    briefly and nothing is waited for while it is held.
    """
    work = current_work()
    (work.at_last if last else work.before).append(action)


def afterwards(action: Callable[[], None]) -> None:
    """Run `action` after the commit; it is forgotten on rollback."""
    current_work().afterwards.append(action)


def current_work() -> Work:
    """The running command's work. Raises RuntimeError outside a command."""
    work = _work.get()
    if work is None:
        raise RuntimeError("only a command may write or publish; wrap the caller in @command")
    return work


def before_commands(reading: Callable[[], None]) -> Callable[[], None]:
    """Run `reading` before the transaction of every outermost command: what is read from memory and has grown old is read anew there.

    Inside, its statement would take the write lock of SQLite, and text would be rendered and checked under it.
    """
    _readings.append(reading)
    return reading


def read_anew() -> None:
    """What every outermost command does first, for whoever prepares one. No transaction is open afterwards."""
    # A read before us may hold an old snapshot; end it, so that what we decide on is read again under our own lock.
    db.session.rollback()
    for reading in _readings:
        reading()
    db.session.rollback()


@contextmanager
def unit_of_work() -> Iterator[Work]:
    """One transaction, or a part of the one that is open."""
    outer = _work.get()
    if outer is not None:
        yield outer
        return
    work = Work()
    read_anew()
    opened, marked = _work.set(work), writing.set(True)
    try:
        yield work
        _finish_work(work)
        finish()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        let_go()
        _work.reset(opened)
        writing.reset(marked)
    _settle(work)


def is_deadlock(error: Exception) -> bool:
    """Whether PostgreSQL ended a transaction as it and another one waited for each other."""
    return getattr(getattr(error, "orig", None), "sqlstate", "") == "40P01"


def _finish_work(work: Work) -> None:
    """What is owed before the commit. An action may owe another one."""
    while work.before or work.at_last:
        action = (work.before or work.at_last).pop(0)
        action()


def _settle(work: Work) -> None:
    for action in work.afterwards:
        action()
    for fact in work.published:
        facts.announce_later(fact)
