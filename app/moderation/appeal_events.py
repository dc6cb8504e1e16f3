"""What happens with appeals, and with acts that take two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AppealMade(DomainEvent):
    """A member asked for another look at a decision. `by_link`: with the link of their letter, without signing in."""

    audited: ClassVar[bool] = True
    appeal_id: int
    decision_id: int
    member_id: int
    scope_path: str
    by_link: bool


@dataclass(frozen=True, kw_only=True)
class AppealTakenBack(DomainEvent):
    """The member took their appeal back before anybody decided."""

    audited: ClassVar[bool] = True
    appeal_id: int
    decision_id: int
    member_id: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class AppealAsked(DomainEvent):
    """One side of an appeal asked the other."""

    appeal_id: int
    from_member: bool


@dataclass(frozen=True, kw_only=True)
class AppealAnswered(DomainEvent):
    """The other side answered."""

    appeal_id: int
    from_member: bool


@dataclass(frozen=True, kw_only=True)
class AppealDecided(DomainEvent):
    """Somebody else than the first decider ended an appeal: `outcome` is one of `models.appeals.OUTCOMES`.

    `first_decider` decided what was appealed. `words_back`: the words stand as they stood before.
    """

    audited: ClassVar[bool] = True
    appeal_id: int
    decision_id: int
    outcome_id: int
    outcome: str
    member_id: int | None
    first_decider: int | None
    words_back: bool
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class GraveActAsked(DomainEvent):
    """The first of two people asks for an act that nobody does alone."""

    audited: ClassVar[bool] = True
    act_id: int
    kind: str
    subject_kind: str
    subject_id: int
    member_id: int | None
    clause: int
    scope_path: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class GraveActDone(DomainEvent):
    """The second one did it. Both are named: `asked_by`, and who acts."""

    audited: ClassVar[bool] = True
    act_id: int
    kind: str
    subject_kind: str
    subject_id: int
    member_id: int | None
    asked_by: int | None
    decision_id: int | None
    clause: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class GraveActEnded(DomainEvent):
    """It was not done: `because` 'refused' by a second person, or 'expired'."""

    audited: ClassVar[bool] = True
    act_id: int
    kind: str
    asked_by: int | None
    because: str
    scope_path: str
