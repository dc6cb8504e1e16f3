"""Facts about the guidelines as a text: a version came into force, a member accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class GuidelinesPublished(DomainEvent):
    """Version `number` holds from now on."""

    audited: ClassVar[bool] = True
    version_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class GuidelinesAccepted(DomainEvent):
    """A member said that they will keep to a version."""

    member_id: int
    version_id: int
