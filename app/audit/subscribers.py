"""Writes the trail: hears every fact through the base class, keeps those that are audited."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.facts import DomainEvent, on


@on(DomainEvent)
def keep_entry(fact: DomainEvent) -> None:
    """Add the entry of an audited fact to the running transaction."""
    if not fact.audited:
        return
    ids = {name: _plain(value) for name, value in fact.ids().items() if name != "actor_id"}
    entry = AuditEntry(at=clock.now(), actor_id=fact.actor_id, fact=type(fact).__name__, ids=ids)
    db.session.add(entry)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple | frozenset | set) else value
