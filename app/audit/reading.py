"""The entries one after another, a page at a time, so that a record of any length is read in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.exc import DBAPIError, StatementError

from app.audit.adopting import ENTRIES
from app.audit.chain import Content, link_of
from app.core.db import db

AT_ONCE = 5_000
COLUMNS = [ENTRIES.c[name] for name in (*Content._fields, "previous", "link")]


class Entry(NamedTuple):
    """One row. `content` is None when the row cannot be read at all: somebody wrote in it what does not belong there."""

    number: int
    content: Content | None
    previous: str | None
    link: str | None

    def holds(self, key: bytes, number: int | None = None) -> bool:
        """Whether its link is the one that our key makes of it; `number`: as if it stood there."""
        if self.content is None or not isinstance(self.link, str) or not isinstance(self.previous, str):
            return False
        content = self.content if number is None else self.content._replace(id=number)
        try:
            return link_of(key, content, self.previous) == self.link
        except (AttributeError, TypeError, ValueError):
            return False


def entries(through: int) -> Iterator[Entry]:
    """All entries up to number `through`, the lowest first."""
    after: int | None = None
    while page := _page(after, through):
        yield from page
        after = page[-1].number


def entry_at(number: int) -> Entry | None:
    """One entry."""
    return next(iter(_page(number - 1, number)), None)


def next_to(link: str | None) -> int | None:
    """The number of the entry that names `link` as the one before it. It looks at every entry: only for a chain that is broken."""
    return db.session.scalar(select(ENTRIES.c.id).where(ENTRIES.c.previous == link).limit(1))


def _page(after: int | None, through: int) -> list[Entry]:
    found = _within(select(*COLUMNS), after, through)
    try:
        return [_entry(row) for row in db.session.execute(found)]
    except (ValueError, TypeError, DBAPIError, StatementError):
        db.session.rollback()
    numbers = db.session.scalars(_within(select(ENTRIES.c.id), after, through)).all()
    return [_alone(number) for number in numbers]


def _within(statement: Select[Any], after: int | None, through: int) -> Select[Any]:
    if after is not None:
        statement = statement.where(ENTRIES.c.id > after)
    return statement.where(ENTRIES.c.id <= through).order_by(ENTRIES.c.id).limit(AT_ONCE)


def _alone(number: int) -> Entry:
    try:
        return _entry(db.session.execute(select(*COLUMNS).where(ENTRIES.c.id == number)).one())
    except (ValueError, TypeError, DBAPIError, StatementError):
        db.session.rollback()
    links = select(ENTRIES.c.previous, ENTRIES.c.link).where(ENTRIES.c.id == number)
    row = db.session.execute(links).one()
    return Entry(number, None, row.previous, row.link)


def _entry(row: Any) -> Entry:
    return Entry(row[0], Content(*row[:8]), row[8], row[9])
