"""The trail: audited facts leave one entry in their own transaction, others none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class KeyTurned(DomainEvent):
    """An audited fact of these tests."""

    audited: ClassVar[bool] = True
    room_id: int
    until: date
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KettleOn(DomainEvent):
    """A fact that nobody needs to find again."""


@command
def _publish(*facts: DomainEvent, fails: bool = False) -> None:
    for fact in facts:
        publish(fact)
    if fails:
        raise LookupError


def _entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry)))


def test_an_audited_fact_leaves_one_entry_with_ids_and_dates(app: Flask) -> None:
    _publish(KeyTurned(actor_id=4, room_id=7, until=date(2026, 3, 14), rooms=(1, 2)), KettleOn(actor_id=4))
    entry = _entries()[0]
    assert len(_entries()) == 1
    assert (entry.fact, entry.actor_id) == ("KeyTurned", 4)
    assert entry.ids == {"room_id": 7, "until": "2026-03-14", "rooms": [1, 2]}
    assert abs((clock.now() - entry.at).total_seconds()) < 60


def test_a_command_that_fails_leaves_no_entry(app: Flask) -> None:
    with pytest.raises(LookupError):
        _publish(KeyTurned(actor_id=4, room_id=7, until=date(2026, 3, 14)), fails=True)
    assert _entries() == []
