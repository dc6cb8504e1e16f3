"""What a moderator chose for themselves at the desk."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.moderation.care import Care
from app.moderation.models import CareChoice


def care_of(actor: Actor) -> Care:
    """The actor's own choice, or what everybody has who chose nothing. One statement."""
    cover = db.session.scalar(select(CareChoice.cover).where(CareChoice.member_id == actor.member_id))
    return Care(cover) if cover else Care()
