"""What the staff pages show: the house in figures, members and one member, places for a role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import ADMIN, MODERATOR, SUSPENDED, Actor
from app.accounts.models import Grant, Member, Restriction, SignInSession
from app.accounts.queries import STRENGTH, MemberCard, card
from app.admin.policies import admins_only
from app.core import clock
from app.core.db import db
from app.core.jobs import ATTEMPTS, Promise
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound
from app.core.scope import ROOT, path_ids
from app.core.text import skeleton
from app.discussions.models import Post
from app.discussions.models.post import PUBLISHED
from app.groups.models import Group, Membership
from app.help.models import HelpLine
from app.moderation.models import Decision, Sanction

PAGE = 25
LATE = timedelta(minutes=5)
"""A promised job that is this much overdue says that the worker is away."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class House:
    """The community in figures. `late` jobs should have run; `given_up` used up their tries; `unchecked` help lines are on the page.
    `deciders` moderate something, or everything.
    """

    members: int
    joined_lately: int
    groups: int
    unchecked: int
    late: int
    given_up: int
    deciders: int


@dataclass(frozen=True)
class RoleHeld:
    """A role in force. `place` is the group's name, '' for everywhere; `by` who gave it, '' when nobody is known."""

    grant_id: int
    kind: str
    path: str
    place: str
    since: datetime
    until: datetime | None
    by: str


@dataclass(frozen=True)
class MemberRow:
    """One member in the list."""

    member: MemberCard
    roles: tuple[RoleHeld, ...]
    is_suspended: bool


@dataclass(frozen=True)
class LimitHeld:
    """A limit in force: why, since when, by whom, and until when (None: until lifted). `place` is '' for everywhere.

    `clause` is the guideline it was decided under, None for one from before decisions were kept.
    """

    restriction_id: int
    kind: str
    path: str
    place: str
    reason: str
    since: datetime
    until: datetime | None
    by: str
    clause: int | None


@dataclass(frozen=True)
class MemberPage:
    """Everything an administrator sees of a member at first sight; the mail address is not part of it.

    `address` is 'confirmed', 'unconfirmed' or '' for none. `last_seen_at` is None when they are signed in nowhere.
    """

    member: MemberCard
    country: str
    address: str
    last_seen_at: datetime | None
    groups: int
    posts: int
    decisions: int
    suspensions: int
    roles: tuple[RoleHeld, ...]
    limits: tuple[LimitHeld, ...]

    @property
    def suspension(self) -> LimitHeld | None:
        """What keeps them out of the whole community, the one that lasts longest."""
        shut_out = [limit for limit in self.limits if limit.kind == SUSPENDED and limit.path == ROOT]
        return max(shut_out, key=lambda limit: (limit.until is None, limit.until), default=None)


def house(actor: Actor) -> House:
    """1 statement. Raises NotFound."""
    admins_only(actor)
    now = clock.now()
    row = db.session.execute(
        select(
            _count(select(func.count()).select_from(Member)),
            _count(select(func.count()).where(Member.joined_at > now - WEEK)),
            _count(select(func.count()).where(Group.archived_at.is_(None))),
            _count(select(func.count()).where(HelpLine.removed_at.is_(None), HelpLine.checked_at.is_(None))),
            _count(select(func.count()).where(Promise.due_at < now - LATE, Promise.attempts < ATTEMPTS)),
            _count(select(func.count()).where(Promise.attempts >= ATTEMPTS)),
            _count(
                select(func.count(Grant.member_id.distinct())).where(
                    Grant.kind.in_((MODERATOR, ADMIN)), Grant.in_force(now)
                )
            ),
        )
    ).one()
    return House(*row)


def members_page(actor: Actor, sought: str = "", before: str | None = None) -> Page[MemberRow]:
    """Members, newest first; with `sought` those whose name or username begins so. 3 statements. Raises NotFound."""
    admins_only(actor)
    query = select(Member).order_by(Member.id.desc()).limit(PAGE + 1)
    if sought.strip():
        query = query.where(_begins(sought.strip()))
    key = unpack_key(before, 1)
    if key:
        query = query.where(Member.id < key[0])
    found = db.session.scalars(query).all()
    older = pack_key(found[PAGE - 1].id) if len(found) > PAGE else None
    return Page(_rows(found[:PAGE]), older=older)


def members_with(actor: Actor, ids: Collection[int]) -> list[MemberRow]:
    """The members with these ids, newest first. 3 statements. Raises NotFound."""
    admins_only(actor)
    return _rows(db.session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.id.desc())).all())


