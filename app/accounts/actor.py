"""The Actor: whoever performs a command, with everything that decides what they may do. Built once per request or job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.scope import ROOT, is_within

MENTOR = "mentor"
MODERATOR = "moderator"
ADMIN = "admin"
ROLES = (MENTOR, MODERATOR, ADMIN)
SUSPENDED = "suspended"


@dataclass(frozen=True)
class Held:
    """A role or a restriction on a path; it holds for everything below the path."""

    kind: str
    path: str


@dataclass(frozen=True)
class Actor:
    """`member_id` is None for a visitor and for the system; `group_ids` are the groups the member belongs to.

    `country` is theirs, ISO alpha-2 or ''.
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
        return self.is_system or (self.is_active and any(held.kind in (MODERATOR, ADMIN) for held in self.grants))

    def holds(self, kind: str, path: str) -> bool:
        """Whether the role `kind` is held on `path` or above it. A suspended member holds none."""
        if self.is_suspended:
            return False
        return any(held.kind == kind and is_within(path, held.path) for held in self.grants)

    def moderates(self, path: str) -> bool:
        """Moderator on the path, or admin."""
        return self.is_system or self.holds(MODERATOR, path) or self.holds(ADMIN, path)

    def mentors(self, path: str) -> bool:
        return self.holds(MENTOR, path)

    def paths(self, *kinds: str) -> tuple[str, ...]:
        """The paths on which one of `kinds` is held, for SQL; the system holds everything."""
        if self.is_system:
            return (ROOT,)
        if self.is_suspended:
            return ()
        return tuple(dict.fromkeys(held.path for held in self.grants if held.kind in kinds))


VISITOR = Actor()
SYSTEM = Actor(is_system=True, display_name="Dayroom")
