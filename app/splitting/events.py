"""What splitting announces: ids alone, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PlanMade(DomainEvent):
    """Somebody began a plan to split a group."""

    audited = True
    plan_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PlanChanged(DomainEvent):
    """Rooms, rules or places of a plan are others now; nothing outside the plan changed. `version` is the new one."""

    audited = True
    plan_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class PlanDropped(DomainEvent):
    """A plan was put aside before it ran."""

    audited = True
    plan_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class SplitStarted(DomainEvent):
    """A plan began to run."""

    audited = True
    plan_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupSplit(DomainEvent):
    """A run is done: these groups are the new rooms."""

    audited = True
    plan_id: int
    group_id: int
    room_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UndoStarted(DomainEvent):
    """Somebody began to take a split back."""

    audited = True
    plan_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class SplitUndone(DomainEvent):
    """A split was taken back."""

    audited = True
    plan_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupsMerged(DomainEvent):
    """A group went up in another."""

    audited = True
    group_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(DomainEvent):
    """A member chose which of the parent and the rooms to keep."""

    plan_id: int
    member_id: int
