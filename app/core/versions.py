"""What pages show has versions: a stamp for each key, made anew in the transaction that changes what the key stands for.

A key is a kind and an id: `Key("discussion", 7)`, `Key("tree")`. Who keeps a page in memory reads the stamps of its keys first, then
the page, and shows it again only while the stamps are the same: right in every process and on every machine, at once after a commit.
Keys that stand for nothing but counts may be up to `LAG` behind, so that a page on which many write is not made anew for each of them.
`core.changes` writes the stamps, for every writer; packages say with `shows` which tables change which keys.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import BigInteger, Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import settings
from app.core.db import Base, Id
from app.core.driver import dialect_of, run, run_at_last
from app.core.prepared import Prepared

ALL = -1
"""As the id of a key that is read: the keys of its kind together."""

SLOTS = 8
"""On PostgreSQL a key that many write has a row for each of so many, so that writers do not wait for one another."""

AT_ONCE = 500
"""An import changes thousands in one transaction; a statement takes only so many values."""

FEW = 20
"""As many keys as go with the commit."""

LAG = timedelta(seconds=2)
"""A page that is younger is still shown when nothing but counts has changed."""

_BITS = 40
_NOTHING: Mapping[Any, int] = {}
_at_hand: ContextVar[Mapping[Any, int]] = ContextVar("stamps_at_hand", default=_NOTHING)

_AGAIN = "ON CONFLICT (kind, id, slot) DO UPDATE SET stamp = excluded.stamp"


class Key(NamedTuple):
    """What a stamp is for. Without an id it stands for everything of its kind."""

    kind: str
    id: int = 0

    @property
    def is_all(self) -> bool:
        return self.id == ALL

    @property
    def is_count(self) -> bool:
        return self.kind in _COUNTS


_COUNTS: set[str] = set()


def only_counts(kind: str) -> str:
    """Say of a kind of keys that pages show figures and an order of it, and nobody's words: these may be up to `LAG` behind."""
    _COUNTS.add(kind)
    return kind


HOUSE = Key("house")
"""Settings, and whatever `core.kept` keeps in memory."""


class PageVersion(Base):
    """The stamp of a key, in one of its slots. No row: it never changed."""

    __tablename__ = "page_versions"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True)
class By:
    """The id of a key of `kind` stands in a column; or, with `through`, in the `found` column of the row that the column names."""

    kind: str
    column: str
    through: type[Base] | None = None
    found: str = ""


@dataclass(frozen=True)
class Rule:
    """Which keys the rows of a table change.

    `by`: keys of a row; `every`: keys for when it is not known which rows were changed, or when there is no `by`. `only`, `but`:
    the columns that count when a row is changed (all by default, so that a new one is never forgotten). `born` is False when a new
    row shows nowhere by itself.
    """

    every: tuple[Key, ...]
    by: tuple[By, ...] = ()
    only: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    born: bool = True

    def counts(self, columns: Iterable[str] | None) -> bool:
        """Whether a change of these columns shows; None: of columns that are not known."""
        if columns is None:
            return True
        return any(name in self.only if self.only else name not in self.but for name in columns)


RULES: dict[str, list[Rule]] = {}
"""By table name."""


def shows(
    model: type[Base],
    *every: Key,
    by: Sequence[By] = (),
    only: Iterable[str] = (),
    but: Iterable[str] = (),
    born: bool = True,
) -> None:
    """Say which keys a table changes: see `Rule`. A table may have several rules."""
    rule = Rule(every, tuple(by), frozenset(only), frozenset(but), born)
    RULES.setdefault(str(model.__tablename__), []).append(rule)


def stamps(keys: Sequence[Key]) -> tuple[int, ...]:
    """The stamps of `keys` now, 0 for what never changed. 1 statement, none for those that are at hand.

    Where HOUSE is among them and has changed since this process looked, settings and the like are read anew.
    """
    known = _at_hand.get()
    if known and all(key in known for key in keys):
        return tuple([known[key] for key in keys])
    found = tuple(_READING.first(shape_of(keys), **stamp_values(keys)))
    if HOUSE in keys:
        look_at_the_house(found[keys.index(HOUSE)])
    return found


