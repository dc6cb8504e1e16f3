"""Counting what happens, for a monitoring: requests, jobs, mails, what caches found. Off unless METRICS_PORT is set, and free then.

A label is a word of the code (a route's rule, a job, a result), never a path that was asked for, a name or a number of somebody.
`app.core.counters` keeps the numbers and `app.core.measuring` answers with them.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask

from config import Config

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment's word for where the processes of one house put their numbers: who starts them sets it, they inherit it."""

RULE = "dayroom.rule"
"""In a request's environment: the rule of the route, for a request that was answered without it."""

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Figure:
    """One number of this moment: `dayroom_NAME{label="…"} value`. `words` say what it is; all of one name have the same."""

    name: str
    words: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


Measure = Callable[[], Iterable[Figure]]
MEASURES: list[Measure] = []


class Counters(Protocol):
    """What `app.core.counters` offers."""

    def add(self, name: str, by: int, labels: dict[str, str]) -> None: ...

    def took(self, seconds: float, route: str, method: str, status: str) -> None: ...


_counters: Counters | None = None


def measures(function: Measure) -> Measure:
    """Offer figures that are read from the database when the monitoring asks, inside the application's context."""
    MEASURES.append(function)
    return function


def count(name: str, by: int = 1, **labels: str) -> None:
    """Count one more, or `by` more: `count("cache_lookups", cache="page", result="hit")` is `dayroom_cache_lookups_total`.

    Raises ValueError when the name was used with other labels.
    """
    if _counters is not None:
        _counters.add(name, by, labels)


def begin(config: Config, who: str) -> bool:
    """Count from nothing, in this process and those that it starts; whether the installation wants that at all. `who`: the starter."""
    if not config.metrics_port:
        return False
    folder = config.instance / "metrics" / who
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    os.environ[FOLDER] = str(folder)
    _load()
    return True


def init_metrics(app: Flask, config: Config) -> None:
    """Time the requests of `app`, where the installation has a port for metrics."""
    if not config.metrics_port:
        return
    if os.environ.get(FOLDER):
        _load()
    app.wsgi_app = _Timed(app.wsgi_app)  # type: ignore[method-assign]


def _load() -> None:
    # By name: the library takes an eighth of a second, which only who counts should pay.
    global _counters
    _counters = _counters or importlib.import_module("app.core.counters").Counters()


class _Timed:
    """Around the application: what an answer took, whoever gave it."""

    def __init__(self, wsgi: Any) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if _counters is None:
            return self.wsgi(environ, start_response)
        began, told, rule, is_later = time.perf_counter(), "", "none", False

        def took() -> None:
            if _counters is not None:
                _counters.took(time.perf_counter() - began, rule, _method(environ), f"{told[:1] or '5'}xx")

        def start(status: str, *rest: Any) -> Any:
            nonlocal told, rule
            # Now, since Flask takes its request out of the environment at the end.
            told, rule = status, _rule(environ)
            if is_later:
                took()
            return start_response(status, *rest)

        try:
            answer = self.wsgi(environ, start)
            # It is worked on together with others, and begins to answer then (`forms_first.Later`).
            is_later = not told
        finally:
            if not is_later:
                took()
        return answer


def _rule(environ: dict[str, Any]) -> str:
    """'kept' for a page that was in memory and reached no route, 'none' where there is no route."""
    request = environ.get("werkzeug.request")
    if request is None:
        return str(environ.get(RULE, "kept"))
    return str(request.url_rule.rule) if request.url_rule is not None else "none"


def _method(environ: dict[str, Any]) -> str:
    method = str(environ.get("REQUEST_METHOD", ""))
    return method if method in METHODS else "other"
