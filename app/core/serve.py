"""The web server and the job worker as they run in production: granian for pages, a huey consumer for jobs."""

from __future__ import annotations

import logging
import os
from datetime import timedelta

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from app.core.jobs import queue_of, sweep
from config import Config

THREADS = 12
"""Requests that one server process works on at a time; below the 15 connections that its pool may open."""

PROCESSES = 1
"""Server processes. One is kind to SQLite and answers some 100 pages a second; `WORKERS` asks for more."""

JOB_THREADS = 2
LONGEST_REST = 1.0
"""Seconds an idle job worker sleeps before it looks at the queue again."""

GOODBYE_SECONDS = 8
"""How long a server process may finish what it is answering."""


def serve(config: Config) -> None:
    """Answer requests until a signal says stop. Raises ValueError when WORKERS is no number."""
    Server(
        "app.core.served:app",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WORKERS") or PROCESSES),
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GOODBYE_SECONDS,
    ).serve()


def work(app: Flask) -> None:
    """Run jobs until a signal says stop; SIGINT and SIGTERM let the running ones end."""
    quiet()
    with app.app_context():
        # Whatever the last worker had in its hands is lost to the queue: hand it over at once, not in a minute.
        sweep(timedelta(0))
    consumer = queue_of(app).create_consumer(
        workers=JOB_THREADS, max_delay=LONGEST_REST, shutdown_timeout=GOODBYE_SECONDS
    )
    consumer.run()


def quiet() -> None:
    """Logs of the server and the worker: warnings and worse, without what people wrote and without arguments of jobs."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("huey", "_granian", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
