"""What happens on duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(DomainEvent):
    """Somebody may be in danger: whoever is on duty is called."""

    audited: ClassVar[bool] = True
    alarm_id: int
    item_id: int | None
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class AlarmPassedOn(DomainEvent):
    """Nobody said that they look, so the call went to the next ones: `rung` is one of `codes.RUNGS`."""

    audited: ClassVar[bool] = True
    alarm_id: int
    rung: str
    round: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(DomainEvent):
    """Somebody looks."""

    audited: ClassVar[bool] = True
    alarm_id: int
    item_id: int | None
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class DrillStarted(DomainEvent):
    """An admin tries out the call."""

    audited: ClassVar[bool] = True
    alarm_id: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class RotaChanged(DomainEvent):
    """A shift was made or ended, or on one day somebody else does it."""

    audited: ClassVar[bool] = True
    shift_id: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class HookChanged(DomainEvent):
    """An address for calls was added or taken away."""

    audited: ClassVar[bool] = True
    hook_id: int
    scope_path: str
    is_gone: bool
