"""The web server and the job worker as they run in production: granian for pages, a huey consumer for jobs."""

from __future__ import annotations

import ctypes
import gc
import importlib
import logging
import multiprocessing
import os
import sys
import threading
import time
from datetime import timedelta
from functools import partial
from typing import Any, cast

from flask import Flask
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server.common import AbstractServer
from redis import RedisError
from sqlalchemy.orm import configure_mappers

from app.core import leash
from app.core.behind import init_behind
from app.core.db import db
from app.core.doors import Doors
from app.core.forms_first import is_plain_form
from app.core.front import Front
from app.core.jobs import queue_of, sweep
from app.core.keeper import Child, Keeper
from app.core.lanes import Lanes
from app.core.metrics import begin
from app.core.parting import make_ready
from app.core.web import LARGEST_BODY
from config import Config

THREADS = 8
"""Requests that one server process has in hand at a time; below the 15 connections that its pool may open."""

FORMS = 4
"""Of these, how many forms: whoever reads never waits until somebody who writes is done."""

AT_ONCE = {"sqlite": 1, "postgresql": 3}
"""Of these, how many it works on (`core.lanes`). PostgreSQL is waited for while others can go on; SQLite answers in the same thread."""

PROCESSES = 1
"""Server processes. One is kind to SQLite and answers some hundreds of pages a second; `WORKERS` asks for more."""

JOB_THREADS = 2
JOBS_STAND_BACK = 10
"""How much nicer the job worker is than the server: pages come first where there is not enough processor for both."""
MALLOC = {
    # M_ARENA_MAX: each thread would have a heap of its own, and none of them gives back what it once took.
    -8: 1,
    # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, in bytes: by itself the C library raises both, and large pieces leave holes behind.
    -3: 128 * 1024,
    -1: 256 * 1024,
}
"""How the C library keeps memory in a process that answers pages."""

GIVE_BACK_SECONDS = 15.0
"""How often such a process gives back what was freed between pieces that are still used."""

LONGEST_REST = 1.0
"""Seconds an idle job worker sleeps before it looks at the queue again."""

SWITCH_SECONDS = 0.0005
"""How long a thread may go on while others wait to. A tenth of what is usual: whoever writes lets Python go at each statement, and would
wait so long to have it back, with the file of the community in hand."""

GOODBYE_SECONDS = 8
"""How long a server process may finish what it is answering."""


def serve(app: Flask, config: Config) -> None:
    """Answer requests until a signal says stop. Raises ValueError when WORKERS is no number.

    The processes that answer are forked from this one and answer with its `app`, so that they share the memory of what was loaded.
    """
    server = server_of("app.core.served:app", config.host, config.port)
    if multiprocessing.get_start_method() != "fork":
        server.serve()
        return
    _settle(app)
    # Said to be a function; an application of RSGI may be an object.
    server.serve(target_loader=cast("Any", partial(_on_the_leash, app)), wrap_loader=False)


def server_of(target: str, address: str, port: int, interface: Interfaces = Interfaces.RSGI) -> AbstractServer[Any]:
    """The server as it runs here, of what `target` names. Raises ValueError when WORKERS is no number."""
    return Doors(
        target,
        address=address,
        port=port,
        interface=interface,
        workers=int(os.environ.get("WORKERS") or PROCESSES),
        blocking_threads=THREADS if interface == Interfaces.WSGI else 1,
        # What reads and writes the connections has a thread of its own; by itself it would take turns with what starts and ends them.
        runtime_mode=RuntimeModes.mt,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GOODBYE_SECONDS,
    )


def _settle(app: Flask) -> None:
    """Leave nothing that two processes must not share, and nothing that a look for rubbish would touch: memory is shared until it is."""
    # Would be done by the first statement of each process, for itself.
    configure_mappers()
    make_ready(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if sys.platform == "linux":
        for what, value in MALLOC.items():
            ctypes.CDLL(None).mallopt(what, value)
    gc.collect()
    gc.freeze()


def _on_the_leash(app: Flask) -> Front:
    threading.Thread(target=_give_back, daemon=True, name="give back").start()
    return front_of(app)


def _give_back() -> None:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while trim is not None:
        time.sleep(GIVE_BACK_SECONDS)
        trim(0)


def front_of(app: Flask) -> Front:
    """What the server asks, in a process that answers, once. It ends with the process that started it."""
    leash.hold()
    sys.setswitchinterval(SWITCH_SECONDS)
    init_behind(app)
    with app.app_context():
        at_once = AT_ONCE.get(db.engine.dialect.name, 1)
    return Front(app.wsgi_app, Lanes(at_once, FORMS, THREADS), LARGEST_BODY, is_plain_form)


def work(app: Flask) -> None:
    """Run jobs until a signal says stop; SIGINT and SIGTERM let the running ones end."""
    quiet()
    os.nice(JOBS_STAND_BACK)
    with app.app_context():
        # Whatever the last worker had in its hands is lost to the queue: hand it over at once, not in a minute.
        sweep(timedelta(0))
    consumer = queue_of(app).create_consumer(
        workers=JOB_THREADS, max_delay=LONGEST_REST, shutdown_timeout=GOODBYE_SECONDS
    )
    consumer.run()


def measured(app: Flask, config: Config, who: str) -> tuple[Child, ...]:
    """The process that answers the monitoring, where the installation has a port for it; the others count from now on."""
    if not begin(config, who):
        return ()
    return (Child("metrics", partial(importlib.import_module("app.core.measuring").answer, app)),)


def keep_alone(app: Flask, config: Config, child: Child) -> None:
    """One part of the house under a service manager, with its metrics beside it where they are wanted."""
    beside = measured(app, config, child.name.replace(" ", "-"))
    if not beside:
        child.work()
        return
    db.session.remove()
    db.engine.dispose()
    keeper = Keeper((child, *beside), lambda words: logging.getLogger(__name__).warning(words))
    keeper.start()
    keeper.keep()
    keeper.stop()


def quiet() -> None:
    """Logs of the server and the worker: warnings and worse, without what people wrote and without arguments of jobs."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("huey", "_granian", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_in_one_line)


def _in_one_line(record: logging.LogRecord) -> bool:
    # The worker asks a Redis that is away again and again; forty lines of it each time would hide what else there is to read.
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, RedisError):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        record.exc_info = record.exc_text = None
    return True