def still_good(
    keys: Sequence[Key], then: tuple[int, ...], found: tuple[int, ...], counted_at: datetime, now: datetime
) -> bool:
    """Whether what was made of `keys` while they had the stamps `then` may be shown now that they have those in `found`."""
    if then == found:
        return True
    return may_lag(counted_at, now) and only_counts_differ(keys, then, found)


def may_lag(counted_at: datetime, now: datetime) -> bool:
    """Whether counts of then may still be shown."""
    return timedelta() <= now - counted_at < LAG


def only_counts_differ(keys: Sequence[Key], then: tuple[int, ...], found: tuple[int, ...]) -> bool:
    """Whether nothing else than counts has changed, if anything has."""
    return all(was == is_now or key.is_count for key, was, is_now in zip(keys, then, found, strict=True))


@contextmanager
def at_hand(found: Mapping[Key, int]) -> Iterator[None]:
    """While a page is made, what is kept of its parts is compared with the stamps that were read before it: nothing is asked twice."""
    token = _at_hand.set(found)
    try:
        yield
    finally:
        _at_hand.reset(token)


def shape_of(keys: Sequence[Key]) -> tuple[tuple[str, bool], ...]:
    """What the words of `reading` depend on."""
    return tuple((key.kind, key.is_all) for key in keys)


def stamp_values(keys: Sequence[Key]) -> dict[str, int]:
    """The values that `reading` takes for these keys."""
    return {f"id_{place}": key.id for place, key in enumerate(keys)}


@cache
def reading(shape: tuple[tuple[str, bool], ...]) -> Select[Any]:
    """One row with the sum of each key's slots. Sums of random numbers: equal only while none of them changed."""
    table: Any = PageVersion.__table__
    parts = []
    for place, (kind, is_all) in enumerate(shape):
        stamp = select(cast(func.coalesce(func.sum(table.c.stamp), literal_column("0")), BigInteger)).where(
            table.c.kind == literal_column(f"'{kind}'")
        )
        if not is_all:
            stamp = stamp.where(table.c.id == bindparam(f"id_{place}", type_=Id))
        parts.append(stamp.scalar_subquery().label(f"stamp_{place}"))
    return select(*parts)


_READING = Prepared(reading)


def make_anew(session: Session, keys: Iterable[Key]) -> None:
    """Give each of `keys` a new stamp, inside the transaction that is about to be committed. 1 statement for each `AT_ONCE` keys.

    In one order everywhere, so that two who wait for each other cannot be. Where it can be, the commit goes with them: others wait for
    these rows, and for everything else that the transaction holds.
    """
    lite = dialect_of(session).name == "sqlite"
    slot = 0 if lite else secrets.randbelow(SLOTS)
    ordered = sorted(set(keys))
    if not lite and len(ordered) <= FEW and run_at_last(session, _stamping_as_it_is(ordered, slot)):
        return
    for start in range(0, len(ordered), AT_ONCE):
        values = [(key.kind, key.id, slot, secrets.randbits(_BITS)) for key in ordered[start : start + AT_ONCE]]
        given = tuple(value for row in values for value in row)
        run(session, _stamping(len(values), lite), given, answers=False)


@cache
def _stamping(rows: int, lite: bool) -> str:
    """The statement for so many rows, as the driver takes it: it ends every transaction that shows anywhere."""
    row = "(?, ?, ?, ?)" if lite else "(%s::text, %s::bigint, %s::integer, %s::bigint)"
    return f"INSERT INTO page_versions (kind, id, slot, stamp) VALUES {', '.join([row] * rows)} {_AGAIN}"  # noqa: S608


def _stamping_as_it_is(keys: Sequence[Key], slot: int) -> str:
    """The same with its values in it: numbers, and kinds, which are words of our own."""
    rows = ", ".join(f"('{key.kind}', {key.id:d}, {slot:d}, {secrets.randbits(_BITS):d})" for key in keys)
    return f"INSERT INTO page_versions (kind, id, slot, stamp) VALUES {rows} {_AGAIN}"  # noqa: S608


def look_at_the_house(stamp: int) -> None:
    """Forget what is in memory where the stamp of HOUSE, just read, is not the one that this process saw last."""
    # Never looked: what is in memory may be older than the stamp, and a page made of it would be kept under the new one.
    if current_app.extensions.get("house_seen") != stamp:
        settings.forget()
    current_app.extensions["house_seen"] = stamp
