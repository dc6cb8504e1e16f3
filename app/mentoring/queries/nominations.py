"""Who could be a mentor, from what they did; who was nominated; and the mentors there are, with what they carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, true

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SUSPENDED, Actor
from app.accounts.models import Grant, Member, Restriction
from app.accounts.queries import MemberCard, card, member_cards
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT, within_any
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.clocks import SETTLED
from app.mentoring.evidence import Evidence
from app.mentoring.models import Greeting, Newcomer, Nomination
from app.mentoring.queries.figures import as_text
from app.mentoring.queries.greetings import is_out
from app.mentoring.queries.load import Load, loads_of
from app.mentoring.queries.moments import SecondsBetween

LOOKED_BACK = timedelta(days=365)
ENOUGH = 5
"""Answers to others from which on somebody is suggested."""
MOST_SUGGESTED = 10
MOST_NOMINATED = 50


@dataclass(frozen=True)
class MentorRow:
    """A mentor on the page: where, what they carry, whom they welcomed so far, and thanks that came back."""

    member: MemberCard
    places: tuple[str, ...]
    load: Load
    welcomed: int
    thanks: int


@dataclass(frozen=True)
class NominationRow:
    """A nomination that waits for an answer. `by` is '' when they have left."""

    id: int
    member: MemberCard
    place: str
    by: str
    at: datetime
    evidence: Evidence


@dataclass(frozen=True)
class Suggested:
    """Somebody who answered much and holds no role."""

    member: MemberCard
    evidence: Evidence


@dataclass(frozen=True)
class MentorsPage:
    """The page for staff. `statement` is what the suggestions come from, as SQL."""

    mentors: tuple[MentorRow, ...]
    nominations: tuple[NominationRow, ...]
    suggested: tuple[Suggested, ...]
    statement: str


@dataclass(frozen=True)
class Candidate:
    """Somebody about to be nominated for a group, with the evidence and the statement that counted it."""

    member: MemberCard
    group_id: int
    group_name: str
    evidence: Evidence
    statement: str


def mentors_page(actor: Actor) -> MentorsPage:
    """Mentors, nominations and suggestions on the paths that the actor looks after. 6 statements. Raises NotFound."""
    if not policies.read_mentors(actor):
        raise NotFound
    paths = actor.paths(MODERATOR, ADMIN)
    likely = _suggestions(paths)
    return MentorsPage(_mentors(paths), _nominations(paths), _suggested(likely), as_text(likely))


def places_to_nominate(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the groups for which the actor may nominate. 1 statement."""
    mine = select(Group.id, Group.name).where(
        within_any(Group.path, actor.paths(MENTOR, MODERATOR, ADMIN)), Group.archived_at.is_(None)
    )
    return [(key, name) for key, name in db.session.execute(mine.order_by(func.lower(Group.name), Group.id))]


def candidate(actor: Actor, username: str, group_id: int) -> Candidate:
    """Somebody with their evidence in a group. Raises NotFound: no such member, or no group of the actor's. 3 statements."""
    group = db.session.get(Group, group_id)
    member = db.session.scalar(select(Member).where(Member.username == username.strip().lstrip("@").lower()))
    if group is None or member is None or not policies.nominate(actor, group.path):
        raise NotFound
    counted = evidence_query((group.path,), member.id)
    return Candidate(card(member), group.id, group.name, evidence_of(member.id, group.path), as_text(counted))


def evidence_of(member_id: int, path: str) -> Evidence:
    """What a member did on a path. 1 statement."""
    row = db.session.execute(evidence_query((path,), member_id)).first()
    return _evidence(row) if row is not None else Evidence()


def evidence_query(paths: tuple[str, ...], member_id: int | None = None) -> Select[Any]:
    """Counts for one member, or for every one: a row each, to be narrowed."""
    since = clock.now() - LOOKED_BACK
    new_then = SecondsBetween(Newcomer.arrived_at, Post.published_at) < int(SETTLED.total_seconds())
    answers = (
        select(
            Post.author_id,
            func.count().label("answers"),
            func.sum(case((new_then, 1), else_=0)).label("to_newcomers"),
            func.count(Discussion.group_id.distinct()).label("groups"),
        )
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .outerjoin(Newcomer, Newcomer.member_id == Discussion.author_id)
        .where(
            Post.state == PUBLISHED,
            Post.seq > 1,
            Post.published_at > since,
            Post.author_id.is_not(None),
            Post.author_id.is_distinct_from(Discussion.author_id),
            within_any(Group.path, paths),
            # Said where posts are counted: whoever says it of the members alone has all posts counted first.
            Post.author_id == member_id if member_id is not None else true(),
        )
        .group_by(Post.author_id)
        .subquery("did")
    )
    thanks = select(func.count()).where(Greeting.mentor_id == Member.id, Greeting.thanked_at > since)
    found = select(
        Member,
        func.coalesce(answers.c.answers, 0).label("answers"),
        func.coalesce(answers.c.to_newcomers, 0).label("to_newcomers"),
        func.coalesce(answers.c.groups, 0).label("groups"),
        thanks.correlate(Member).scalar_subquery().label("thanks"),
    ).outerjoin(answers, answers.c.author_id == Member.id)
    return found if member_id is None else found.where(Member.id == member_id)


