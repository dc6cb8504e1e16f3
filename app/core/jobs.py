"""Background jobs with a promise: a row in the command's own transaction, deleted when the job is done.

Huey carries the work to the worker and forgets what was in flight when it is killed; the promise row does not, and `sweep` hands it
over again. So a job runs at least once, and each is safe to run twice. A job gets ids and calls a command.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, groupby
from typing import Any, NamedTuple

from flask import Flask, current_app
from huey import Huey, RedisHuey
from huey import crontab as crontab
from redis import ConnectionPool
from sqlalchemy import select, update

from app.core import clock
from app.core.behind import Behind
from app.core.claims import claim, claimed
from app.core.command import afterwards, command, current_work
from app.core.db import db, is_closed
from app.core.driver import alone
from app.core.metrics import count
from app.core.policy import Closed
from app.core.promises import ALL_KEPT, DUE, KEPT, PROMISE, SOME
from app.core.promises import Promise as Promise
from app.core.queue_file import QueueFile
from app.core.timekeeper import Timekeeper
from config import Config

log = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=60)
"""A promise that is this much overdue was lost on its way and is handed over again."""

ATTEMPTS = 8
"""Tries before a promise is left for a person to look at; they wait 1, 2, 4, … minutes."""

REST_SECONDS = 10.0
"""How long nothing is handed to a queue that did not answer, so that nobody's page waits for it again and again."""

TOGETHER_SECONDS = 0.5
"""How long what is promised waits for others where something was handed over a moment before: while many write, their notices are few
transactions and few letters' jobs. By so much a notice may be later then. Where nothing was for so long it is handed over at once."""

REDIS_CONNECT_SECONDS = 1.0
REDIS_ANSWER_SECONDS = 5.0
"""Longer than the second for which a worker waits at an empty queue."""

BITE = 50
"""Jobs that are one command each, done in one transaction when so many wait: with one each, beginning and ending it is most of the work. On
SQLite everybody who writes waits meanwhile, for some milliseconds. One that is about a list counts as many as stand there."""

Job = Callable[..., None]
Ahead = Callable[[Sequence[Mapping[str, Any]]], Callable[[], None]]
JOBS: dict[str, Job] = {}
WHOLE: set[str] = set()
"""Names of jobs that are one command each."""

AHEAD: dict[str, Ahead] = {}
"""Of these, what does many of them at once: it finds out what there is to write, and answers what writes it."""


@dataclass(frozen=True)
class Schedule:
    """A job without arguments that runs by the clock."""

    name: str
    function: Callable[[], None]
    when: Callable[[datetime], bool]


SCHEDULES: list[Schedule] = []


class Owed(NamedTuple):
    """A promise that was committed and waits for a worker. Quick is what is one command."""

    promise_id: int
    is_quick: bool


class Bite(NamedTuple):
    """Promises that are kept together: their jobs by id, and what does them."""

    jobs: dict[int, str]
    writes: list[Callable[[], None]]


def job(name: str, *, whole: bool = False, ahead: Ahead | None = None) -> Callable[[Job], Job]:
    """Register a job as `package.verb`; commands defer it by that name. Raises ValueError when the name is taken.

    `whole`: it does nothing but run commands, so all of it and the end of its promise are one transaction. `ahead`: takes the arguments of
    many such jobs, reads what must be known, in no transaction where one would hold up others, and answers the command that does them all;
    another worker may do one of them meanwhile, so it must be safe to do twice.
    """

    def register(function: Job) -> Job:
        if name in JOBS:
            raise ValueError(f"a job has one function: {name!r}")
        JOBS[name] = function
        if whole:
            WHOLE.add(name)
        if ahead is not None:
            AHEAD[name] = ahead
        return function

    return register


def every(name: str, when: Callable[[datetime], bool]) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run the function by the clock: `@every("accounts.tidy", crontab(hour="4", minute="10"))`. UTC."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        SCHEDULES.append(Schedule(name, function, when))
        return function

    return register


def defer(name: str, *, after: timedelta = timedelta(0), **arguments: Any) -> None:
    """Promise that job `name` runs with `arguments` (ids and codes) after this command commits, `after` that moment at the earliest.

    Raises RuntimeError outside a command.
    """
    current_work()
    found = PROMISE.run(job=name, arguments=arguments, due_at=clock.now() + after, attempts=0, last_error="")
    promise_id = int(found[0][0])
    owed = Owed(promise_id, name in WHOLE)
    afterwards(functools.partial(_carry, [promise_id], after) if after else functools.partial(_owed.note, owed))


