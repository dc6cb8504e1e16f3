"""What administrators did. Audited: settings, and every look at something private."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SettingChanged(DomainEvent):
    """The setting `name` has another value. What it was and is stands in the settings, not here."""

    audited: ClassVar[bool] = True
    name: str


@dataclass(frozen=True, kw_only=True)
class MemberLookedUp(DomainEvent):
    """Somebody saw a member's mail address (`how` 'shown'), or found the member by it ('found')."""

    audited: ClassVar[bool] = True
    member_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class JobsRetried(DomainEvent):
    """Background work that was given up got another round."""

    audited: ClassVar[bool] = True
    count: int
