"""Limits: how often something may happen to one key in a window, counted in the database, so that every process counts together.

Keys are hashed with the installation's secret: the table holds no address and no name.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Integer, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.command import command
from app.core.db import Base, db
from app.core.policy import TooMany
from app.core.prepared_writes import PreparedWrite


class LimitCount(Base):
    """How often `key` did `kind` in the window that starts at `window` (seconds since 1970)."""

    __tablename__ = "limit_counts"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    window: Mapped[int] = mapped_column(Integer, primary_key=True, index=True)
    count: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True)
class Limit:
    """At most `times` in each window of `per`."""

    kind: str
    times: int
    per: timedelta


@command
def count(limit: Limit, key: str | int) -> None:
    """Count one more for `key`. Raises TooMany, with the wait in seconds, once the limit is passed.

    Outside another command the count stays even when what follows fails, which is what guards sign-in.
    """
    count_each(limit, [key])


@command
def count_each(limit: Limit, keys: Sequence[str | int]) -> None:
    """Count one more for each of `keys`. Raises TooMany when one of them has passed the limit. As many statements, on PostgreSQL one."""
    seconds = int(limit.per.total_seconds())
    moment = int(clock.now().timestamp())
    window = moment - moment % seconds
    # In one order everywhere, so that two who count the same keys do not wait for each other.
    rows = [
        {"kind": limit.kind, "window": window, "key": _hashed(key), "count": times}
        for key, times in sorted(Counter(map(str, keys)).items())
    ]
    if any(row[0] > limit.times for row in _MORE.run_all(rows)):
        raise TooMany(window + seconds - moment)


def used(limit: Limit, key: str | int) -> int:
    """How often `key` was counted in the present window."""
    asked = asking(limit, key)
    row = db.session.get(LimitCount, (limit.kind, asked["limit_key"], asked["limit_window"]))
    return row.count if row else 0


def used_in(limit: Limit) -> Any:
    """SQL for the same, or NULL, as part of a prepared statement; its parameters are in `asking`."""
    of_key = LimitCount.key == bindparam("limit_key", type_=Text())
    in_window = LimitCount.window == bindparam("limit_window", type_=Integer())
    return select(LimitCount.count).where(LimitCount.kind == limit.kind, of_key, in_window).scalar_subquery()


def asking(limit: Limit, key: str | int) -> dict[str, str | int]:
    """The parameters of `used_in`."""
    seconds = int(limit.per.total_seconds())
    moment = int(clock.now().timestamp())
    return {"limit_key": _hashed(key), "limit_window": moment - moment % seconds}


@command
def tidy() -> None:
    """Forget windows that began more than two days ago."""
    old = int((clock.now() - timedelta(days=2)).timestamp())
    db.session.execute(delete(LimitCount).where(LimitCount.window < old))


def _more(insert: Any) -> Any:
    count = LimitCount.count + insert.excluded.count
    again = insert.on_conflict_do_update(index_elements=["kind", "key", "window"], set_={"count": count})
    return again.returning(LimitCount.count)


_MORE = PreparedWrite(LimitCount, ("kind", "key", "window", "count"), _more)


def _hashed(key: str | int) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, str(key).encode(), "sha256").hex()[:32]
