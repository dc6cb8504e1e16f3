"""Very many newcomers, made by the database itself: what is tested with them is reading."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, bindparam, text

from app.core.db import UtcDateTime, db

NUMBERS = (
    "WITH RECURSIVE numbers(i) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT i + 1 FROM numbers WHERE i < :last) "
)
MEMBERS = """INSERT INTO members
(id, username, display_name, skeleton, joined_at, about, country, theme, contrast, text_size)
SELECT 1000000 + i, 'many-' || i, 'Many ' || i, '~' || i, :at, '', '', '', '', '' FROM numbers"""
NEWCOMERS = """INSERT INTO newcomers (member_id, arrived_at, group_id, seen_at, waiting_since)
SELECT 1000000 + i, :at, :group_id, :at, :at FROM numbers"""


def many_newcomers(number: int, group_id: int | None, arrived: datetime, first: int = 1) -> None:
    """So many members who arrived at that moment, in that group; nobody has welcomed them. `first`: their first number. Committed."""
    if db.engine.dialect.name == "postgresql":
        # The rows fit each other; looking up every one of their keys takes longer than the test.
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    for words, values in ((MEMBERS, {}), (NEWCOMERS, {"group_id": group_id})):
        statement = text(NUMBERS + words).bindparams(
            bindparam("at", type_=UtcDateTime()), bindparam("first", type_=Integer())
        )
        db.session.execute(statement, {"first": first, "last": first + number - 1, "at": arrived, **values})
    db.session.commit()
