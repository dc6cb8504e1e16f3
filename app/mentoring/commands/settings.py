"""What a mentor says of themselves, and going away. Whoever they cannot keep is offered to others again."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.mentoring import policies
from app.mentoring.commands.claims import lock_mentors
from app.mentoring.commands.settling import review_claims
from app.mentoring.events import MentorChanged
from app.mentoring.inputs import MentorInput
from app.mentoring.models import Mentor
from app.mentoring.subjects import LONGEST, MOST

MOST_AT_ONCE = 20
"""Newcomers that one mentor can hold."""

LONGEST_HOURS = 200


@command
def keep_settings(actor: Actor, given: MentorInput) -> None:
    """Keep what the mentor says of themselves. With less room than they hold, the latest claims are offered again.

    Raises Forbidden, Invalid (field and reason as in `wording.PROBLEMS`).
    """
    require(policies.settings(actor))
    _check(given)
    mentor = _own_row(actor)
    mentor.capacity, mentor.hours = given.capacity, given.hours.strip()
    mentor.languages, mentor.subjects, mentor.avoids = list(given.languages), list(given.subjects), list(given.avoids)
    mentor.away_from, mentor.away_until = given.away_from, given.away_until
    _changed(mentor)


@command
def go_away(actor: Actor) -> None:
    """Away from today until they say otherwise; away already, nothing changes. Raises Forbidden."""
    require(policies.settings(actor))
    mentor, today = _own_row(actor), clock.now().date()
    if not mentor.is_away(today):
        mentor.away_from, mentor.away_until = today, None
        _changed(mentor)


@command
def come_back(actor: Actor) -> None:
    """Here again from now on. Raises Forbidden."""
    require(policies.settings(actor))
    mentor = _own_row(actor)
    if mentor.is_away(clock.now().date()):
        mentor.away_from = mentor.away_until = None
        _changed(mentor)


def _own_row(actor: Actor) -> Mentor:
    member_id = actor.member_id or 0
    lock_mentors([member_id])
    return db.session.get_one(Mentor, member_id)


def _changed(mentor: Mentor) -> None:
    mentor.changed_at = clock.now()
    db.session.flush()
    publish(MentorChanged(actor_id=mentor.member_id, member_id=mentor.member_id))
    review_claims(mentor.member_id)


def _check(given: MentorInput) -> None:
    if not 1 <= given.capacity <= MOST_AT_ONCE:
        raise Invalid("capacity", field="capacity")
    if len(given.hours) > LONGEST_HOURS:
        raise Invalid("too_long_hours", field="hours")
    for name in ("languages", "subjects", "avoids"):
        words: tuple[str, ...] = getattr(given, name)
        if len(words) > MOST:
            raise Invalid("too_many_words", field=name)
        if any(len(word) > LONGEST for word in words):
            raise Invalid("too_long_words", field=name)
    _check_days(given)


def _check_days(given: MentorInput) -> None:
    if given.away_until is None:
        return
    if given.away_until < clock.now().date():
        raise Invalid("away_past", field="away_until")
    if given.away_from is None:
        raise Invalid("away_from_missing", field="away_from")
    if given.away_until < given.away_from:
        raise Invalid("away_order", field="away_until")
