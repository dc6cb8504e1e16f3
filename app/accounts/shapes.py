"""Statements of what an actor sees, prepared once for all actors of the same shape.

A shape is what the many-things faces of policies look at when they make SQL: visitor, member or system, whether one belongs to any
group, which kinds of role one holds on how many paths. The faces are asked with a stand-in of that shape, whose id, groups and paths
are parameters; each reader brings their own. So there is one rule, and it is asked once. Whoever is under a restriction has a
statement of their own, made each time: seldom, and their roles rest by place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BigInteger, Text, bindparam

from app.accounts.actor import Actor, Held
from app.core.among import numbers
from app.core.db import db
from app.core.prepared import Prepared, Statement, Words
from app.core.scope import ROOT

UNKNOWN = ("display_name", "username", "joined_at", "session_id", "country", "staff_name")
"""Of an actor, what a stand-in does not have."""


@dataclass(frozen=True)
class Shape:
    """All that the words of a statement may depend on. `roles`: kind, and the number of its path, 0 for the whole community."""

    is_system: bool
    is_member: bool
    belongs: bool
    roles: tuple[tuple[str, int], ...]


class SeenBy:
    """A statement of what an actor sees; `build(actor, *more)` makes it.

    `build` asks only many-things faces with the actor it is given: an id or a path of it may be a parameter. Raises TypeError where it
    is asked what only a person has.
    """

    def __init__(self, build: Callable[..., Statement], row: type[Any] | None = None) -> None:
        self.build = build
        self.row = row
        self._prepared = Prepared(self._for_all, row)

    def rows(self, actor: Actor, *more: Hashable, **values: Any) -> list[Any]:
        """What the statement finds for the actor. 1 statement."""
        if actor.restrictions:
            return Words(self.build(actor, *more), db.session.get_bind().dialect, self.row).run(db.session(), values)
        shape, own = shape_of(actor)
        return self._prepared.rows(shape, *more, **own, **values)

    def first(self, actor: Actor, *more: Hashable, **values: Any) -> Any:
        """The first row, or None. 1 statement."""
        found = self.rows(actor, *more, **values)
        return found[0] if found else None

    def _for_all(self, shape: Shape, *more: Hashable) -> Statement:
        return self.build(stand_in(shape), *more)


def shape_of(actor: Actor) -> tuple[Shape, dict[str, Any]]:
    """The shape of an actor without restrictions, and what they bring."""
    paths = [path for path in dict.fromkeys(held.path for held in actor.grants) if path != ROOT]
    places = {ROOT: 0, **{path: place for place, path in enumerate(paths, start=1)}}
    roles = tuple(dict.fromkeys((held.kind, places[held.path]) for held in actor.grants))
    shape = Shape(actor.is_system, actor.member_id is not None, bool(actor.group_ids), roles)
    own: dict[str, Any] = {"me": actor.member_id, "my_groups": actor.group_ids}
    own |= {f"my_path_{place}": path for path, place in places.items()}
    return shape, own


def stand_in(shape: Shape) -> Actor:
    """An actor of this shape, for the many-things faces alone."""
    paths: dict[int, Any] = {0: ROOT}
    for _, place in shape.roles:
        paths.setdefault(place, bindparam(f"my_path_{place}", type_=Text()))
    belongs = frozenset({numbers("my_groups")}) if shape.belongs else frozenset()
    # What a shape does not hold nobody may go by: a parameter is neither true nor false, and nobody brings a value for these.
    unknown: dict[str, Any] = {name: bindparam(f"not in a shape: {name}", type_=Text()) for name in UNKNOWN}
    return Actor(
        member_id=cast(int, bindparam("me", type_=BigInteger())) if shape.is_member else None,
        grants=tuple(Held(kind, paths[place]) for kind, place in shape.roles),
        group_ids=cast("frozenset[int]", belongs),
        is_system=shape.is_system,
        **unknown,
    )
