"""Facts about notices. They say that something was told, never what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class NoticeAdded(DomainEvent):
    """A member has a new notice; `kind` is the registered kind's name."""

    notice_id: int
    member_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MailTurnedOff(DomainEvent):
    """Mail of notices to a member was turned off, all of it."""

    member_id: int
