"""Who reads posts of a group now, as far as we know it: the hours that staff keep, and whether one of them has just been here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from flask import current_app
from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import SignInSession
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.db import db
from app.core.settings import Setting, declare
from app.core.wording import zone_named
from app.discussions.wording import hours_words
from app.help.opening import parse
from app.moderation.kinds import DUE_CRISIS

JUST_NOW = timedelta(minutes=15)
"""A session is noted every ten minutes: who was here within this span has been seen, or has only just gone."""


def _is_hours(value: str) -> bool:
    try:
        return not value or bool(parse(value).spans)
    except ValueError:
        return False


READING_HOURS = declare(
    Setting(
        "discussions.reading_hours",
        "",
        "When moderators read",
        "Days and times by the clock of the community, such as Mo-Fr 08:00-22:00; Sa,Su 10:00-20:00. The help card tells them to "
        "members who wrote hard words. Empty: it names no hours.",
        valid=_is_hours,
    )
)


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
    hours, is_open = _hours(now, zone_named(current_app.config["DAYROOM"].timezone))
    return ReadingNow(is_here, hours, is_open, DUE_CRISIS.get())


def _hours(now: datetime, home: tzinfo) -> tuple[str, bool]:
    kept = READING_HOURS.get()
    if not kept:
        return "", True
    hours = parse(kept)
    is_open = hours.is_open(now, home)
    changes = hours.closes_at(now, home) if is_open else hours.opens_at(now, home)
    return hours_words(is_open, changes, now), is_open
