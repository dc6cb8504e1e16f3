"""Who reads posts of a group now, as far as we know it: the hours that staff keep, and whether one of them has just been here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import SignInSession
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.db import db
from app.discussions.wording import hours_words
from app.moderation.hours import HOURS, Working, working
from app.moderation.kinds import DUE_CRISIS

JUST_NOW = timedelta(minutes=15)
"""A session is noted every ten minutes: who was here within this span has been seen, or has only just gone."""


@dataclass(frozen=True)
class ReadingNow:
    """`is_here`: a moderator of the group has been here within `JUST_NOW`. `hours` are words for the hours that staff keep, '' for none.

    `is_open` is False while no moderator is expected; `due_minutes` is how soon somebody should look at hard words.
    """

    is_here: bool
    hours: str
    is_open: bool
    due_minutes: int


def reading_now(actor: Actor, path: str) -> ReadingNow:
    """Who but the actor reads in the group at `path`. 2 statements, and no name: who is at their desk is theirs to say."""
    now = clock.now()
    readers = [member_id for member_id in holder_ids(path, (MODERATOR, ADMIN)) if member_id != actor.member_id]
    seen = select(SignInSession.id).where(
        SignInSession.member_id.in_(readers), SignInSession.last_seen_at >= now - JUST_NOW, SignInSession.open_at(now)
    )
    is_here = db.session.scalar(seen.limit(1)) is not None
    hours, is_open = _hours(now, working())
    return ReadingNow(is_here, hours, is_open, DUE_CRISIS.get())


def _hours(now: datetime, team: Working) -> tuple[str, bool]:
    if not HOURS.get():
        return "", True
    is_open = team.is_open(now)
    changes = team.ends(now) if is_open else team.begins(now)
    return hours_words(is_open, changes, now), is_open
