"""What the community holds about a member, part by part. The packages that keep it plug in how it is taken along and how it ends.

Every column that names a member is claimed by one part, or said not to be taken along and why: tests/structure/test_holdings.py looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from app.core.db import db

KEEP = "keep"
PLACES = "places"
EVERYTHING = "everything"
CHOICES = (KEEP, PLACES, EVERYTHING)
"""What becomes of what somebody wrote: it stays without their name; the words go and the places stay; everything goes."""

WHATEVER = ""
"""Under this key stands what leaving changes whatever somebody chooses."""

AT_ONCE = 200
"""Rows that one step of leaving changes at most: its transaction stays short, whatever somebody has written in years."""

Collect = Callable[[int], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Part:
    """One file of somebody's own data. `label` is its heading, `about` says what its fields mean. `columns` are 'table.column'."""

    name: str
    label: str
    about: str
    columns: tuple[str, ...]
    collect: Collect


@dataclass(frozen=True)
class Leaver:
    """Whoever is leaving, since `begun_at`. `choice` is one of CHOICES."""

    member_id: int
    username: str
    display_name: str
    choice: str
    begun_at: datetime

    @property
    def takes_words(self) -> bool:
        """Whether what they wrote goes with them."""
        return self.choice != KEEP


Ending = Callable[[Leaver, int], int | None]
"""One step, in a transaction of its own: at most AT_ONCE rows from the cursor on. Answers the next cursor (0 at first), None when
nothing is left. Run twice from the same cursor, it does no harm."""

Foresee = Callable[[int], Mapping[str, list[str]]]
"""Member id -> sentences by choice, or under WHATEVER: what leaving would change."""

PARTS: dict[str, Part] = {}
NOT_TAKEN: dict[str, str] = {}
ENDINGS: dict[str, Ending] = {}
_foreseen: list[Foresee] = []


def own_data(name: str, label: str, about: str, *columns: str) -> Callable[[Collect], Collect]:
    """Plug in a part: member id -> plain rows. Raises ValueError when its name is taken."""

    def register(collect: Collect) -> Collect:
        if name in PARTS:
            raise ValueError(f"a part has one source: {name!r}")
        PARTS[name] = Part(name, label, about, columns, collect)
        return collect

    return register


def not_taken(why: str, *columns: str) -> None:
    """These columns name a member and are in no part. Raises ValueError for one that was said before."""
    for column in columns:
        if column in NOT_TAKEN:
            raise ValueError(f"said twice: {column!r}")
        NOT_TAKEN[column] = why


def ending(name: str) -> Callable[[Ending], Ending]:
    """Plug in what must be done when somebody leaves, beyond what foreign keys do when their row goes.

    `name` is 'package.what'. Raises ValueError when it is taken.
    """

    def register(step: Ending) -> Ending:
        if name in ENDINGS:
            raise ValueError(f"an ending has one function: {name!r}")
        ENDINGS[name] = step
        return step

    return register


def endings() -> list[tuple[str, Ending]]:
    """Every ending by name in the order in which they run: packages above first, inside a package as they were plugged in."""
    packages = list(dict.fromkeys(name.split(".")[0] for name in ENDINGS))
    return sorted(ENDINGS.items(), key=lambda one: -packages.index(one[0].split(".")[0]))


def foresees(source: Foresee) -> Foresee:
    """Plug in: what leaving would change."""
    _foreseen.append(source)
    return source


def foreseen(member_id: int) -> dict[str, list[str]]:
    """Sentences by choice, and under WHATEVER."""
    found: dict[str, list[str]] = {choice: [] for choice in (*CHOICES, WHATEVER)}
    for source in _foreseen:
        for choice, sentences in source(member_id).items():
            found[choice] += sentences
    return found


def rows(query: Select[*tuple[Any, ...]]) -> Iterator[Mapping[str, Any]]:
    """The rows of a query by column name, fetched 500 at a time."""
    for row in db.session.execute(query.execution_options(yield_per=500)).mappings():
        yield dict(row)
