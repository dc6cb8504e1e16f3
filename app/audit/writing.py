"""Adding to the chain: what the running command told, written together at its very end, under the lock of the head.

The lock is the last that a command takes, and it is held for two statements. Whoever waits for it holds nothing that its holder needs.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.adopting import ENTRIES, last_entry, link_all
from app.audit.chain import Content, ids_text, link_of, mark_of, moment
from app.audit.heads import Head, has_heads, note_head
from app.audit.keys import key
from app.audit.marks import marks
from app.audit.models import HEAD, AuditHead
from app.core import clock
from app.core.command import afterwards, command
from app.core.db import db

log = logging.getLogger(__name__)

HEADS = cast(Table, AuditHead.__table__)


class Waiting:
    """The entries of the running command, in the order of its facts; called when it has done everything else."""

    def __init__(self) -> None:
        self.entries: list[tuple[datetime, int | None, str, dict[str, Any]]] = []

    def __call__(self) -> None:
        """Write them and lift the head. 3 statements, however many entries."""
        db.session.flush()
        number, link = hold_head()
        rows = []
        for at, actor_id, fact, ids in self.entries:
            number += 1
            found = marks(ids)
            content = Content(
                number, moment(at), actor_id, found.about_id, found.place_id, found.subject, fact, ids_text(ids)
            )
            links = {"previous": link, "link": (link := link_of(key(), content, link))}
            rows.append({**content._asdict(), "at": at, "ids": ids, **links})
        db.session.execute(insert(ENTRIES), rows)
        set_head(count=number, link=link)
        afterwards(partial(note_head, Head(number, link, clock.now())))


@command
def adopt() -> int:
    """Link the entries from before the chain, if that was not done; answers how many entries there are."""
    return hold_head()[0]


def head_of() -> str:
    """`1234:9f…`: where the chain ends, to be kept elsewhere."""
    number, link = db.session.execute(select(HEADS.c.count, HEADS.c.link).where(HEADS.c.id == HEAD)).one()
    return f"{number}:{link or '0' * 64}"


def hold_head() -> tuple[int, str]:
    """Number and link of the last entry, locked until the commit. Nothing may be waited for afterwards."""
    columns = (HEADS.c.count.label("number"), HEADS.c.link, HEADS.c.key_mark, HEADS.c.adopted_at)
    row = db.session.execute(select(*columns).where(HEADS.c.id == HEAD).with_for_update()).one_or_none()
    if row is None:
        _put_head_back()
        return hold_head()
    if row.adopted_at is None:
        # A chain whose heads were noted has been adopted before: whoever took its links away gets no new ones.
        number, link = last_entry() if has_heads() else link_all()
        set_head(count=number, link=link, key_mark=mark_of(key()), adopted_at=clock.now())
        return number, link
    if row.key_mark != mark_of(key()):
        # The community goes on; `audit verify` says what is to be done.
        log.error("the key of the record is not the one that the chain was made with")
    return int(row.number), str(row.link)


def set_head(**values: Any) -> None:
    """Change the row of the head, inside a command that holds it."""
    db.session.execute(update(HEADS).where(HEADS.c.id == HEAD).values(values))


def _put_head_back() -> None:
    """Somebody took the row away. The chain goes on where its entries end; what is wrong with that, `audit verify` finds."""
    insert_ = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    number, link = last_entry()
    values = {"id": HEAD, "count": number, "link": link, "key_mark": mark_of(key()), "adopted_at": clock.now()}
    db.session.execute(insert_(HEADS).values(values).on_conflict_do_nothing(index_elements=["id"]))
