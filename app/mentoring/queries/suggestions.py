"""Whom and what a mentor may put into a welcome. People are found by cards alone, discussions by their words and group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from app.accounts.actor import SUSPENDED, Actor
from app.accounts.models import Member, Restriction, SignInSession
from app.core import clock
from app.core.db import db
from app.core.markup import words_of
from app.core.scope import ROOT
from app.core.wording import many
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.discussions.policies import discussions_seen
from app.groups.audience import Audience
from app.groups.models import Group, Membership
from app.groups.policies import readable
from app.mentoring import policies
from app.mentoring.card import CARER, CONDITION, LIKES, ROLE, TREATMENT, things_of
from app.mentoring.letter import MOST_PEOPLE, Linked, Named
from app.mentoring.matching import Side, best, words_to_find
from app.mentoring.models import Card, CardField, Introduction
from app.mentoring.queries.cards import sides_seen
from app.mentoring.queries.newcomer import FirstPost, NewcomerSeen
from app.mentoring.talk_choice import Talk, choose

ACTIVE_WITHIN = timedelta(days=60)
"""Who was not seen and wrote nothing for so long is not named to anybody."""
LOOKED_AT = 200
"""Cards, and discussions, that are compared."""


@dataclass(frozen=True)
class SuggestedPerson:
    """Somebody to meet, and why."""

    who: Named
    why: str


@dataclass(frozen=True)
class SuggestedTalk:
    """A discussion to read, and why."""

    talk: Linked
    why: str


def people_for(mentor: Actor, newcomer: Actor, first: FirstPost | None) -> tuple[SuggestedPerson, ...]:
    """At most two members whose cards match, as far as the mentor may read both. Three statements."""
    own = sides_seen(mentor, [newcomer.member_id or 0]).get(newcomer.member_id or 0)
    looked_for = _worth_comparing(own) if own else []
    if own is None or not looked_for:
        return ()
    # Read from the fields, whose index begins with their name: the other way round is three times as slow with many cards.
    matching = Member.id.in_(select(CardField.member_id).where(policies.fields_seen(mentor), or_(*looked_for)))
    rows = db.session.scalars(
        select(Member)
        .join(Card, Card.member_id == Member.id)
        .where(matching, _may_be_named(mentor, newcomer, first))
        .order_by(Card.changed_at.desc(), Member.id)
        .limit(LOOKED_AT)
    )
    known = {member.id: member for member in rows}
    matches = best(own, sides_seen(mentor, known.keys()).values(), MOST_PEOPLE) if known else ()
    return tuple(SuggestedPerson(_named(known[match.member_id]), match.sentence) for match in matches)


def may_be_named(
    mentor: Actor, newcomer: Actor, first: FirstPost | None, member_ids: Collection[int]
) -> dict[int, Named]:
    """Those of `member_ids` that the mentor may name to the newcomer now, by id. One statement."""
    if not member_ids:
        return {}
    rows = db.session.scalars(
        select(Member)
        .join(Card, Card.member_id == Member.id)
        .where(Member.id.in_(member_ids), _may_be_named(mentor, newcomer, first))
    )
    return {member.id: _named(member) for member in rows}


def talk_for(mentor: Actor, newcomer: Actor, seen: NewcomerSeen) -> SuggestedTalk | None:
    """One discussion of their group by the words of their first post; without one, the most answered. One statement."""
    group_id = seen.first.group.id if seen.first else seen.row.group_id
    if group_id is None:
        return None
    rows = db.session.execute(
        select(Discussion.id, Discussion.title, Discussion.excerpt, Discussion.reply_count)
        .join(Group, Group.id == Discussion.group_id)
        .where(Discussion.group_id == group_id, _may_be_put_in(mentor, newcomer, seen.first))
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(LOOKED_AT)
    )
    written = f"{seen.first.title} {words_of(seen.first.html)}" if seen.first else ""
    found = choose(written, [Talk(*row) for row in rows])
    if found is None:
        return None
    talk = found.talk
    replies = f"{many(talk.replies, 'reply', 'replies')}".capitalize()
    return SuggestedTalk(Linked(talk.id, talk.title), f"{found.why} {replies}.".strip())


def may_be_put_in(mentor: Actor, newcomer: Actor, first: FirstPost | None, discussion_id: int) -> Linked | None:
    """The discussion, when the mentor may put it into a welcome now. One statement."""
    row = db.session.execute(
        select(Discussion.id, Discussion.title)
        .join(Group, Group.id == Discussion.group_id)
        .where(Discussion.id == discussion_id, _may_be_put_in(mentor, newcomer, first))
    ).one_or_none()
    return Linked(row.id, row.title) if row else None


def _worth_comparing(own: Side) -> list[ColumnElement[bool]]:
    """SQL for fields that could tie a card to `own`; `matching` says whether they do."""
    found = [
        and_(CardField.field == field, CardField.term.contains(f"|{thing}|", autoescape=True))
        for field in (CONDITION, TREATMENT)
        for thing in sorted(things_of(own.terms.get(field, "")))
    ]
    likes = sorted(things_of(own.terms.get(LIKES, "")) | words_to_find(own.terms.get(LIKES, "")))
    found += [and_(CardField.field == LIKES, CardField.term.contains(word, autoescape=True)) for word in likes]
    if own.terms.get(ROLE) == CARER:
        found.append(and_(CardField.field == ROLE, CardField.term == CARER))
    return found


def _may_be_named(mentor: Actor, newcomer: Actor, first: FirstPost | None) -> ColumnElement[bool]:
    """SQL for rows of Member joined with Card: both said yes, nobody declined, they are here, and both can read one group."""
    now = clock.now()
    suspended = exists().where(
        Restriction.member_id == Member.id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(now),
    )
    # Somebody whom an earlier welcome was to name, which a moderator removed, may be named again; who declined may not.
    known = or_(
        and_(
            Introduction.newcomer_id == newcomer.member_id,
            Introduction.member_id == Member.id,
            Introduction.declined_at.is_not(None),
        ),
        and_(Introduction.newcomer_id == Member.id, Introduction.member_id == newcomer.member_id),
    )
    own_card = select(Card.introduced).where(Card.member_id == newcomer.member_id).scalar_subquery()
    return and_(
        Card.introduced,
        func.coalesce(own_card, false()),
        Member.id.not_in([mentor.member_id, newcomer.member_id]),
        ~suspended,
        _is_active(),
        ~exists().where(known),
        _reads_along(newcomer, first),
    )


def _is_active() -> ColumnElement[bool]:
    since = clock.now() - ACTIVE_WITHIN
    seen = exists().where(SignInSession.member_id == Member.id, SignInSession.last_seen_at >= since)
    wrote = exists().where(Post.author_id == Member.id, Post.state == PUBLISHED, Post.published_at >= since)
    return or_(seen, wrote)


def _reads_along(newcomer: Actor, first: FirstPost | None) -> ColumnElement[bool]:
    """They belong to a group that the newcomer can read; to that very group when the welcome will stand where only it reads."""
    belongs = exists().where(Membership.member_id == Member.id, Membership.group_id == Group.id, readable(newcomer))
    if first is not None and _audience(first) == Audience.GROUP:
        belongs = exists().where(Membership.member_id == Member.id, Membership.group_id == first.group.id)
    return belongs


def _may_be_put_in(mentor: Actor, newcomer: Actor, first: FirstPost | None) -> ColumnElement[bool]:
    """SQL for rows of Discussion joined with Group: both read it, and its title tells nothing to those who read the welcome."""
    open_now = and_(
        discussions_seen(newcomer),
        discussions_seen(mentor),
        Discussion.published_at.is_not(None),
        Discussion.removed_at.is_(None),
        Discussion.reply_count > 0,
        Discussion.author_id.is_distinct_from(newcomer.member_id),
    )
    if first is None:
        return open_now
    return and_(
        open_now,
        Discussion.id != first.discussion_id,
        Discussion.group_id == first.group.id,
        Discussion.audience <= _audience(first),
    )


def _audience(first: FirstPost) -> int:
    """Who reads the discussion of a first post: it was loaded with it."""
    return db.session.get_one(Discussion, first.discussion_id).audience


def _named(member: Member) -> Named:
    return Named(member.id, member.display_name, member.username)
