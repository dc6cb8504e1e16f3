"""Counts for everybody: made once a quarter has ended, the same on the page and in the file, and never changed afterwards."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.accounts.actor import SYSTEM
from app.core.command import command
from app.core.db import db
from app.guidelines.commands import load_first_guidelines
from app.moderation import counting
from app.moderation.commands.counts import publish_counts
from app.moderation.counting import Quarter, Table, quarter_of
from app.moderation.models import Cause, Decision, ReviewItem
from app.moderation.queries.counts import every_count, published_counts

AUGUST = datetime(2026, 8, 10, 12, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)


@command
def _decided(count: int, at: datetime, *, disputed: bool = False, **values: Any) -> None:
    """`count` decisions, each on an item of its own."""
    for number in range(count):
        known = {"subject_kind": "post", "subject_id": 1, "scope_path": "/1/", "what": "reply"}
        item = ReviewItem(**known, state="decided", opened_at=at, due_at=at)
        finding = [{"family": "attack", "disputed": True}] if disputed else []
        item.causes.append(
            Cause(version=1, kind="check", reason="attack", risk=1, subject_kind="post", subject_id=1, snapshot="",
                  findings=finding, words="", at=at)
        )  # fmt: skip
        db.session.add(item)
        db.session.flush()
        told = {"action": "keep", "clause": 1, "found_by": "flag", "waited_seconds": 600 * (number + 1), **values}
        db.session.add(
            Decision(**known, **told, item_id=item.id, version=1, decided_at=at, clause_title="", statement="", title="",
                     state_before="", words=[], item_kind="held")
        )  # fmt: skip


@pytest.fixture
def quarters(app: Flask) -> Iterator[Flask]:
    """Two quarters that have ended with an empty one between them, and decisions of the present one."""
    with time_machine.travel(OCTOBER, tick=False):
        load_first_guidelines(SYSTEM)
        _decided(6, datetime(2026, 1, 5, tzinfo=UTC))
        _decided(12, AUGUST, action="publish", found_by="check", automated=True, clause=6, disputed=True)
        _decided(7, AUGUST, action="remove", found_by="check", automated=True, clause=6, measure="warning")
        _decided(2, AUGUST, action="hide", clause=2)
        _decided(9, OCTOBER, action="remove")
        yield app


def _value(section: str, category: str, quarter: str = "2026-Q3") -> int | None | str:
    return published_counts().figures[(section, category)].get(quarter, "not there")


def test_quarters_that_have_ended_are_published_once_and_never_change(quarters: Flask) -> None:
    assert publish_counts() == 3
    assert publish_counts() == 0
    assert [one.name for one in published_counts().quarters] == ["2026-Q3", "2026-Q2", "2026-Q1"]
    before = [(row.id, row.value) for row in every_count()]
    _decided(5, AUGUST, action="lock")
    assert publish_counts() == 0
    assert [(row.id, row.value) for row in every_count()] == before
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
        assert publish_counts() == 1
        assert _value("total", "decisions", "2026-Q4") == 9


def test_a_quarter_counts_by_action_measure_guideline_and_how_it_was_found(quarters: Flask) -> None:
    publish_counts()
    assert _value("total", "decisions") == 21
    # Two that were hidden cannot be told from those of no action at all.
    assert [_value("action", name) for name in ("publish", "remove", "hide", "lock")] == [12, 7, None, None]
    assert [_value("found", name) for name in ("check", "flag", "staff")] == [19, None, None]
    assert [_value("clause", name) for name in ("6", "2", "1")] == [19, None, None]
    assert [_value("measure", name) for name in ("none", "warning", "suspended")] == [14, 7, 0]
    assert [_value("held", name) for name in ("as_it_was", "otherwise")] == [12, 7]
    assert [_value("disputed", name) for name in ("author", "check")] == [12, 0]
    assert [_value("time", name) for name in ("median", "p90")] == [50, 100]
    assert _value("total", "decisions", "2026-Q2") == 0


def test_a_part_adds_a_table_of_its_own(quarters: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[datetime, datetime]] = []

    def appeals(begin: datetime, end: datetime) -> Iterable[Table]:
        asked.append((begin, end))
        yield Table("appeals", {"upheld": 8, "overturned": 5})

    monkeypatch.setattr(counting, "_sources", [appeals])
    publish_counts()
    assert asked[-1] == (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
    assert _value("appeals", "overturned") == 5


def test_quarters_begin_and_end_in_universal_time() -> None:
    assert quarter_of(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)).name == "2026-Q4"
    assert Quarter(date(2026, 10, 1)).next == Quarter(date(2027, 1, 1))
    late = datetime(2026, 9, 30, 23, 30, tzinfo=UTC) - timedelta(0)
    assert quarter_of(late).end == datetime(2026, 10, 1, tzinfo=UTC)


def test_the_page_and_the_file_say_the_same_to_everybody(quarters: Flask, count_statements: Callable[[], Any]) -> None:
    client = quarters.test_client()
    assert "No quarter with a decision has ended yet" in client.get("/moderation-in-numbers").get_data(as_text=True)
    publish_counts()
    client.get("/moderation-in-numbers")
    db.session.remove()
    with count_statements() as seen:
        page = client.get("/moderation-in-numbers").get_data(as_text=True)
    assert len([one for one in seen if "moderation_figures" in one]) == len(seen) == 2, seen
    answer = client.get("/moderation-in-numbers.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert len(rows) == len(every_count())
    on_page: dict[str, list[list[str]]] = {}
    for code, table in re.findall(r'aria-labelledby="t-(\w+)">.*?<tbody>(.*?)</tbody>', page, re.S):
        on_page[code] = [
            [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
        ]
    in_file: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        in_file.setdefault(row["section"], {}).setdefault(row["category"], []).append(row["value"])
    assert set(on_page) == set(in_file) >= {"total", "action", "measure", "clause", "found", "held", "disputed", "time"}
    for section in set(in_file) - {"time"}:
        told = [["hidden" if "–" in cell else cell.replace(",", "") for cell in cells] for cells in on_page[section]]
        assert told == list(in_file[section].values()), section
    assert on_page["time"][0][0] == "50 minutes" and in_file["time"]["median"][0] == "50"