def keep_promise(promise_id: int) -> bool:
    """Run one promised job; True when it is done, or was done before. A failure is counted and tried again later.

    False also while another worker is at it: each job is in one pair of hands (`core.claims`).

    While the community is closed for writing nothing is tried: its promises move along with it.
    """
    if is_closed():
        db.session.rollback()
        return False
    db.session.rollback()
    promise = _look([promise_id]).get(promise_id)
    if promise is None:
        return True
    name, arguments = promise.job, dict(promise.arguments)
    try:
        is_kept = (_keep_whole if name in WHOLE else _keep)(promise_id, name, arguments)
    except Closed:
        db.session.rollback()
        return False
    except Exception as error:
        log.warning("job %s failed: %s", name, type(error).__name__)
        db.session.rollback()
        _note_failure(promise_id, type(error).__name__)
        count("jobs", job=name, result="failed")
        return False
    if is_kept:
        count("jobs", job=name, result="done")
    return is_kept


def keep_some(promise_ids: Sequence[int]) -> None:
    """Run promised jobs that were handed over. Of those that are one command each, whatever else is due is done along with them."""
    found = _look(promise_ids)
    quick = [promise_id for promise_id, promise in found.items() if promise.job in WHOLE]
    # What was due before goes first; nobody else may come back for these. Another worker's bite may have had some of them.
    while quick and (done := _try_bite()):
        left = [promise_id for promise_id in quick if promise_id not in done]
        quick = list(_look(left)) if left else []
    for promise_id, promise in found.items():
        if promise.job not in WHOLE or promise_id in quick:
            keep_promise(promise_id)


def run_due(limit: int = 100) -> int:
    """Run what is due now, here, oldest first; answers how many were tried. Tests and `./dayroom jobs run` use it."""
    due = select(Promise.id).where(Promise.due_at <= clock.now()).order_by(Promise.due_at, Promise.id).limit(limit)
    ids = () if is_closed() else db.session.scalars(due.with_for_update(skip_locked=True)).all()
    db.session.rollback()
    for promise_id in ids:
        keep_promise(promise_id)
    return len(ids)


