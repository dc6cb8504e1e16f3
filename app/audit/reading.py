"""The entries one after another, a page at a time, so that a record of any length is read in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.exc import DBAPIError

from app.audit.adopting import ENTRIES, as_text
from app.audit.chain import link_of
from app.core.db import db

AT_ONCE = 5_000


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
        content = self[:8] if number is None else (number, *self[1:8])
        try:
            return self.link is not None and link_of(key, content, self.previous or "") == self.link
        except (TypeError, UnicodeEncodeError):
            return False

    @property
    def moment(self) -> datetime | None:
        """When it says it was written."""
        try:
            return datetime.fromisoformat(self.at or "").replace(tzinfo=UTC)
        except (TypeError, ValueError):
            return None


def entries(through: int) -> Iterator[Entry]:
    """All entries up to number `through`, the lowest first."""
    after: int | None = None
    while page := _page(after, through):
        yield from page
        after = page[-1].number


def entry_at(number: int) -> Entry | None:
    """One entry."""
    return next(iter(_page(number - 1, number)), None)


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


def _page(after: int | None, through: int) -> list[Entry]:
    found = _within(select(*raw_columns()), after, through)
    try:
        return [Entry._make(row) for row in db.session.execute(found).all()]
    except (DBAPIError, ValueError):
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
    except (DBAPIError, ValueError):
        db.session.rollback()
    links = select(ENTRIES.c.previous, ENTRIES.c.link).where(ENTRIES.c.id == number)
    row = db.session.execute(links).one()
    return Entry(number, previous=row.previous, link=row.link)
