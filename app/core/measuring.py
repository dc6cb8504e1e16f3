"""What a monitoring is answered, on a port of its own in a process of its own: `GET /metrics`.

The numbers that the other processes keep are read from their files and added up; the others are asked of the database at that moment.
Loaded by name, with the library, only where METRICS_PORT is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask import Flask
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from app.core.db import db
from app.core.health import figures as health_figures
from app.core.metrics import FOLDER, MEASURES, Figure
from config import Config

SLOWEST_SECONDS = 10


def answer(app: Flask) -> None:
    """Answer the monitoring until a signal says stop. Raises OSError when the port is taken."""
    config: Config = app.config["DAYROOM"]

    class Asked(BaseHTTPRequestHandler):
        timeout = SLOWEST_SECONDS

        def do_GET(self) -> None:  # noqa: N802
            known = self.path.split("?")[0] == "/metrics"
            body = text_of(app) if known else b"/metrics\n"
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST if known else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: Any) -> None:
            """Nobody needs to know who asked."""

    ThreadingHTTPServer((config.metrics_host, config.metrics_port), Asked).serve_forever()


def text_of(app: Flask) -> bytes:
    """Everything, as Prometheus reads it."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=os.environ[FOLDER])  # type: ignore[no-untyped-call]
    registry.register(_Moment(app))
    return generate_latest(registry)


class _Moment:
    """The figures of this moment. One that cannot be read is left out, and `dayroom_part_ok` says why."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def collect(self) -> Iterator[Metric]:
        """Families of figures, each name once."""
        families: dict[str, GaugeMetricFamily] = {}
        with self.app.app_context():
            for figure in self._figures():
                name = f"dayroom_{figure.name}"
                labels = [label for label, _ in figure.labels]
                family = families.setdefault(name, GaugeMetricFamily(name, figure.words, labels=labels))
                family.add_metric([value for _, value in figure.labels], figure.value)
            db.session.remove()
        yield from families.values()

    def _figures(self) -> Iterable[Figure]:
        yield from health_figures()
        for measure in MEASURES:
            try:
                yield from list(measure())
            except Exception:
                db.session.rollback()
