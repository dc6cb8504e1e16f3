"""Decisions for the machine-readable export, oldest first, read in parts so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.moderation import policies
from app.moderation.models import Decision

PART = 500
"""Decisions read at once."""


def may_export(actor: Actor) -> None:
    """Raises NotFound for everybody but admins."""
    if not policies.export_statements(actor):
        raise NotFound


def decisions_between(since: datetime | None, until: datetime | None) -> Iterator[Decision]:
    """Decisions made at or after `since` and before `until`; one statement for each `PART` of them."""
    after = 0
    while True:
        part = select(Decision).where(Decision.id > after).order_by(Decision.id).limit(PART)
        if since is not None:
            part = part.where(Decision.decided_at >= since)
        if until is not None:
            part = part.where(Decision.decided_at < until)
        rows = db.session.scalars(part).all()
        yield from rows
        if len(rows) < PART:
            return
        after = rows[-1].id
        # What was read is not needed again: a long export must not keep every decision in memory.
        db.session.expunge_all()
