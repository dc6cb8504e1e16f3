"""Many talks around the people of `tests.world`, made by the database itself, and what statements read of them by their plans.

Rows are copies of one that is there: only what differs is said. With so many PostgreSQL takes an index where one helps; SQLite
does anyway.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, event, text

from app.core.db import Base, db
from app.discussions.commands.watch import mark_read
from tests.world import World

FIRST = 1_000_000
"""The id of the first copy of a row."""

MEMBERS, TALKS, POSTS = 20_000, 3_000, 24_000
NUMBERS = "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {most}) "
MANY = (
    *("posts", "revisions", "discussions", "members", "memberships", "read_marks", "watches", "newcomers", "post_quotes"),
    *("audit_entries", "review_causes"),
)
"""Tables that a community fills as it grows."""

OF_FEW = ("ix_newcomers_waiting",)
"""Indexes that hold only what is looked for."""



def crowd(world: World) -> None:
    """Members who belong to Heart, wrote and read there; eight posts in each discussion, one in four an answer to another. Committed."""
    corner = world.corners["public"]
    mark_read(world.actor("ruth"), corner.discussion, 1)
    if db.engine.dialect.name == "postgresql":
        # The rows fit each other; looking up every one of their keys takes longer than the test.
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    member, talk, post = f"{FIRST} + i % {MEMBERS}", f"{FIRST} + i % {TALKS}", f"{FIRST} + i"
    waits = {"answered_at": "CASE WHEN i % 2 = 0 THEN one.published_at END"}
    name = {"username": "'many-' || i", "display_name": "'Many ' || i", "skeleton": "'~' || i", "email": "'many-' || i || '@example.org'"}
    copies("members", MEMBERS, f"id = {world.members['maren']}", id=f"{FIRST} + i", **name)
    copies("memberships", MEMBERS, f"member_id = {world.members['maren']} AND group_id = {corner.group_id}", member_id=f"{FIRST} + i")
    began = {"opening_id": f"{FIRST} + i", "last_post_id": "NULL", "last_seq": f"{POSTS // TALKS}", **waits}
    copies("discussions", TALKS, f"id = {corner.discussion}", id=talk, author_id=member, **began)
    place = {"seq": f"1 + i / {TALKS}", "branch_seq": f"1 + i / {TALKS}"}
    to = f"CASE WHEN i / {TALKS} IN (2, 5) THEN {FIRST} + i - {TALKS} END"
    copies(
        "posts", POSTS, f"id = {corner.published}", id=post, discussion_id=talk, author_id=member, reply_to_id=to, revision_id=post,
        draft_key="NULL", **place,
    )  # fmt: skip
    copies("post_quotes", POSTS, "", post_id=f"{FIRST} + i", quoted_id=f"{FIRST} + i / 2", name="'Many'")
    new = f"member_id = {world.members['newcomer']}"
    copies("newcomers", MEMBERS, new, member_id=f"{FIRST} + i", first_post_id=f"{FIRST} + i", settled_at="one.arrived_at")
    copies("revisions", POSTS, f"post_id = {corner.published}", id=post, post_id=post, author_id=member)
    copies("read_marks", TALKS, f"member_id = {world.members['ruth']}", member_id=member, discussion_id=talk)
    copies("watches", TALKS, f"member_id = {world.members['ruth']}", member_id=member, discussion_id=talk)
    copies("audit_entries", POSTS, "place_id IS NULL", id=f"{FIRST} + i")
    copies("review_causes", TALKS, "member_id IS NULL", id=f"{FIRST} + i", subject_id=f"{FIRST} + i")
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def copies(table: str, number: int, like: str, **values: str) -> None:
    """So many copies of one row of `table` for which `like` holds; `values` are the expressions of what differs, of the number `i`. Where
    nothing is `like` them they are all there is to say."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    chosen = ", ".join(values.get(name, f"one.{name}") for name in columns)
    # Names and constants of tests alone.
    one = f"(SELECT * FROM {table} WHERE {like} LIMIT 1) AS one" if like else "(SELECT 1) AS one"  # noqa: S608
    words = f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS.format(most=number - 1)} SELECT {chosen} FROM numbers, {one}"  # noqa: S608
    assert _rows(words) == number, f"{table} has no row with {like}"


Parts = Callable[[Connection, str, Any], Iterator[str]]


def whole_reads(work: Callable[[], object]) -> list[str]:
    """Parts of the plans of what `work` executes that read all of one of the tables of which there is much, each with its statement."""
    return _of_plans(work, _walks)


def sorts(work: Callable[[], object], column: str) -> list[str]:
    """The same that sort what they found, where the statement's order names `column`: no index had it in this order."""
    is_sort = "TEMP B-TREE FOR ORDER BY" if db.engine.dialect.name == "sqlite" else rf"Sort Key: .*{column}"
    return [found for found in plans(work) if re.search(is_sort, found) and re.search(rf"ORDER BY [^)]*{column}", found)]


def plans(work: Callable[[], object]) -> list[str]:
    """Every line of the plans of what `work` executes, each with its statement."""
    words = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"

    def lines(connection: Connection, statement: str, values: Any) -> Iterator[str]:
        for row in connection.exec_driver_sql(f"{words} {statement}", values):
            yield str(row[-1]).strip()

    return _of_plans(work, lines)


def _of_plans(work: Callable[[], object], parts: Parts) -> list[str]:
    seen: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
            seen.setdefault(statement, values[0] if many and isinstance(values, list) else values)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert seen, "nothing was executed"
    with db.engine.connect() as connection:
        return [f"{found}\n{words}" for words, values in seen.items() for found in parts(connection, words, values)]


def _rows(words: str) -> int:
    return int(db.session.execute(text(words)).rowcount)  # type: ignore[attr-defined]


def _walks(connection: Connection, statement: str, values: Any) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
        yield from _seq_scans(json.loads(plan) if isinstance(plan, str) else plan)
        return
    aliases = {alias: table for table in MANY for alias in re.findall(rf"\b{table} AS (\w+)", statement)}
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
        scanned = re.match(r"SCAN (\w+)", row[-1])
        if scanned and aliases.get(scanned[1], scanned[1]) in MANY and not row[-1].endswith(OF_FEW):
            yield row[-1]


def _seq_scans(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _seq_scans(each)
        return
    is_all = node.get("Node Type") in ("Seq Scan", "Index Only Scan", "Index Scan") and "Index Cond" not in node
    if node.get("Relation Name") in MANY and is_all and node.get("Index Name") not in OF_FEW:
        yield f"{node['Node Type']} of {node['Relation Name']}"
    for part in (node.get("Plan"), node.get("Plans")):
        if part:
            yield from _seq_scans(part)