def sweep(overdue_by: timedelta = SWEEP_AFTER) -> int:
    """Hand over again what is overdue: the worker was killed with it, or the queue was away. Answers how many."""
    overdue = (
        select(Promise.id)
        .where(Promise.due_at <= clock.now() - overdue_by, Promise.attempts < ATTEMPTS)
        .order_by(Promise.due_at)
        .limit(500)
        # What a worker is at, however long it takes, is not handed over again.
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(overdue).all()
    db.session.rollback()
    # The first of them finds out whether the queue is there again; where it is not, the others wait.
    current_app.extensions.pop("queue_rests", None)
    hand_over([Owed(promise_id, False) for promise_id in ids])
    return len(ids)


def hand_over(owed: Sequence[Owed]) -> None:
    """Put promised jobs into the queue, those that are quickly done together. Raises nothing: what is not handed over is swept up."""
    quick = [one.promise_id for one in owed if one.is_quick]
    for some in [*([quick] if quick else []), *([one.promise_id] for one in owed if not one.is_quick)]:
        _carry(some)


def init_jobs(app: Flask, config: Config) -> None:
    """Make the queue of `app`. Under test there is none: tests keep promises themselves with `run_due`."""
    if config.testing:
        return
    queue: Huey
    if config.redis_url:
        waits = {"socket_connect_timeout": REDIS_CONNECT_SECONDS, "socket_timeout": REDIS_ANSWER_SECONDS}
        queue = RedisHuey("dayroom", connection_pool=ConnectionPool.from_url(config.redis_url, **waits))
    else:
        queue = Huey("dayroom", storage_class=QueueFile, filename=str(config.instance / "jobs.db"))

    @queue.task(name="keep_promise")
    def carry(promise_ids: Sequence[int]) -> None:
        with app.app_context():
            keep_some(promise_ids)

    with app.app_context():
        timekeeper = Timekeeper(db.engine)

    def once(when: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
        return lambda moment: when(moment) and timekeeper.is_here()

    @queue.periodic_task(once(crontab()), name="sweep")
    def sweep_overdue() -> None:
        with app.app_context():
            sweep()

    for schedule in SCHEDULES:
        queue.periodic_task(once(schedule.when), name=schedule.name)(_in_context(app, schedule.function))
    app.extensions["jobs"] = (queue, carry)


def queue_of(app: Flask) -> Huey:
    """The queue that a worker serves."""
    queue: Huey = app.extensions["jobs"][0]
    return queue


def _carry(promise_ids: list[int], after: timedelta | None = None) -> None:
    parts = current_app.extensions.get("jobs")
    if parts is None or time.monotonic() < current_app.extensions.get("queue_rests", 0.0):
        return
    carry = parts[1]
    try:
        if after is None:
            carry(promise_ids)
        else:
            carry.schedule((promise_ids,), delay=after.total_seconds())
    except Exception as error:
        current_app.extensions["queue_rests"] = time.monotonic() + REST_SECONDS
        log.warning("queue away (%s): the sweep will hand it over", type(error).__name__)


def _look(promise_ids: Sequence[int]) -> dict[int, Any]:
    """The promises by id, in order, without those that were kept. 1 statement, in no transaction."""
    with alone(db.session()):
        found = {promise.id: promise for promise in SOME.rows(promises=promise_ids)}
    db.session.rollback()
    return {promise_id: found[promise_id] for promise_id in promise_ids if promise_id in found}


def _try_bite() -> set[int]:
    """The promises that were kept; none where the community is closed, or one of the jobs failed: then each is tried by itself."""
    try:
        bite = _keep_looked_for() if db.engine.dialect.name == "sqlite" else _keep_found()
    except Closed:
        db.session.rollback()
        return set()
    except Exception as error:
        log.warning("some jobs failed together: %s", type(error).__name__)
        db.session.rollback()
        return set()
    for name in bite.values():
        count("jobs", job=name, result="done")
    return set(bite)


def _keep_looked_for() -> dict[int, str]:
    """Where there is one writer, it has to wait for what is written alone. One process does the jobs there, one bite at a time."""
    with _biting:
        with alone(db.session()):
            bite = _find_bite()
        return _write(bite)


@command
def _keep_found() -> dict[int, str]:
    """Where several processes do jobs, each holds what it does from the beginning."""
    return _write(_find_bite())


@command
def _write(bite: Bite) -> dict[int, str]:
    for write in bite.writes:
        write()
    if bite.jobs:
        ALL_KEPT.run(promises=bite.jobs)
    return bite.jobs


def _find_bite() -> Bite:
    """What is due, oldest first. What failed before is tried by itself."""
    rows = DUE.rows(now=clock.now(), jobs=WHOLE, size=BITE)
    sizes = accumulate(_size(each.arguments) for each in rows)
    due = [each for place, (each, size) in enumerate(zip(rows, sizes, strict=True)) if size <= BITE or place == 0]
    parts = [(name, [each.arguments for each in some]) for name, some in groupby(due, lambda promise: promise.job)]
    return Bite({promise.id: promise.job for promise in due}, [_done_by(name, asked) for name, asked in parts])


def _size(arguments: dict[str, Any]) -> int:
    return max((len(each) for each in arguments.values() if isinstance(each, list)), default=1)


def _done_by(name: str, asked: Sequence[dict[str, Any]]) -> Callable[[], None]:
    return AHEAD[name](asked) if name in AHEAD else functools.partial(_one_by_one, JOBS[name], asked)


def _one_by_one(function: Job, asked: Sequence[dict[str, Any]]) -> None:
    for arguments in asked:
        function(**arguments)


def _in_context(app: Flask, function: Callable[[], None]) -> Callable[[], None]:
    @functools.wraps(function)
    def run() -> None:
        with app.app_context(), suppress(Closed):
            function()

    return run


def _keep(promise_id: int, name: str, arguments: dict[str, Any]) -> bool:
    with claimed(promise_id, _forget_if_open) as is_mine:
        if is_mine:
            JOBS[name](**arguments)
    return is_mine


@command
def _keep_whole(promise_id: int, name: str, arguments: dict[str, Any]) -> bool:
    if not claim(promise_id):
        return False
    JOBS[name](**arguments)
    _forget(promise_id)
    return True


def _forget_if_open(promise_id: int) -> None:
    with suppress(Closed):
        _forget(promise_id)


@command
def _note_failure(promise_id: int, error: str) -> None:
    promise = db.session.get(Promise, promise_id)
    if promise is not None:
        promise.attempts += 1
        promise.last_error = error
        promise.due_at = clock.now() + timedelta(minutes=2 ** (promise.attempts - 1))


@command
def _forget(promise_id: int) -> None:
    KEPT.run(promise=promise_id)


@command
def try_again() -> int:
    """Give promises that used up their tries another round; answers how many."""
    spent = update(Promise).where(Promise.attempts >= ATTEMPTS).values(attempts=0, due_at=clock.now())
    return int(db.session.execute(spent).rowcount)  # type: ignore[attr-defined]


_biting = threading.Lock()
_owed: Behind[Owed] = Behind(hand_over, rest=TOGETHER_SECONDS)
"""Nobody's answer waits for the queue. Whoever is killed before has promised all the same: it is swept up."""
