"""The Actor: whoever performs a command, with everything that decides what they may do. Built once per request or job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.scope import ROOT, is_within

MENTOR = "mentor"
MODERATOR = "moderator"
ADMIN = "admin"
ROLES = (MENTOR, MODERATOR, ADMIN)
SLOW = "slow"
READ_ONLY = "read_only"
SUSPENDED = "suspended"
RESTRICTIONS = (SLOW, READ_ONLY, SUSPENDED)
"""Limits on a member, from the lightest: a few posts a day, reading only, not even what members alone read."""


@dataclass(frozen=True)
class Held:
    """A role or a restriction on a path; it holds for everything below the path."""

    kind: str
    path: str


@dataclass(frozen=True)
class Actor:
    """`member_id` is None for a visitor and for the system; `group_ids` are the groups the member belongs to.

    `country` is theirs, ISO alpha-2 or ''. `staff_name` is how they are called where they act as staff, '' for none.
    """

    member_id: int | None = None
    display_name: str = ""
    username: str = ""
    grants: tuple[Held, ...] = ()
    restrictions: tuple[Held, ...] = ()
    group_ids: frozenset[int] = frozenset()
    joined_at: datetime | None = None
    session_id: int | None = None
    country: str = ""
    is_system: bool = False
    staff_name: str = ""

    @property
    def is_visitor(self) -> bool:
        return self.member_id is None and not self.is_system

    @property
    def is_suspended(self) -> bool:
        """Suspended from the whole community: notices and signing out are all that is left."""
        return any(held.kind == SUSPENDED and held.path == ROOT for held in self.restrictions)

    @property
    def is_active(self) -> bool:
        """Signed in and not suspended: may do what members do."""
        return self.member_id is not None and not self.is_suspended

    @property
    def is_admin(self) -> bool:
        return self.is_system or self.holds(ADMIN, ROOT)

    @property
    def is_staff(self) -> bool:
        """A moderator somewhere, or an admin."""
        return self.is_system or any(held.kind in (MODERATOR, ADMIN) for held in self.roles())

    def is_suspended_in(self, path: str) -> bool:
        """Suspended there or from the whole community: reads what everybody reads, and writes nothing."""
        return self._is_limited(path, SUSPENDED)

    def is_read_only(self, path: str) -> bool:
        """Reads, but writes nothing there; whoever is suspended there too."""
        return self._is_limited(path, READ_ONLY, SUSPENDED)

    def is_slowed(self, path: str) -> bool:
        """Writes a few posts a day there."""
        return self._is_limited(path, SLOW)

    def suspended_paths(self) -> tuple[str, ...]:
        """Where the member is suspended, for SQL: the many-things face of `is_suspended_in`."""
        return tuple(dict.fromkeys(held.path for held in self.restrictions if held.kind == SUSPENDED))

    def roles(self, *, to_read: bool = False) -> tuple[Held, ...]:
        """The roles that may be used now. A role rests while its holder may not write somewhere in its area, or around it.

        `to_read`: what a role lets its holder read, it lets them read as long as they are not suspended there.
        """
        kinds = (SUSPENDED,) if to_read else (READ_ONLY, SUSPENDED)
        limits = [held.path for held in self.restrictions if held.kind in kinds]
        if not limits:
            return self.grants
        return tuple(held for held in self.grants if not any(_overlap(held.path, path) for path in limits))

    def holds(self, kind: str, path: str, *, to_read: bool = False) -> bool:
        """Whether the role `kind` is held on `path` or above it, and does not rest (see `roles`)."""
        return any(held.kind == kind and is_within(path, held.path) for held in self.roles(to_read=to_read))

    def moderates(self, path: str) -> bool:
        """Moderator on the path, or admin."""
        return self.is_system or self.holds(MODERATOR, path) or self.holds(ADMIN, path)

    def mentors(self, path: str) -> bool:
        return self.holds(MENTOR, path)

    def paths(self, *kinds: str, to_read: bool = False) -> tuple[str, ...]:
        """The paths on which one of `kinds` is held and does not rest, for SQL; the system holds everything."""
        if self.is_system:
            return (ROOT,)
        return tuple(dict.fromkeys(held.path for held in self.roles(to_read=to_read) if held.kind in kinds))

    def _is_limited(self, path: str, *kinds: str) -> bool:
        return any(held.kind in kinds and is_within(path, held.path) for held in self.restrictions)


def _overlap(one: str, other: str) -> bool:
    return is_within(one, other) or is_within(other, one)


VISITOR = Actor()
SYSTEM = Actor(is_system=True, display_name="Dayroom")
