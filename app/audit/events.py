"""What happens to the record itself. All of it stands in the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AuditBroken(DomainEvent):
    """The daily look found a fault: `kind` is one of `faults.KINDS`, at the entries `number` to `through`."""

    audited: ClassVar[bool] = True
    kind: str
    number: int
    through: int


@dataclass(frozen=True, kw_only=True)
class AuditAccepted(DomainEvent):
    """A person at the command line knows why the entries `number` to `through` do not hold: for `reason`, one of `REASONS`."""

    audited: ClassVar[bool] = True
    kind: str
    number: int
    through: int
    reason: str


REASONS = {
    "restored": "a backup was restored",
    "key-lost": "the key was lost, or is another one now",
    "looked-into": "it was looked into and is known",
}
"""Why a fault may be accepted."""
