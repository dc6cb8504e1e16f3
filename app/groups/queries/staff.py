"""Reads for the people who look after a group: who asks to join, who belongs, who holds which role, where it could stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, func, select, tuple_

from app.accounts import policies as accounts
from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Grant, Member
from app.accounts.queries import STRENGTH, MemberCard, card, role_marks, shown_marks
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound, require
from app.core.scope import ROOT, ancestors, is_within, path_ids
from app.groups import policies
from app.groups.models import Group, JoinRequest, Membership
from app.groups.queries.finding import check_same, find_group

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asking:
    """Somebody who waits to be let in."""

    id: int
    member: MemberCard
    words: str
    asked_at: datetime


@dataclass(frozen=True)
class RoleHeld:
    """A role that covers the group. `place` is the group it is held on, '' for the whole community; `may_end`: the actor may."""

    grant_id: int
    member: MemberCard
    kind: str
    place: str
    is_here: bool
    may_end: bool

    @property
    def is_apart(self) -> bool:
        """Whether they hold it under their name as staff: nothing leads to their profile then."""
        return self.kind in (MODERATOR, ADMIN) and bool(self.member.staff_name)

    @property
    def name(self) -> str:
        return self.member.staff_name if self.is_apart else self.member.display_name


@dataclass(frozen=True)
class Belonging:
    """One member of the group; `role` is the strongest that shows beside their name, '' for none."""

    member: MemberCard
    joined_at: datetime
    role: str


@dataclass(frozen=True)
class PeoplePage:
    """Who holds a role that covers the group, and a page of its members, latest first."""

    roles: list[RoleHeld]
    members: Page[Belonging]


@dataclass(frozen=True)
class Place:
    """A group that another one can be put into. `label` carries the way from the top."""

    id: int
    label: str
    access: str


def managed_group(actor: Actor, slug: str) -> Group:
    """The group at this address, present or former, that the actor looks after. 1 statement more for a former one.

    Raises NotFound, Forbidden; Conflict as `check_same`.
    """
    found = find_group(actor, slug)
    require(policies.manage(actor, found.group))
    check_same(found, slug)
    return found.group


def pending_requests(actor: Actor, group: Group) -> list[Asking]:
    """Who waits to be let in, longest waiting first. Raises Forbidden. 1 statement."""
    require(policies.answer(actor, group))
    waiting = (
        select(JoinRequest, Member)
        .join(Member, Member.id == JoinRequest.member_id)
        .where(JoinRequest.group_id == group.id, JoinRequest.answered_at.is_(None))
        .order_by(JoinRequest.asked_at, JoinRequest.id)
    )
    rows = db.session.execute(waiting).all()
    return [Asking(request.id, card(member), request.words, request.asked_at) for request, member in rows]


def pending_count(group: Group) -> int:
    """How many wait to be let in. 1 statement, none for a group that is open."""
    if not group.is_private:
        return 0
    waiting = select(func.count()).where(JoinRequest.group_id == group.id, JoinRequest.answered_at.is_(None))
    return db.session.scalar(waiting) or 0


def people_page(actor: Actor, group: Group, before: str | None = None) -> PeoplePage:
    """Roles and members. Raises Forbidden. 4 statements."""
    require(policies.manage(actor, group))
    rows = db.session.execute(_members(group, before).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    marks = shown_marks([member.id for _, member in shown], group.path)
    members = [Belonging(card(member), joined_at, marks.get(member.id, "")) for joined_at, member in shown]
    older = _key(shown[-1][0], shown[-1][1].id) if len(rows) > PAGE else None
    return PeoplePage(_roles(actor, group), Page(members, older=older))


def one_inside(actor: Actor, group: Group, username: str) -> MemberCard:
    """The member of the group with this name, whom the actor may take out. Raises NotFound, Forbidden. 1 statement."""
    require(policies.take_out(actor, group))
    named = select(Member).join(Membership, Membership.member_id == Member.id)
    member = db.session.scalar(named.where(Membership.group_id == group.id, Member.username == username))
    if member is None:
        raise NotFound
    return card(member)


def places(actor: Actor, group: Group) -> list[Place]:
    """Where the actor may put `group`: open groups, except itself and what is inside it. 1 statement."""
    found = db.session.scalars(select(Group).where(Group.archived_at.is_(None)))
    known = {one.id: one for one in found}
    open_to = [
        one for one in known.values() if not is_within(one.path, group.path) and policies.move(actor, group, one)
    ]
    shown = [Place(one.id, _way(one, known), one.access) for one in open_to]
    return sorted(shown, key=lambda place: place.label.casefold())


def rooms_inside(group: Group) -> Sequence[Group]:
    """Every room inside, at any depth. 1 statement."""
    inside = select(Group).where(Group.path.startswith(group.path, autoescape=True), Group.id != group.id)
    return db.session.scalars(inside.order_by(func.lower(Group.name), Group.id)).all()


def parent_of(group: Group) -> Group | None:
    """The group it is in, None at the top. 1 statement, none at the top."""
    return db.session.get(Group, group.parent_id) if group.parent_id is not None else None


def is_held_here(group: Group, grant_id: int) -> bool:
    """Whether this role is held on this very group. 1 statement."""
    return db.session.scalar(select(Grant.path).where(Grant.id == grant_id)) == group.path


def looks_after(member_id: int, group: Group) -> bool:
    """Whether the member moderates the group as things are now. 1 statement."""
    return role_marks([member_id], group.path).get(member_id) in (MODERATOR, ADMIN)


def _members(group: Group, before: str | None) -> Select[datetime, Member]:
    query = (
        select(Membership.joined_at, Member)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.group_id == group.id)
        .order_by(Membership.joined_at.desc(), Membership.member_id.desc())
    )
    key = unpack_key(before, 2)
    if key is None:
        return query
    moment = _EPOCH + timedelta(microseconds=min(key[0], 10**16))
    return query.where(tuple_(Membership.joined_at, Membership.member_id) < tuple_(moment, key[1]))


def _key(joined_at: datetime, member_id: int) -> str:
    return pack_key((joined_at - _EPOCH) // timedelta(microseconds=1), member_id)


def _roles(actor: Actor, group: Group) -> list[RoleHeld]:
    covering = (
        select(Grant, Member, Group.name)
        .join(Member, Member.id == Grant.member_id)
        .outerjoin(Group, Group.path == Grant.path)
        .where(Grant.path.in_(ancestors(group.path)), Grant.in_force(clock.now()))
    )
    found = [
        RoleHeld(
            grant_id=grant.id,
            member=card(member),
            kind=grant.kind,
            place="" if grant.path == ROOT else name or "",
            is_here=grant.path == group.path,
            may_end=grant.path == group.path
            and bool(accounts.revoke_role(actor, grant.kind, grant.path, grant.member_id)),
        )
        for grant, member, name in db.session.execute(covering)
    ]
    return sorted(found, key=lambda held: (-STRENGTH[held.kind], held.name.casefold(), held.grant_id))


def _way(group: Group, known: dict[int, Group]) -> str:
    return " › ".join(known[key].name for key in path_ids(group.path) if key in known)
