"""Entries from before the chain: numbered without gaps and linked, in the order in which they were written, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Text, bindparam, select, type_coerce, update
from sqlalchemy import cast as sql_cast

from app.audit.chain import BEGINNING, Content, link_of, moment
from app.audit.keys import key
from app.audit.marks import marks
from app.audit.models import AuditEntry
from app.core.db import db

ENTRIES = cast(Table, AuditEntry.__table__)
AT_ONCE = 5_000
"""Entries that are read, and written, with one statement."""


def link_all() -> tuple[int, str]:
    """Number and link of the last entry, once all are linked. Inside a command that holds the head."""
    number, link = 0, BEGINNING
    change = update(ENTRIES).where(ENTRIES.c.id == bindparam("former"))
    for rows in _batches():
        changed: list[dict[str, Any]] = []
        for row in rows:
            number, found = number + 1, marks(row.ids)
            content = Content(
                number, moment(row.at), row.actor_id, found.about_id, found.place_id, found.subject, row.fact, row.text
            )
            changed.append(
                {
                    "former": row.id,
                    "id": number,
                    "about_id": found.about_id,
                    "place_id": found.place_id,
                    "subject": found.subject,
                    "previous": link,
                    "link": (link := link_of(key(), content, link)),
                }
            )
        db.session.execute(change, changed)
    return number, link


def last_entry() -> tuple[int, str]:
    """Number and link of the entry that stands last; 0 and '' when there is none, or it has no link."""
    row = db.session.execute(select(ENTRIES.c.id, ENTRIES.c.link).order_by(ENTRIES.c.id.desc()).limit(1)).one_or_none()
    return (int(row.id), str(row.link or BEGINNING)) if row else (0, BEGINNING)


def as_text(column: Any) -> ColumnElement[str]:
    """A JSON column as the database holds it, letter by letter."""
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    return sql_cast(column, Text) if is_postgresql else type_coerce(column, Text)


def _batches() -> Iterator[Sequence[Any]]:
    """By their former numbers. New ones are never higher, so that what is changed is never met again."""
    after = 0
    text = as_text(ENTRIES.c.ids).label("text")
    columns = (ENTRIES.c.id, ENTRIES.c.at, ENTRIES.c.actor_id, ENTRIES.c.fact, ENTRIES.c.ids, text)
    while rows := db.session.execute(
        select(*columns).where(ENTRIES.c.id > after).order_by(ENTRIES.c.id).limit(AT_ONCE)
    ).all():
        after = rows[-1].id
        yield rows
