"""Is the house well: what machines are told, in words and in figures, and that neither says anything about anybody."""

from __future__ import annotations

import os
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select, text

from app.core import clock, health
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise
from app.core.metrics import MEASURES
from app.moderation.models import ReviewItem
from tests.house.running import RunningHouse, children, free_port, wait_for
from tests.world import World


@command
def _change(*statements: str) -> None:
    for statement in statements:
        db.session.execute(text(statement))


@command
def _promise_something_late() -> None:
    db.session.add(Promise(job="nobody.knows", arguments={}, due_at=clock.now() - timedelta(minutes=20)))


def test_the_house_says_which_part_is_not_well(
    app: Flask, client: FlaskClient, count_statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with count_statements() as seen:
        assert client.get("/healthz").text == "ok\n"
    assert not seen, "alive is alive, whatever the database does"
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    parts = dict.fromkeys(("database", "schema", "queue", "writing", "disk", "redis", "replica"), "ok")
    assert _ready(client) == (200, {"house": "ok", "parts": parts})
    _promise_something_late()
    assert _ready(client) == (200, {"house": "limping", "parts": {**parts, "queue": "late"}})
    monkeypatch.setattr(health, "LEAST_ROOM", 2**62)
    assert _ready(client)[0] == 503
    _change("DELETE FROM promises", "UPDATE alembic_version SET version_num = '0001'")
    assert _ready(client) == (
        503,
        {"house": "not ready", "parts": {**parts, "schema": "other version", "disk": "full"}},
    )


def test_asking_often_costs_nothing(app: Flask, client: FlaskClient, count_statements: Callable[[], Any]) -> None:
    app.extensions.pop("health", None)
    with count_statements() as first:
        client.get("/readyz")
    with count_statements() as second:
        client.get("/readyz")
    assert 0 < len(first) <= 4
    assert not second


def test_what_waits_is_told_by_kind_and_job(world: World) -> None:
    _promise_something_late()
    found = {(figure.name, figure.labels): figure.value for measure in MEASURES for figure in measure()}
    waiting = db.session.scalar(select(func.count()).select_from(ReviewItem).where(ReviewItem.state == "open"))
    assert sum(value for (name, _), value in found.items() if name == "review_open") == waiting > 0
    assert all(found["review_oldest_seconds", labels] >= 0 for name, labels in found if name == "review_open")
    assert found["jobs_waiting", (("job", "nobody.knows"),)] == 1
    assert 1200 <= found["jobs_lag_seconds", ()] < 1300


def test_figures_of_all_processes_are_added_up_on_a_port_of_their_own(house: RunningHouse) -> None:
    port = free_port()
    house.settings = {"METRICS_PORT": str(port), "WORKERS": "2"}
    house.open()
    for path in ("/guidelines", "/guidelines", "/nobody-is-here?name=ruth", "/groups/secret-group", "/readyz"):
        _fetch(f"{house.url}{path}")
    # The second may come from memory and reach no route. Each is counted after its answer.
    assert wait_for(lambda: _requests(port, "/guidelines", "2xx") + _requests(port, "kept", "2xx") == 2)
    assert wait_for(lambda: _requests(port, "/groups/<slug>", "4xx") == 1)
    assert wait_for(lambda: _requests(port, "none", "4xx") == 1)
    figures = _figures(port)
    assert figures["dayroom_part_ok", (("part", "database"),)] == 1
    assert figures["dayroom_jobs_lag_seconds", ()] < 60
    assert not re.search(r"ruth|secret|nobody-is-here", _fetch(f"http://127.0.0.1:{port}/metrics")[1])
    # What a process counted outlives it; and the port is nobody else's business.
    for pid in children(house.server()):
        os.kill(pid, signal.SIGKILL)
    assert wait_for(house.answers)
    assert _requests(port, "/groups/<slug>", "4xx") == 1
    assert _fetch(f"{house.url}/metrics")[0] == 404
    assert house.close() == 130


def _ready(client: FlaskClient) -> tuple[int, Any]:
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()


def _fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _figures(port: int) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(_fetch(f"http://127.0.0.1:{port}/metrics")[1])
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def _requests(port: int, route: str, status: str) -> float:
    labels = (("method", "GET"), ("route", route), ("status", status))
    return _figures(port).get(("dayroom_request_seconds_count", labels), 0)
