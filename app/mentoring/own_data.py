"""What mentoring holds about a member, and how its words go when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select, update

from app.accounts.holdings import Leaver, ending, own_data, rows
from app.core.db import db
from app.discussions.wording import TAKEN_BACK
from app.mentoring.commands.newcomers import settle
from app.mentoring.models import (
    LEFT,
    Card,
    CardField,
    Greeting,
    Introduction,
    Mentor,
    Newcomer,
    Nomination,
    Welcome,
)


@own_data(
    "card",
    "Your card",
    "Each field with its words and who may see it.",
    "cards.member_id",
    "card_fields.member_id",
)
def card(member_id: int) -> Iterable[Mapping[str, Any]]:
    fields = select(CardField.field, CardField.value, CardField.audience, Card.introduced, Card.changed_at)
    return rows(
        fields.select_from(Card)
        .outerjoin(CardField, CardField.member_id == Card.member_id)
        .where(Card.member_id == member_id)
        .order_by(CardField.field)
    )


@own_data(
    "welcome",
    "How you were welcomed",
    "When you arrived, first wrote, were first answered and greeted, came back, and when you were no longer counted as new.",
    "newcomers.member_id",
    "welcomes.newcomer_id",
)
def welcome(member_id: int) -> Iterable[Mapping[str, Any]]:
    times = (
        Newcomer.arrived_at,
        Newcomer.first_post_at,
        Newcomer.answered_at,
        Newcomer.greeted_at,
        Newcomer.returned_at,
        Newcomer.settled_at,
    )
    yield from rows(select(*times).where(Newcomer.member_id == member_id))
    held = select(Welcome.claimed_at, Welcome.note, Welcome.ended_at).where(Welcome.newcomer_id == member_id)
    yield from rows(held.order_by(Welcome.id))


@own_data(
    "greetings",
    "Welcomes sent to you",
    "The words that a mentor wrote for you alone, or the number of the post; when, and when you said thank you.",
    "greetings.newcomer_id",
    "introductions.newcomer_id",
)
def greeted(member_id: int) -> Iterable[Mapping[str, Any]]:
    sent = select(Greeting.body, Greeting.post_id.label("post"), Greeting.sent_at, Greeting.thanked_at)
    yield from rows(sent.where(Greeting.newcomer_id == member_id).order_by(Greeting.id))
    made = select(Introduction.made_at.label("introduced_at"), Introduction.declined_at)
    yield from rows(made.where(Introduction.newcomer_id == member_id).order_by(Introduction.id))


@own_data(
    "introductions",
    "Times you were named to somebody new",
    "When, and whether one of the two declined. Not to whom.",
    "introductions.member_id",
    "introductions.declined_by",
)
def introduced(member_id: int) -> Iterable[Mapping[str, Any]]:
    named = select(
        Introduction.made_at, Introduction.declined_at, (Introduction.declined_by == member_id).label("by_you")
    )
    mine = or_(Introduction.member_id == member_id, Introduction.declined_by == member_id)
    return rows(named.where(mine).order_by(Introduction.id))


@own_data(
    "mentoring",
    "What you did as a mentor",
    "Your settings; whom you welcomed, by date alone, with your notes and letters; and nominations.",
    "mentors.member_id",
    "welcomes.mentor_id",
    "welcomes.from_id",
    "greetings.mentor_id",
    "newcomers.greeted_by",
    "nominations.member_id",
    "nominations.nominated_by",
    "nominations.answered_by",
)
def mentored(member_id: int) -> Iterable[Mapping[str, Any]]:
    settings = (Mentor.capacity, Mentor.hours, Mentor.languages, Mentor.subjects, Mentor.avoids, Mentor.away_from)
    yield from rows(select(*settings, Mentor.away_until, Mentor.changed_at).where(Mentor.member_id == member_id))
    held = select(Welcome.claimed_at, Welcome.ended_at, Welcome.ending).where(Welcome.mentor_id == member_id)
    yield from rows(held.order_by(Welcome.id))
    noted = select(Welcome.note, Welcome.claimed_at.label("at")).where(Welcome.from_id == member_id)
    yield from rows(noted.order_by(Welcome.id))
    sent = select(Greeting.body, Greeting.post_id.label("post"), Greeting.sent_at).where(
        Greeting.mentor_id == member_id
    )
    yield from rows(sent.order_by(Greeting.id))
    greeted_first = select(Newcomer.greeted_at.label("greeted_somebody_first_at"))
    yield from rows(greeted_first.where(Newcomer.greeted_by == member_id).order_by(Newcomer.member_id))
    by = (Nomination.member_id, Nomination.nominated_by, Nomination.answered_by)
    named = select(Nomination.nominated_at, Nomination.accepted, (Nomination.member_id == member_id).label("of_you"))
    yield from rows(named.where(or_(*(column == member_id for column in by))).order_by(Nomination.id))


@ending("mentoring.welcomes")
def end_welcomes(leaver: Leaver, _cursor: int) -> int | None:
    """Nobody welcomes them any more. What they wrote as a mentor, letters and notes to colleagues, goes when their words do."""
    settle(leaver.member_id, LEFT)
    if leaver.takes_words:
        letters = update(Greeting).where(Greeting.mentor_id == leaver.member_id).values(body=TAKEN_BACK, html="")
        notes = update(Welcome).where(Welcome.from_id == leaver.member_id).values(note="")
        for words in (letters, notes):
            db.session.execute(words.execution_options(synchronize_session=False))
    return None
