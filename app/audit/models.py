"""The audit trail's tables: the entries, each linked to the one before it, and the head of the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import JSON, Index, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key

HEAD = 1
"""The key of the one row of `AuditHead`."""


class AuditEntry(Base):
    """One audited fact. Never changed, never erased; ids only, so nothing here needs erasing with a member.

    `id` counts from 1 without a gap. `about_id` is the member that something was done about, `place_id` the group where, `subject`
    the thing ('decision:12'); all three are read off `ids`, to be found by. `link` is the HMAC of everything else in the row,
    `previous` is the link of the row before.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = primary_key()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(Id)
    about_id: Mapped[int | None] = mapped_column(Id)
    place_id: Mapped[int | None] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(Text, default="")
    fact: Mapped[str] = mapped_column(Text)
    ids: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)

    __table_args__ = tuple(
        Index(f"ix_audit_entries_{column}_id", column, "id")
        for column in ("about_id", "actor_id", "place_id", "subject", "fact")
    )


class AuditHead(Base):
    """The end of the chain: how many entries there are, and the last one's link. Locked by whoever adds to the chain, last of all.

    `key_mark` tells one key from another without telling the key. `adopted_at` is None until the entries from before the chain are
    linked.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Id)
    link: Mapped[str] = mapped_column(Text)
    key_mark: Mapped[str] = mapped_column(Text)
    adopted_at: Mapped[datetime | None]


def _refuse(*_what: object) -> NoReturn:
    raise RuntimeError("an audit entry is never changed and never deleted")


event.listen(AuditEntry, "before_update", _refuse)
event.listen(AuditEntry, "before_delete", _refuse)
