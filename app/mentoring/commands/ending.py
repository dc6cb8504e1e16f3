"""Claims end: together when a newcomer has settled or gone, or because the mentor cannot go on."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.mentoring.events import ClaimEnded
from app.mentoring.models import Welcome


@command
def end_claims(newcomer_ids: Collection[int], ending: str) -> None:
    """Nobody welcomes these any more. Nested; the caller holds their rows."""
    held = select(Welcome).where(Welcome.newcomer_id.in_(newcomer_ids), Welcome.ended_at.is_(None)).order_by(Welcome.id)
    for welcome in db.session.scalars(held.with_for_update()).all():
        end_claim(welcome, ending)


@command
def end_claim(welcome: Welcome, ending: str, *, actor_id: int | None = None) -> None:
    """One claim ends; ended before, nothing happens. Nested."""
    if not welcome.is_held:
        return
    welcome.end(ending, clock.now())
    db.session.flush()
    publish(
        ClaimEnded(
            actor_id=actor_id,
            welcome_id=welcome.id,
            newcomer_id=welcome.newcomer_id,
            mentor_id=welcome.mentor_id,
            ending=ending,
        )
    )
