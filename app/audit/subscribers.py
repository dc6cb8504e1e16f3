"""Writes the trail: hears every fact through the base class, keeps those that are audited until their command ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.audit.writing import Waiting
from app.core import clock
from app.core.command import before_commit, current_work
from app.core.facts import DomainEvent, on


@on(DomainEvent)
def keep_entry(fact: DomainEvent) -> None:
    """Add the entry of an audited fact to those that the outermost command writes before it commits."""
    if not fact.audited:
        return
    ids = {name: _plain(value) for name, value in fact.ids().items() if name != "actor_id"}
    _waiting().entries.append((clock.now(), fact.actor_id, type(fact).__name__, ids))


def _waiting() -> Waiting:
    """The running command's own, made with its first audited fact."""
    found = next((action for action in current_work().at_last if isinstance(action, Waiting)), None)
    if found is None:
        found = Waiting()
        before_commit(found, last=True)
    return found


def _plain(value: Any) -> Any:
    """As JSON gives it back: what is linked now must be what is read later."""
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(part) for part in value] if isinstance(value, tuple | list | frozenset | set) else value
