"""What happens at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Flagged(DomainEvent):
    """A member told the moderators about a subject."""

    item_id: int
    subject_kind: str
    subject_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ItemOpened(DomainEvent):
    """A subject came into the queue."""

    item_id: int
    subject_kind: str
    subject_id: int
    kind: str
    risk: int
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemRenewed(DomainEvent):
    """The text that waits was changed by its author, or something graver was found: there is a new version to look at."""

    item_id: int
    version: int
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemWithdrawn(DomainEvent):
    """The author took the text back before anybody decided, or what somebody waited for has come.

    `decision_id` is that of another item, which left nothing to decide here: two people erased the text.
    """

    item_id: int
    subject_kind: str
    subject_id: int
    decision_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemSeen(DomainEvent):
    """A moderator closed an item that needs no decision: they know of it. `scope_path` is where it lay."""

    audited: ClassVar[bool] = True
    item_id: int
    subject_kind: str
    subject_id: int
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class ItemClaimed(DomainEvent):
    """A moderator is looking at an item."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ItemLetGo(DomainEvent):
    """A moderator stopped looking without deciding."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ItemDecided(DomainEvent):
    """A moderator ruled on one version of an item."""

    audited: ClassVar[bool] = True
    item_id: int
    decision_id: int
    version: int
    subject_kind: str
    subject_id: int
    revision_id: int | None
    author_id: int | None
    action: str
    clause: int
    measure: str = ""
    path: str = ""
    until: datetime | None = None
    scope_path: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementsExported(DomainEvent):
    """An admin took the machine-readable statements, of all time or between two moments."""

    audited: ClassVar[bool] = True
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class TextKept(DomainEvent):
    """A text of the team was written, changed or taken away."""

    audited: ClassVar[bool] = True
    text_id: int
    is_gone: bool


@dataclass(frozen=True, kw_only=True)
class SanctionLaid(DomainEvent):
    """A decision laid a measure on a member. `until` and `restriction_id` are None for words alone."""

    audited: ClassVar[bool] = True
    sanction_id: int
    decision_id: int
    member_id: int
    kind: str
    path: str
    until: datetime | None
    restriction_id: int | None


@dataclass(frozen=True, kw_only=True)
class SanctionLifted(DomainEvent):
    """A measure ended before its time, `because` one of `models.sanctions.LIFTED`."""

    audited: ClassVar[bool] = True
    sanction_id: int
    decision_id: int
    member_id: int
    kind: str
    path: str
    because: str


@dataclass(frozen=True, kw_only=True)
class RecordRead(DomainEvent):
    """Somebody of the team read the record; told once a day for each reader."""

    audited: ClassVar[bool] = True
