"""What notices from outsiders announce: ids and codes, in the past tense.

Each names the author of the words (`author_id`), so that nobody reads in the record that a notice is about them. Who sent it stands
in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OutsiderNoticeOpened(DomainEvent):
    """A notice came to the desk: its mail address was confirmed, or it may do without. `reason` is one of `reasons.REASONS`."""

    audited: ClassVar[bool] = True
    notice_id: int
    item_id: int
    author_id: int | None
    reason: str
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class OutsiderNoticeSettled(DomainEvent):
    """The item of a notice ended. `decision_id` is None when there was nothing left to decide on."""

    audited: ClassVar[bool] = True
    notice_id: int
    item_id: int
    author_id: int | None
    decision_id: int | None
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class OutsiderNoticeRead(DomainEvent):
    """Somebody of the team opened a whole notice, with the name and address of who sent it."""

    audited: ClassVar[bool] = True
    notice_id: int
    author_id: int | None
    scope_path: str


@dataclass(frozen=True, kw_only=True)
class OutsiderNoticeAnswered(DomainEvent):
    """Somebody of the team wrote, or changed, a word to who told us."""

    audited: ClassVar[bool] = True
    notice_id: int
    author_id: int | None
    scope_path: str
