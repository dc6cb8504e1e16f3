"""What goes into the commands of the tree and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.groups.audience import PUBLIC

ASKED = "groups.asked"
ANSWERED = "groups.answered"
"""Kinds of notices about asking to join."""

TAKEN_OUT = "groups.taken_out"
"""The kind of notice about belonging no longer."""


ASK_AGAIN_AFTER = timedelta(days=30)
"""After "not now" a group is left in peace this long."""

LONGEST_WORDS = 1000
"""Letters in what somebody asks or answers."""


@dataclass(frozen=True)
class GroupInput:
    """A group to make. Without `slug` it is made from the name; groups with a smaller `position` stand first, then by name."""

    name: str
    purpose: str = ""
    access: str = PUBLIC
    parent_id: int | None = None
    position: int = 0
    slug: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True)
class EditInput:
    """What a group should be from now on. `narrow_rooms`: also narrow the rooms inside that would be wider than it."""

    name: str
    purpose: str
    access: str
    position: int = 0
    narrow_rooms: bool = False


@dataclass(frozen=True)
class Settled:
    """What became of an edit or a move: the present address, and the groups that fewer people may read now."""

    slug: str
    narrowed_ids: tuple[int, ...] = ()