def _suggestions(paths: tuple[str, ...]) -> Select[Any]:
    now = clock.now()
    held = exists().where(Grant.member_id == Member.id, Grant.in_force(now))
    asked = exists().where(Nomination.member_id == Member.id, Nomination.answered_at.is_(None))
    found = evidence_query(paths)
    answers, to_newcomers = (found.selected_columns[name] for name in ("answers", "to_newcomers"))
    return (
        found.where(answers >= ENOUGH, ~held, ~asked, ~_is_suspended(Member.id))
        .order_by(to_newcomers.desc(), answers.desc(), Member.id)
        .limit(MOST_SUGGESTED)
    )


def _suggested(likely: Select[Any]) -> tuple[Suggested, ...]:
    return tuple(Suggested(card(row[0]), _evidence(row)) for row in db.session.execute(likely))


def _evidence(row: Any) -> Evidence:
    months = max(0, (clock.now() - row[0].joined_at).days // 30)
    return Evidence(int(row.answers), int(row.to_newcomers), int(row.groups), int(row.thanks), months)


def _mentors(paths: tuple[str, ...]) -> tuple[MentorRow, ...]:
    now = clock.now()
    rows = db.session.execute(
        select(Member, Grant.path, Group.name)
        .join(Grant, Grant.member_id == Member.id)
        .outerjoin(Group, Group.path == Grant.path)
        .where(Grant.kind == MENTOR, Grant.in_force(now), within_any(Grant.path, paths), ~_is_suspended(Member.id))
        .order_by(func.lower(Member.display_name), Member.id, Group.name)
    ).all()
    places: dict[int, list[str]] = defaultdict(list)
    for member, path, name in rows:
        places[member.id].append("Everywhere" if path == ROOT else name or "")
    members = {row[0].id: row[0] for row in rows}
    loads, counted = loads_of(list(members)), _thanks(list(members))
    return tuple(
        MentorRow(card(member), tuple(places[key]), loads[key], *counted.get(key, (0, 0)))
        for key, member in members.items()
    )


def _thanks(member_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Newcomers whom a welcome reached and thanks received, by mentor."""
    reached = case((is_out(), Greeting.newcomer_id))
    rows = db.session.execute(
        select(Greeting.mentor_id, func.count(reached.distinct()), func.count(Greeting.thanked_at))
        .outerjoin(Post, Post.id == Greeting.post_id)
        .where(Greeting.mentor_id.in_(list(member_ids)))
        .group_by(Greeting.mentor_id)
    )
    return {key: (welcomed, thanks) for key, welcomed, thanks in rows if key is not None}


def _nominations(paths: tuple[str, ...]) -> tuple[NominationRow, ...]:
    rows = db.session.execute(
        select(Nomination, Member, Group.name)
        .join(Member, Member.id == Nomination.member_id)
        .join(Group, Group.id == Nomination.group_id)
        .where(Nomination.answered_at.is_(None), within_any(Group.path, paths))
        .order_by(Nomination.nominated_at, Nomination.id)
        .limit(MOST_NOMINATED)
    ).all()
    by = member_cards([row[0].nominated_by for row in rows])
    return tuple(_nomination(nomination, member, name, by) for nomination, member, name in rows)


def _nomination(nomination: Nomination, member: Member, place: str, by: dict[int, MemberCard]) -> NominationRow:
    who = by.get(nomination.nominated_by or 0)
    evidence = Evidence.from_json(nomination.evidence)
    name = who.display_name if who else ""
    return NominationRow(nomination.id, card(member), place, name, nomination.nominated_at, evidence)


def _is_suspended(member_id: Any) -> ColumnElement[bool]:
    return exists().where(
        and_(
            Restriction.member_id == member_id,
            Restriction.kind == SUSPENDED,
            Restriction.path == ROOT,
            Restriction.in_force(clock.now()),
        )
    )
