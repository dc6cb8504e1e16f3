"""Who could be a mentor, from what they did; who was nominated; and the mentors there are, with what they carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, select

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SUSPENDED, Actor
from app.accounts.models import Grant, Member, Restriction
from app.accounts.queries import MemberCard, card, member_cards
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT, within_any
from app.discussions.models import Post
from app.discussions.models.post import PUBLISHED
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.clocks import SETTLED
from app.mentoring.evidence import Evidence
from app.mentoring.models import Greeting, Newcomer, Nomination
from app.mentoring.queries.figures import as_text
from app.mentoring.queries.greetings import is_out
from app.mentoring.queries.latest import latest_talks, share, talks
from app.mentoring.queries.load import Load, loads_of
from app.mentoring.queries.moments import SecondsBetween

LOOKED_BACK = timedelta(days=365)
ENOUGH = 5
"""Answers to others from which on somebody is suggested."""
LATEST_TALKS = 2_000
"""Discussions in which answers are counted for suggestions, the latest of each group: all of a usual community."""
LATEST_POSTS = 100
"""Posts of one discussion that are counted for this."""
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
    """The page for staff. `statement` is what the suggestions come from, as SQL.

    `of_each`: in how many discussions of each group, the latest; None: in all.
    """

    mentors: tuple[MentorRow, ...]
    nominations: tuple[NominationRow, ...]
    suggested: tuple[Suggested, ...]
    statement: str
    of_each: int | None


@dataclass(frozen=True)
class Candidate:
    """Somebody about to be nominated for a group, with the evidence and the statement that counted it."""

    member: MemberCard
    group_id: int
    group_name: str
    evidence: Evidence
    statement: str


def mentors_page(actor: Actor) -> MentorsPage:
    """Mentors, nominations and suggestions on the paths that the actor looks after. 7 statements. Raises NotFound."""
    if not policies.read_mentors(actor):
        raise NotFound
    paths = actor.paths(MODERATOR, ADMIN)
    held = db.session.scalars(select(Group.discussion_count).where(within_any(Group.path, paths))).all()
    of_each = share(held, LATEST_TALKS)
    likely = _suggestions(paths, of_each)
    left_out = of_each if any(number > of_each for number in held) else None
    return MentorsPage(_mentors(paths), _nominations(paths), _suggested(likely), as_text(likely), left_out)


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


def evidence_query(paths: tuple[str, ...], member_id: int) -> Select[Any]:
    """Counts for one member: a row. Said where posts are counted: whoever says it of the members alone has all posts counted first."""
    did = _did(talks(paths).subquery("talks"), Post.author_id == member_id)
    return _evidence_from(did).outerjoin(did, did.c.author_id == Member.id).where(Member.id == member_id)


def _did(within: Subquery, which: ColumnElement[bool]) -> Subquery:
    """What members answered others in discussions in the last twelve months: a row each."""
    # As a sum, so that SQLite begins with the discussions: by the index of who wrote it would read all posts in the order it groups them.
    who = (Post.author_id + 0).label("author_id")
    new_then = SecondsBetween(Newcomer.arrived_at, Post.published_at) < int(SETTLED.total_seconds())
    return (
        select(
            who,
            func.count(Post.author_id).label("answers"),
            func.sum(case((new_then, 1), else_=0)).label("to_newcomers"),
            func.count(within.c.group_id.distinct()).label("groups"),
        )
        .select_from(within)
        .join(Post, and_(Post.discussion_id == within.c.id, which))
        .outerjoin(Newcomer, Newcomer.member_id == within.c.author_id)
        .where(
            Post.state == PUBLISHED,
            Post.seq > 1,
            Post.published_at > clock.now() - LOOKED_BACK,
            Post.author_id.is_distinct_from(within.c.author_id),
        )
        .group_by(who)
        .subquery("did")
    )


def _evidence_from(did: Subquery) -> Select[Any]:
    thanks = select(func.count()).where(Greeting.mentor_id == Member.id, Greeting.thanked_at > clock.now() - LOOKED_BACK)
    counts = (func.coalesce(did.c[name], 0).label(name) for name in ("answers", "to_newcomers", "groups"))
    columns: list[Any] = [Member, *counts, thanks.correlate(Member).scalar_subquery().label("thanks")]
    return select(*columns)


def _suggestions(paths: tuple[str, ...], of_each: int) -> Select[Any]:
    """Counted in the latest talks of each group alone: a year of a large community is much."""
    now = clock.now()
    lately = latest_talks(paths, now - LOOKED_BACK, of_each, LATEST_TALKS).subquery("talks")
    did = _did(lately, Post.seq > lately.c.last_seq - LATEST_POSTS)
    who = did.c.author_id
    held = exists().where(Grant.member_id == who, Grant.in_force(now))
    asked = exists().where(Nomination.member_id == who, Nomination.answered_at.is_(None))
    most = (
        select(did)
        .where(did.c.answers >= ENOUGH, ~held, ~asked, ~_is_suspended(who))
        .order_by(did.c.to_newcomers.desc(), did.c.answers.desc(), who)
        .limit(MOST_SUGGESTED)
        .subquery("most")
    )
    found = _evidence_from(most).join(most, most.c.author_id == Member.id)
    return found.order_by(most.c.to_newcomers.desc(), most.c.answers.desc(), Member.id)


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
