"""Cards as pages and matching read them. A field that is not for the reader never leaves the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, distinct, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.models import Post
from app.mentoring import policies
from app.mentoring.card import CONDITION, FIELDS, LABELS, ME, ROLE, ROLES, things_of
from app.mentoring.matching import Side, shown_count
from app.mentoring.models import Card, CardField, Greeting, Introduction
from app.mentoring.queries.greetings import is_out

MOST_NAMED = 20
"""Introductions that the card's page lists."""


@dataclass(frozen=True)
class ShownField:
    """One field as its reader sees it."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class OwnField:
    """One field as its owner keeps it."""

    value: str = ""
    audience: str = ME


@dataclass(frozen=True)
class OwnCard:
    """The actor's own card. `same_condition` is how many others show the same one, None when too few to say."""

    fields: Mapping[str, OwnField]
    introduced: bool
    same_condition: int | None

    def __getitem__(self, name: str) -> OwnField:
        return self.fields.get(name, OwnField())


@dataclass(frozen=True)
class Introduced:
    """An introduction as one of the two sees it: the other one's name, and when it was made."""

    id: int
    name: str
    username: str
    made_at: datetime


def card_shown(actor: Actor, member_id: int) -> tuple[ShownField, ...]:
    """The fields of a member's card that are for the actor, in order. One statement."""
    rows = db.session.scalars(select(CardField).where(CardField.member_id == member_id, policies.fields_seen(actor)))
    found = {row.field: row.value for row in rows}
    return tuple(ShownField(name, LABELS[name], _words(name, found[name])) for name in FIELDS if name in found)


def sides_seen(actor: Actor, member_ids: Collection[int]) -> dict[int, Side]:
    """What matching may compare, by member: terms of fields that are for the actor. One statement."""
    rows = db.session.execute(
        select(CardField.member_id, CardField.field, CardField.term).where(
            CardField.member_id.in_(member_ids), policies.fields_seen(actor)
        )
    )
    terms: dict[int, dict[str, str]] = {}
    for member_id, name, term in rows:
        terms.setdefault(member_id, {})[name] = term
    return {member_id: Side(member_id, found) for member_id, found in terms.items()}


def own_card(actor: Actor) -> OwnCard:
    """Three statements at most. Raises NotFound for a visitor."""
    if not actor.is_active:
        raise NotFound
    card = db.session.get(Card, actor.member_id)
    rows = db.session.scalars(select(CardField).where(CardField.member_id == actor.member_id)).all()
    condition = next((row.term for row in rows if row.field == CONDITION), "")
    return OwnCard(
        {row.field: OwnField(row.value, row.audience) for row in rows},
        introduced=card is None or card.introduced,
        same_condition=shown_count(_with_condition(actor, condition)),
    )


def introductions_of(actor: Actor) -> tuple[Introduced, ...]:
    """Whom the actor was introduced to, newest first, without those that they declined. One statement.

    That the other one declined is told to nobody: the row stays here as it was. A welcome that waits for a moderator named nobody yet.
    """
    newcomer, named = aliased(Member), aliased(Member)
    mine = or_(Introduction.newcomer_id == actor.member_id, Introduction.member_id == actor.member_id)
    by_other = and_(Introduction.declined_by.is_not(None), Introduction.declined_by != actor.member_id)
    rows = db.session.execute(
        select(Introduction, newcomer, named)
        .join(newcomer, newcomer.id == Introduction.newcomer_id)
        .join(named, named.id == Introduction.member_id)
        .join(Greeting, Greeting.id == Introduction.greeting_id)
        .outerjoin(Post, Post.id == Greeting.post_id)
        .where(is_out(), mine, or_(Introduction.declined_at.is_(None), by_other))
        .order_by(Introduction.made_at.desc(), Introduction.id.desc())
        .limit(MOST_NAMED)
    )
    return tuple(_introduced(actor, made, one, other) for made, one, other in rows)


def _introduced(actor: Actor, made: Introduction, newcomer: Member, named: Member) -> Introduced:
    other = named if actor.member_id == newcomer.id else newcomer
    return Introduced(made.id, other.display_name, other.username, made.made_at)


def _with_condition(actor: Actor, term: str) -> int:
    """How many others show the actor a condition that is in `term`."""
    things = sorted(things_of(term))
    if not things:
        return 0
    same = or_(*(CardField.term.contains(f"|{thing}|", autoescape=True) for thing in things))
    others = CardField.member_id != actor.member_id
    found = select(func.count(distinct(CardField.member_id))).where(
        CardField.field == CONDITION, others, policies.fields_seen(actor), same
    )
    return db.session.scalar(found) or 0


def _words(name: str, value: str) -> str:
    return ROLES.get(value, value) if name == ROLE else value
