"""Facts about the directory. All are audited: a wrong number can cost a life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class HelpLineAdded(DomainEvent):
    audited: ClassVar[bool] = True
    line_id: int


@dataclass(frozen=True, kw_only=True)
class HelpLineChanged(DomainEvent):
    audited: ClassVar[bool] = True
    line_id: int


@dataclass(frozen=True, kw_only=True)
class HelpLineChecked(DomainEvent):
    """Somebody made sure that what it says is right."""

    audited: ClassVar[bool] = True
    line_id: int


@dataclass(frozen=True, kw_only=True)
class HelpLineRemoved(DomainEvent):
    """It is on no page any more, until it is put back."""

    audited: ClassVar[bool] = True
    line_id: int


@dataclass(frozen=True, kw_only=True)
class HelpLinePutBack(DomainEvent):
    audited: ClassVar[bool] = True
    line_id: int


@dataclass(frozen=True, kw_only=True)
class HelpLineExpired(DomainEvent):
    """Its date of check has passed: people read the national default until somebody has looked."""

    audited: ClassVar[bool] = True
    line_id: int