def member_page(actor: Actor, username: str) -> MemberPage:
    """One member. 4 statements. Raises NotFound."""
    admins_only(actor)
    member = db.session.scalar(select(Member).where(Member.username == username.lower()))
    if member is None:
        raise NotFound
    last_seen_at, groups, posts, decisions, suspensions = db.session.execute(_figures_of(member.id)).one()
    return MemberPage(
        member=card(member),
        country=member.country,
        address="" if member.email is None else "confirmed" if member.email_confirmed_at else "unconfirmed",
        last_seen_at=last_seen_at,
        groups=groups,
        posts=posts,
        decisions=decisions,
        suspensions=suspensions,
        roles=_roles([member.id]).get(member.id, ()),
        limits=_limits(member.id),
    )


def places_for_roles(actor: Actor) -> list[tuple[str, str]]:
    """(path, name with the way from the top) of every group, as a tree. 1 statement. Raises NotFound."""
    admins_only(actor)
    names: dict[int, str] = {}
    paths: list[str] = []
    for key, path, name in db.session.execute(select(Group.id, Group.path, Group.name)):
        names[key] = name
        paths.append(path)
    labels = [(path, [names[key] for key in path_ids(path) if key in names]) for path in paths]
    labels.sort(key=lambda pair: [name.casefold() for name in pair[1]])
    return [(path, " › ".join(way)) for path, way in labels]


def _begins(sought: str) -> ColumnElement[bool]:
    handle = Member.username.startswith(sought.lower().removeprefix("@"), autoescape=True)
    name = Member.display_name.istartswith(sought, autoescape=True)
    # The skeleton finds "Zoë" for "zoe", and look-alikes.
    bare = skeleton(sought)
    return or_(handle, name, Member.skeleton.startswith(bare, autoescape=True)) if bare else or_(handle, name)


def _rows(members: Sequence[Member]) -> list[MemberRow]:
    ids = [member.id for member in members]
    roles = _roles(ids)
    now = clock.now()
    out = set(
        db.session.scalars(
            select(Restriction.member_id).where(
                Restriction.member_id.in_(ids),
                Restriction.kind == SUSPENDED,
                Restriction.path == ROOT,
                Restriction.in_force(now),
            )
        )
    )
    return [MemberRow(card(member), roles.get(member.id, ()), member.id in out) for member in members]


def _roles(ids: Sequence[int]) -> dict[int, tuple[RoleHeld, ...]]:
    """Roles in force by member, strongest first."""
    giver = aliased(Member)
    rows = db.session.execute(
        select(Grant, Group.name, giver.display_name)
        .outerjoin(Group, Group.path == Grant.path)
        .outerjoin(giver, giver.id == Grant.granted_by)
        .where(Grant.member_id.in_(ids), Grant.in_force(clock.now()))
        .order_by(Grant.id)
    )
    found: dict[int, list[RoleHeld]] = defaultdict(list)
    for grant, place, by in rows:
        held = RoleHeld(grant.id, grant.kind, grant.path, place or "", grant.granted_at, grant.until, by or "")
        found[grant.member_id].append(held)
    return {key: tuple(sorted(held, key=lambda one: -STRENGTH.get(one.kind, 0))) for key, held in found.items()}


def _limits(member_id: int) -> tuple[LimitHeld, ...]:
    by = aliased(Member)
    rows = db.session.execute(
        select(Restriction, Group.name, by.display_name, Decision.clause)
        .outerjoin(by, by.id == Restriction.by_id)
        .outerjoin(Group, Group.path == Restriction.path)
        .outerjoin(Sanction, Sanction.restriction_id == Restriction.id)
        .outerjoin(Decision, Decision.id == Sanction.decision_id)
        .where(Restriction.member_id == member_id, Restriction.in_force(clock.now()))
        .order_by(Restriction.id.desc())
    )
    return tuple(
        LimitHeld(
            limit.id, limit.kind, limit.path, place or "", limit.reason, limit.from_at, limit.until, name or "", clause
        )
        for limit, place, name, clause in rows
    )


def _figures_of(member_id: int) -> Select:
    """Last seen, groups, posts that are out, decisions about them, suspensions ever."""
    session = select(func.max(SignInSession.last_seen_at)).where(
        SignInSession.member_id == member_id, SignInSession.open_at(clock.now())
    )
    return select(
        session.scalar_subquery(),
        _count(select(func.count()).where(Membership.member_id == member_id)),
        _count(select(func.count()).where(Post.author_id == member_id, Post.state == PUBLISHED)),
        _count(select(func.count()).where(Decision.author_id == member_id)),
        _count(select(func.count()).where(Restriction.member_id == member_id, Restriction.kind == SUSPENDED)),
    )


def _count(query: Select) -> ColumnElement[int]:
    return query.scalar_subquery()
