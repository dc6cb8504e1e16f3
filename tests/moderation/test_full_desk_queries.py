"""A hundred thousand open items: the desk's pages take the statements they take with ten, and read from indexes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.moderation.commands import claim
from app.moderation.commands.asking import ask
from app.moderation.commands.escalating import AT_ONCE, escalate
from app.moderation.commands.passing import pass_on
from app.moderation.kinds import KINDS
from app.moderation.models import ReviewItem
from app.moderation.queries.changes import changes
from app.moderation.queries.colleagues import beside
from app.moderation.queries.desk import PAGE_SIZE, inbox
from app.moderation.queries.figures import MOST_COUNTED, figures, open_count
from app.moderation.queries.line import MOST_AHEAD, place_in_line
from app.moderation.queries.opened import opened
from app.moderation.queries.which import Which
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import KIND, hold

MANY = 100_000
MOST_READ = 12_000
"""Rows of the table that one statement may touch on PostgreSQL: each of some twenty counts stops below a thousand."""

VIEWS = {
    "everything": Which(),
    "a kind": Which(kind="report"),
    "a risk": Which(risk=2),
    "a place": Which(place="/1/5/"),
    "an author": Which(author=5),
    "late": Which(late=True),
    "late, of a kind": Which(kind="held", late=True),
    "old": Which(older=168),
    "mine": Which(whose="mine"),
    "nobody's": Which(whose="nobody"),
    "asked of me": Which(whose="asked"),
    "passed on": Which(whose="passed"),
}


@command
def _fill(number: int, author: int) -> None:
    """Items of every kind, risk, place and age; made by the database itself, which is quicker than sending them."""
    is_postgresql = db.engine.dialect.name == "postgresql"
    keys = "generate_series(1, :number) AS keys(n)" if is_postgresql else (
        "(WITH RECURSIVE keys(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM keys WHERE n < :number) SELECT n FROM keys) AS keys"
    )  # fmt: skip
    now = clock.now()
    after = "CAST(:now AS timestamptz) + make_interval(secs => {0})" if is_postgresql else (
        "strftime('%Y-%m-%d %H:%M:%S.000000', :now, ({0}) || ' seconds')"
    )  # fmt: skip
    kinds = " ".join(f"WHEN {at} THEN '{kind}'" for at, kind in enumerate(KINDS))
    statement = f"""
        INSERT INTO review_items (subject_kind, subject_id, what, reason, excerpt, state, version, flaggers, scope_path, author_id,
            kind, risk, opened_at, due_at)
        SELECT 'gone', n, 'reply', 'contact_details', '', 'open', 1, 0,
            CASE n / 7 % 3 WHEN 0 THEN '/2/' ELSE '/1/' END || (n % 40) || '/', CASE n % 997 WHEN 0 THEN :author END,
            CASE n % {len(KINDS)} {kinds} END, 1 + n / 11 % 3, {after.format("-11 * n")}, {after.format("n % 90000 - 40000")}
        FROM {keys}
    """  # noqa: S608 - constants of this file alone
    values = {"number": number, "author": author, "now": now if is_postgresql else f"{now:%Y-%m-%d %H:%M:%S}"}
    db.session.execute(text(statement), values)


@pytest.fixture
def desk(room: Room) -> dict[str, int]:
    """One item to open, one claimed, one passed on, one that Ana is asked about."""
    ana, bea, ruth = room.actor("ana"), room.actor("bea"), room.ids["ruth"]
    items = {name: hold(ruth, HEART, f"{name} on 07700 900418")[1] for name in ("opened", "claimed", "passed", "asked")}
    claim(ana, items["claimed"])
    pass_on(ana, items["passed"])
    ask(bea, items["asked"], room.ids["ana"], "Would you look?")
    return items


@contextmanager
def _seen() -> Iterator[list[tuple[str, Any]]]:
    """Statements with their values, so that they can be explained."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _pages(room: Room, items: dict[str, int]) -> dict[str, Callable[[], Any]]:
    ana = room.actor("ana")
    item = db.session.get_one(ReviewItem, items["opened"])
    pages: dict[str, Callable[[], Any]] = {f"inbox: {name}": _reader(ana, which) for name, which in VIEWS.items()}
    deep = f"1.{int(clock.now().timestamp() * 1_000_000)}.70000"
    return pages | {
        "inbox: deep down": lambda: inbox(ana, Which(), deep),
        "figures": lambda: figures(ana),
        "figures of an admin": lambda: figures(room.actor("marta")),
        "header": lambda: open_count(ana),
        "opened": lambda: opened(ana, items["opened"]),
        "beside": lambda: beside(ana, item, Which()),
        "beside, late ones": lambda: beside(ana, item, Which(late=True)),
        "changes": lambda: changes(ana, Which(), None, list(items.values())),
        "place in line": lambda: place_in_line(KIND, item.subject_id),
    }


