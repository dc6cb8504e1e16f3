"""What moderators do with items short of deciding: pass on, ask each other, hand over; and what happens when an item is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ItemPassedOn(DomainEvent):
    """A moderator gave an item back to the queue, without a reason."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueAsked(DomainEvent):
    """A moderator asked another one about an item."""

    item_id: int
    question_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ColleagueAnswered(DomainEvent):
    """The colleague answered."""

    item_id: int
    question_id: int


@dataclass(frozen=True, kw_only=True)
class HandOverLeft(DomainEvent):
    """A note for whoever comes next: about an item, or (`item_id` None) about a place."""

    hand_over_id: int
    item_id: int | None


@dataclass(frozen=True, kw_only=True)
class HandOverTakenBack(DomainEvent):
    """Its writer took a note away."""

    hand_over_id: int


@dataclass(frozen=True, kw_only=True)
class ItemEscalated(DomainEvent):
    """An item is late: nobody had decided it in its time. Said once for each item."""

    item_id: int
    kind: str
    risk: int


@dataclass(frozen=True, kw_only=True)
class StaffNoteKept(DomainEvent):
    """A moderator wrote a note about a member or an item; whom it is about is not said, so that it is in nobody's own record."""

    audited: ClassVar[bool] = True
    note_id: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class StaffNoteEnded(DomainEvent):
    """Such a note was taken away before its day."""

    audited: ClassVar[bool] = True
    note_id: int
    scope_path: str
