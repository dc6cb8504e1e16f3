"""What happens to accounts. Ids, codes and dates only; security matters are audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.accounts.actor import SUSPENDED
from app.core.facts import DomainEvent
from app.core.scope import ROOT


@dataclass(frozen=True, kw_only=True)
class MemberJoined(DomainEvent):
    """A member exists from now on: confirmed by mail, added by staff, or `imported` (which tells nobody)."""

    member_id: int
    guidelines_version: str = ""
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(DomainEvent):
    """The name or line that others see changed."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class StaffNameChosen(DomainEvent):
    """Somebody who acts as staff chose a name for that, another one, or (`is_set` false) none."""

    audited: ClassVar[bool] = True
    member_id: int
    is_set: bool


@dataclass(frozen=True, kw_only=True)
class ProfilePartTaken(DomainEvent):
    """A moderator took the name or the line from a profile; `part` is `models.NAME` or `models.ABOUT`."""

    audited: ClassVar[bool] = True
    member_id: int
    part: str


@dataclass(frozen=True, kw_only=True)
class ProfilePartBack(DomainEvent):
    """What had been taken from a profile stands there again."""

    audited: ClassVar[bool] = True
    member_id: int
    part: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(DomainEvent):
    """`kind` is held on `path` from now on."""

    audited: ClassVar[bool] = True
    grant_id: int
    member_id: int
    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(DomainEvent):
    audited: ClassVar[bool] = True
    grant_id: int
    member_id: int
    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class MemberRestricted(DomainEvent):
    """A limit of `kind` holds on `path`. `until` is None when it lasts until somebody lifts it."""

    audited: ClassVar[bool] = True
    restriction_id: int
    member_id: int
    kind: str
    path: str
    until: datetime | None

    @property
    def shuts_out(self) -> bool:
        """Suspended from the whole community."""
        return self.kind == SUSPENDED and self.path == ROOT


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(DomainEvent):
    """A limit ended before its time."""

    audited: ClassVar[bool] = True
    restriction_id: int
    member_id: int
    kind: str
    path: str

    @property
    def lets_in(self) -> bool:
        """It had been a suspension from the whole community."""
        return self.kind == SUSPENDED and self.path == ROOT


@dataclass(frozen=True, kw_only=True)
class SignedIn(DomainEvent):
    audited: ClassVar[bool] = True
    member_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(DomainEvent):
    """`count` sessions ended before their time, for `reason`: 'signed_out', 'revoked', 'password', 'reset' or 'suspended'."""

    audited: ClassVar[bool] = True
    member_id: int
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(DomainEvent):
    """`by_reset`: with a link from a mail instead of the former password."""

    audited: ClassVar[bool] = True
    member_id: int
    by_reset: bool


@dataclass(frozen=True, kw_only=True)
class AddressChanged(DomainEvent):
    audited: ClassVar[bool] = True
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberSeen(DomainEvent):
    """A member is here: they signed in, or use a session that was last noted some minutes ago (`sessions.SEEN_EVERY`)."""

    member_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeavingAsked(DomainEvent):
    """A member leaves at `leaves_at`; `choice` is one of `holdings.CHOICES`."""

    audited: ClassVar[bool] = True
    member_id: int
    choice: str
    leaves_at: datetime


@dataclass(frozen=True, kw_only=True)
class LeavingTakenBack(DomainEvent):
    """They stay. Without an actor: they had become the only admin."""

    audited: ClassVar[bool] = True
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(DomainEvent):
    """The member is no more."""

    audited: ClassVar[bool] = True
    member_id: int
    choice: str


@dataclass(frozen=True, kw_only=True)
class DataAsked(DomainEvent):
    """A member asked for their data."""

    audited: ClassVar[bool] = True
    member_id: int
    export_id: int


@dataclass(frozen=True, kw_only=True)
class DataReady(DomainEvent):
    """The file of a member's data can be fetched."""

    member_id: int
    export_id: int
