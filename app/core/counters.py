"""The numbers that this process keeps for a monitoring, in files that others can read: several processes are added up.

Loaded by `app.core.metrics`, and only where somebody asks for metrics.
"""

from __future__ import annotations

import threading

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.values import MultiProcessValue

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Counters:
    """Counters, made when they are first needed, and what requests took."""

    def __init__(self) -> None:
        # The library decides at its own import whether it counts in files; the folder is known later.
        values.ValueClass = MultiProcessValue()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.lock = threading.Lock()
        self.made: dict[str, Counter] = {}
        self.seconds = Histogram(
            "dayroom_request_seconds",
            "From a request to its answer, by the rule of the route",
            ("route", "method", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )

    def add(self, name: str, by: int, labels: dict[str, str]) -> None:
        """Count `by` more. Raises ValueError when the name was used with other labels."""
        counter = self.made.get(name) or self._make(name, tuple(labels))
        (counter.labels(**labels) if labels else counter).inc(by)

    def took(self, seconds: float, route: str, method: str, status: str) -> None:
        """One more request, and how long it took."""
        self.seconds.labels(route, method, status).observe(seconds)

    def _make(self, name: str, labels: tuple[str, ...]) -> Counter:
        with self.lock:
            if name not in self.made:
                self.made[name] = Counter(f"dayroom_{name}", f"Times: {name}", labels, registry=self.registry)
            return self.made[name]
