"""The table of promises, and the statements that are run for each job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.among import among, numbers, texts
from app.core.db import Base, Id, UtcDateTime, primary_key
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite


class Promise(Base):
    """One job that must still be done. Gone once it is."""

    __tablename__ = "promises"

    id: Mapped[int] = primary_key()
    job: Mapped[str] = mapped_column(Text)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")


SOME = Prepared(
    lambda: select(Promise.id, Promise.job, Promise.arguments).where(among(Promise.id, [numbers("promises")]))
)
KEPT = PreparedWrite(Promise, (), lambda _insert: delete(Promise).where(Promise.id == bindparam("promise", type_=Id)))
DUE = Prepared(
    lambda: (
        select(Promise.id, Promise.job, Promise.arguments)
        .where(
            *(Promise.due_at <= bindparam("now", type_=UtcDateTime()), Promise.attempts == 0),
            among(Promise.job, [texts("jobs")]),
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(bindparam("size", type_=Integer()))
        .with_for_update(skip_locked=True)
    )
)
ALL_KEPT = PreparedWrite(Promise, (), lambda _insert: delete(Promise).where(among(Promise.id, [numbers("promises")])))
PROMISE = PreparedWrite(
    Promise,
    ("job", "arguments", "due_at", "attempts", "last_error"),
    lambda insert: insert.returning(Promise.id),
)