def _reader(actor: Actor, which: Which) -> Callable[[], Any]:
    return lambda: inbox(actor, which)


def _costs(room: Room, items: dict[str, int]) -> dict[str, list[tuple[str, Any]]]:
    found = {}
    for name, read in _pages(room, items).items():
        read()
        with _seen() as seen:
            read()
        found[name] = seen
    return found


def test_a_full_desk_costs_what_a_quiet_one_does(room: Room, desk: dict[str, int]) -> None:
    _fill(10, room.ids["ruth"])
    few = {name: len(seen) for name, seen in _costs(room, desk).items()}
    _run("DELETE FROM review_items WHERE subject_kind = 'gone'")
    _fill(MANY, room.ids["ruth"])
    if db.engine.dialect.name == "postgresql":
        _run("ANALYZE")
    costs = _costs(room, desk)
    many = {name: len(seen) for name, seen in costs.items()}
    # Views of posts and names of colleagues come in one statement when there is one to load, so a page can only take fewer.
    assert {name: (few[name], number) for name, number in many.items() if number > few[name]} == {}
    assert max(number for name, number in many.items() if name.startswith("inbox")) <= 5
    walked = [f"{name}: {line}" for name, seen in costs.items() for each in seen for line in _walks(*each)]
    assert walked == [], "\n".join(walked)
    _check_answers(room, desk)


def _check_answers(room: Room, items: dict[str, int]) -> None:
    ana, numbers = room.actor("ana"), figures(room.actor("marta"))
    assert numbers.is_capped
    assert max(numbers.kinds.values()) == MOST_COUNTED + 1
    assert numbers.late == MOST_COUNTED + 1
    assert len(inbox(ana, Which()).items) == PAGE_SIZE
    assert [row.id for row in inbox(ana, Which(whose="mine")).items] == [items["claimed"]]
    assert all(row.clock[0] == "over" for row in inbox(ana, Which(late=True)).items)
    assert place_in_line(KIND, db.session.get_one(ReviewItem, items["opened"]).subject_id).position == MOST_AHEAD + 1
    assert escalate() == AT_ONCE


@command
def _run(statement: str) -> None:
    db.session.execute(text(statement))


def _walks(statement: str, values: Any) -> Iterator[str]:
    """Parts of a plan that read the whole table of items."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar_one()
        yield from _read_much(json.loads(plan) if isinstance(plan, str) else plan)
        return
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
        if re.search(r"SCAN review_items\b|review_items USING (COVERING )?INDEX (?!ix_review_items_queue).* \(state=\?\)$", row[-1]):
            yield row[-1]


def _read_much(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _read_much(each)
        return
    if node.get("Relation Name") == "review_items":
        touched = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        if node["Node Type"] == "Seq Scan" or touched > MOST_READ:
            yield f"{node['Node Type']} {node.get('Index Name', '')} touches {touched} rows"
    for part in (node.get("Plan"), node.get("Plans")):
        if part:
            yield from _read_much(part)
