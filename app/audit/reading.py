"""The entries one after another, a page at a time, so that a record of any length is read in little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.exc import DBAPIError

from app.audit.adopting import ENTRIES, as_text
from app.audit.chain import link_of
from app.core.db import db

AT_ONCE = 5_000
UNREADABLE = (sqlite3.Error, psycopg.Error, DBAPIError, ValueError)
"""What a row answers in which somebody wrote what does not belong there."""


class Entry(NamedTuple):
    """One row, its content as the database holds it. A row that cannot be read at all has nothing but its number and links."""

    number: int
    at: str | None = None
    actor_id: int | None = None
    about_id: int | None = None
    place_id: int | None = None
    subject: str | None = None
    fact: str | None = None
    ids: str | None = None
    previous: str | None = None
    link: str | None = None

    def holds(self, key: bytes, number: int | None = None) -> bool:
        """Whether its link is the one that our key makes of it; `number`: as if it stood there."""
        return link_holds(key, self if number is None else (number, *self[1:]))

    @property
    def moment(self) -> datetime | None:
        """When it says it was written."""
        try:
            return datetime.fromisoformat(self.at or "").replace(tzinfo=UTC)
        except (TypeError, ValueError):
            return None


def link_holds(key: bytes, row: tuple[Any, ...]) -> bool:
    """Whether the link of a row with the fields of `Entry` is the one that `key` makes of it."""
    try:
        return row[9] is not None and link_of(key, row[:8], row[8] or "") == row[9]
    except (TypeError, UnicodeEncodeError):
        return False


def entries(through: int) -> Iterator[tuple[Any, ...]]:
    """All entries up to number `through`, the lowest first, each a plain tuple with the fields of `Entry`: there are many."""
    after: int | None = None
    while page := _page(after, through):
        yield from page
        after = page[-1][0]


def entry_at(number: int) -> Entry | None:
    """One entry."""
    return next((Entry._make(row) for row in _page(number - 1, number)), None)


def next_to(link: str) -> int | None:
    """The number of the entry that names `link` as the one before it. It looks at every entry: only for a chain that is broken."""
    return db.session.scalar(select(ENTRIES.c.id).where(ENTRIES.c.previous == link).limit(1))


def raw_columns() -> list[Any]:
    """The columns of an `Entry`, without Python's types."""
    if db.session.get_bind().dialect.name == "postgresql":
        at: Any = func.to_char(func.timezone("UTC", ENTRIES.c.at), "YYYY-MM-DD HH24:MI:SS.US")
    else:
        at = type_coerce(ENTRIES.c.at, Text)
    names = ("actor_id", "about_id", "place_id", "subject", "fact")
    return [
        ENTRIES.c.id,
        at,
        *(ENTRIES.c[name] for name in names),
        as_text(ENTRIES.c.ids),
        ENTRIES.c.previous,
        ENTRIES.c.link,
    ]


def _page(after: int | None, through: int) -> Sequence[tuple[Any, ...]]:
    found = _within(select(*raw_columns()), after, through)
    try:
        with closing(db.session.connection().execute(found)) as result:
            # The driver's own rows: SQLAlchemy's would take as long as all the rest.
            return list(result.cursor.fetchall()) if result.cursor is not None else []
    except UNREADABLE:
        db.session.rollback()
    numbers = db.session.scalars(_within(select(ENTRIES.c.id), after, through)).all()
    return [_alone(number) for number in numbers]


def _within(statement: Select[Any], after: int | None, through: int) -> Select[Any]:
    if after is not None:
        statement = statement.where(ENTRIES.c.id > after)
    return statement.where(ENTRIES.c.id <= through).order_by(ENTRIES.c.id).limit(AT_ONCE)


def _alone(number: int) -> Entry:
    try:
        return Entry(*db.session.execute(select(*raw_columns()).where(ENTRIES.c.id == number)).one())
    except UNREADABLE:
        db.session.rollback()
    links = select(ENTRIES.c.previous, ENTRIES.c.link).where(ENTRIES.c.id == number)
    row = db.session.execute(links).one()
    return Entry(number, previous=row.previous, link=row.link)
