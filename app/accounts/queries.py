"""Reads of accounts: the actor behind a member or a session, cards for pages of packages above, and who holds which role."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal_column, or_, select, union_all

from app.accounts import policies, registry
from app.accounts.actor import ADMIN, MENTOR, MODERATOR, READ_ONLY, SUSPENDED, Actor, Held
from app.accounts.models import Grant, Member, Restriction, SignInSession, SignUp
from app.core import clock
from app.core.among import among, numbers, texts
from app.core.db import UtcDateTime, db
from app.core.policy import NotFound
from app.core.prepared import Prepared
from app.core.scope import ROOT, ancestors
from app.core.wording import initial

STRENGTH = {ADMIN: 3, MODERATOR: 2, MENTOR: 1}


@dataclass(frozen=True)
class MemberCard:
    """What a page shows of a member. `staff_name` is '' for most: see `as_staff`."""

    id: int
    username: str
    display_name: str
    about: str
    joined_at: datetime
    initial: str
    staff_name: str = ""

    @property
    def as_staff(self) -> str:
        """What colleagues call them where they act as staff; never beside a link to their profile."""
        return self.staff_name or self.display_name


@dataclass(frozen=True)
class Holder(MemberCard):
    """A member and the strongest of the asked-for roles they hold there."""

    kind: str = ""


class ShownPerson(NamedTuple):
    """A member as pages name them beside their words: `role` is the one that shows there, '' for none."""

    id: int
    username: str
    name: str
    role: str


@dataclass(frozen=True)
class RoleShown:
    """A role on a profile: `place` is the group's name, '' for the whole community."""

    kind: str
    place: str


@dataclass(frozen=True)
class Profile:
    """The profile page: display facts only."""

    card: MemberCard
    roles: tuple[RoleShown, ...]


def actor_of(member_id: int) -> Actor:
    """The Actor of a member, in three statements. Raises NotFound."""
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    return actor_from(member)


def actor_from(member: Member, session_id: int | None = None) -> Actor:
    """The Actor of a loaded member, in two statements."""
    return actor_with(member, *_held_by(member.id), registry.group_ids(member.id), session_id)


def actor_with(
    member: Member,
    grants: tuple[Held, ...],
    restrictions: tuple[Held, ...],
    group_ids: frozenset[int],
    session_id: int | None = None,
) -> Actor:
    """The Actor of a member of whom everything has been read."""
    return Actor(
        member_id=member.id,
        display_name=member.display_name,
        username=member.username,
        grants=grants,
        restrictions=restrictions,
        group_ids=group_ids,
        joined_at=member.joined_at,
        session_id=session_id,
        country=member.country,
        staff_name=member.staff_name or "",
    )


def open_sessions(member_id: int) -> Sequence[SignInSession]:
    """Where a member is signed in, last used first."""
    return db.session.scalars(
        select(SignInSession)
        .where(SignInSession.member_id == member_id, SignInSession.open_at(clock.now()))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    ).all()


def member_named(username: str) -> Member | None:
    """The member with this handle."""
    return db.session.scalar(select(Member).where(Member.username == username.lower()))


def member_by_sign_in(identifier: str) -> Member | None:
    """The member who signs in with this address or handle."""
    wanted = identifier.strip().lower()
    column = Member.email if "@" in wanted else Member.username
    return db.session.scalar(select(Member).where(column == wanted))


def own_member(actor: Actor) -> Member:
    """The actor's own row. Raises NotFound for a visitor."""
    member = db.session.get(Member, actor.member_id) if actor.member_id is not None else None
    if member is None:
        raise NotFound
    return member


def name_of_sign_up(sign_up_id: int | None) -> str:
    """The name that somebody who is joining chose; '' when there is no such person."""
    return db.session.scalar(select(SignUp.display_name).where(SignUp.id == sign_up_id)) or ""


def members_named(usernames: Iterable[str]) -> dict[str, int]:
    """Handle -> member id for those that exist; one statement."""
    wanted = {name.lower() for name in usernames}
    if not wanted:
        return {}
    rows = db.session.execute(select(Member.username, Member.id).where(Member.username.in_(wanted)))
    return {username: key for username, key in rows}


def member_cards(ids: Collection[int | None]) -> dict[int, MemberCard]:
    """Cards by member id; one statement, none for nobody."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    return {one.id: _card_of(one) for one in _CARDS.rows(members=wanted)}


def card(member: Member) -> MemberCard:
    """The card of a loaded member."""
    return MemberCard(
        member.id,
        member.username,
        member.display_name,
        member.about,
        member.joined_at,
        member.initial,
        member.staff_name or "",
    )


def role_marks(member_ids: Collection[int | None], path: str) -> dict[int, str]:
    """The strongest role each member holds on `path` or above it; who holds none is left out. One statement."""
    return _marks(member_ids, path, _MARKS)


def shown_marks(member_ids: Collection[int | None], path: str) -> dict[int, str]:
    """What stands beside members' own names: as `role_marks`, but nobody with a name as staff is a moderator or admin there, so that
    the two names cannot be put together. Never for deciding who may do what. One statement."""
    return _marks(member_ids, path, _SHOWN)


def shown_people(member_ids: Collection[int | None], path: str) -> dict[int, ShownPerson]:
    """How members are called, and what stands beside their own names (`shown_marks`), by member id. 1 statement, none for nobody."""
    wanted = {key for key in member_ids if key is not None}
    if not wanted:
        return {}
    found: dict[int, ShownPerson] = {}
    for one in _SHOWN_PEOPLE.rows(members=wanted, paths=ancestors(path), now=clock.now()):
        known = found.get(one.id)
        found[one.id] = one if known is None else one._replace(role=_stronger(known.role, one.role))
    return found


def holders(path: str, kinds: Collection[str]) -> list[Holder]:
    """Who holds one of `kinds` on `path` or above it, strongest first, then by name. One statement."""
    strongest: dict[int, Any] = {}
    for row in _HOLDERS.rows(paths=ancestors(path), kinds=kinds, now=clock.now()):
        known = strongest.get(row.id)
        if known is None or STRENGTH[row.kind] > STRENGTH[known.kind]:
            strongest[row.id] = row
    found = [Holder(**vars(_card_of(row)), kind=row.kind) for row in strongest.values()]
    return sorted(found, key=lambda holder: (-STRENGTH[holder.kind], holder.as_staff.casefold(), holder.id))


def holder_ids(path: str, kinds: Collection[str]) -> frozenset[int]:
    """The ids of who holds one of `kinds` on `path` or above it."""
    rows = _HOLDER_IDS.rows(paths=ancestors(path), kinds=kinds, now=clock.now())
    return frozenset(member_id for (member_id,) in rows)


def resting(now: datetime) -> ColumnElement[bool]:
    """SQL for: the holder of a row of Grant may not write somewhere in its area, or around it.

    The many-things face of `Actor.roles`.
    """
    return exists().where(lets_rest(now))


def lets_rest(now: datetime) -> ColumnElement[bool]:
    """SQL for: a row of Restriction is why a row of Grant rests. Paths hold digits and slashes alone, so they are patterns as they are."""
    around = or_(Grant.path.startswith(Restriction.path), Restriction.path.startswith(Grant.path))
    return and_(
        Restriction.member_id == Grant.member_id,
        Restriction.kind.in_((READ_ONLY, SUSPENDED)),
        Restriction.in_force(now),
        around,
    )


def kept_from_writing(member_id: Any, path: Any, now: datetime) -> ColumnElement[bool]:
    """SQL for: the member may not write on the path. The many-things face of `Actor.is_read_only`; both are columns."""
    return exists().where(
        Restriction.member_id == member_id,
        Restriction.kind.in_((READ_ONLY, SUSPENDED)),
        Restriction.in_force(now),
        path.startswith(Restriction.path),
    )


def profile(actor: Actor, username: str) -> Profile:
    """A member's profile as `actor` sees it. Raises NotFound, also for everybody who may not see profiles.

    Who acts as staff under another name is no staff here.
    """
    member = member_named(username) if policies.read_member(actor) else None
    if member is None:
        raise NotFound
    grants, restrictions = _held_by(member.id)
    suspended = Held(SUSPENDED, ROOT) in restrictions
    if member.staff_name:
        grants = tuple(held for held in grants if held.kind not in (MODERATOR, ADMIN))
    return Profile(card(member), () if suspended else _shown(actor, grants))


def every_member() -> Iterator[tuple[Member, tuple[Held, ...], bool]]:
    """Everybody, oldest first, with roles in force and whether they are suspended; two statements for each thousand."""
    last = 0
    while found := db.session.scalars(select(Member).where(Member.id > last).order_by(Member.id).limit(1000)).all():
        grants, limits = _held_by_many([member.id for member in found])
        for member in found:
            yield member, grants.get(member.id, ()), Held(SUSPENDED, ROOT) in limits.get(member.id, ())
        last = found[-1].id


def _shown(actor: Actor, grants: tuple[Held, ...]) -> tuple[RoleShown, ...]:
    names = registry.names_of_paths(actor, tuple({held.path for held in grants if held.path != ROOT}))
    names[ROOT] = ""
    shown = [RoleShown(held.kind, names[held.path]) for held in grants if held.path in names]
    return tuple(sorted(set(shown), key=lambda role: (-STRENGTH.get(role.kind, 0), role.place)))


HeldByMember = dict[int, tuple[Held, ...]]


def _held_by(member_id: int) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    grants, limits = _held_by_many([member_id])
    return grants.get(member_id, ()), limits.get(member_id, ())


def _held_by_many(member_ids: Collection[int]) -> tuple[HeldByMember, HeldByMember]:
    """Grants and restrictions in force, by member; one statement."""
    now = clock.now()
    rows: Any = db.session.execute(
        union_all(
            select(literal_column("1"), Grant.member_id, Grant.kind, Grant.path).where(
                Grant.member_id.in_(member_ids), Grant.in_force(now)
            ),
            select(literal_column("2"), Restriction.member_id, Restriction.kind, Restriction.path).where(
                Restriction.member_id.in_(member_ids), Restriction.in_force(now)
            ),
        )
    )
    found: dict[int, HeldByMember] = {1: {}, 2: {}}
    for table, member_id, kind, path in rows:
        kept = found[int(table)]
        kept[member_id] = (*kept.get(member_id, ()), Held(kind, path))
    return found[1], found[2]


CARD = (Member.id, Member.username, Member.display_name, Member.about, Member.joined_at, Member.staff_name)
"""Columns of a card alone: a password's hash is not read for a name."""

_CARDS = Prepared(lambda: select(*CARD).where(among(Member.id, [numbers("members")])))


def _card_of(row: Any) -> MemberCard:
    name, staff = row.display_name, row.staff_name or ""
    return MemberCard(row.id, row.username, name, row.about, row.joined_at, initial(name), staff)


def _marking() -> tuple[ColumnElement[bool], ...]:
    """`_covering` for any path: building it costs more than asking it."""
    now: Any = bindparam("now", type_=UtcDateTime())
    return Grant.kind.in_(tuple(STRENGTH)), among(Grant.path, [texts("paths")]), Grant.in_force(now), ~resting(now)


def _marks_statement() -> Select[int, str]:
    return select(Grant.member_id, Grant.kind).where(among(Grant.member_id, [numbers("members")]), *_marking())


def _shown_statement() -> Select[int, str]:
    return _marks_statement().join(Member, Member.id == Grant.member_id).where(_shows_beside_own_name())


def _people_statement() -> Select[int, str, str, str]:
    marks = and_(Grant.member_id == Member.id, *_marking(), _shows_beside_own_name())
    return (
        select(Member.id, Member.username, Member.display_name, func.coalesce(Grant.kind, ""))
        .outerjoin(Grant, marks)
        .where(among(Member.id, [numbers("members")]))
    )


def _shows_beside_own_name() -> ColumnElement[bool]:
    return or_(Grant.kind == MENTOR, Member.staff_name.is_(None))


_MARKS = Prepared(_marks_statement)
_SHOWN = Prepared(_shown_statement)
_SHOWN_PEOPLE = Prepared(_people_statement, ShownPerson)


def _marks(member_ids: Collection[int | None], path: str, statement: Prepared) -> dict[int, str]:
    wanted = {key for key in member_ids if key is not None}
    if not wanted:
        return {}
    marks: dict[int, str] = {}
    for member_id, kind in statement.rows(members=wanted, paths=ancestors(path), now=clock.now()):
        marks[member_id] = _stronger(marks.get(member_id), kind)
    return marks


def _covering() -> tuple[ColumnElement[bool], ...]:
    """SQL for: a grant in force of one of `kinds` on one of `paths`, which does not rest."""
    now: Any = bindparam("now", type_=UtcDateTime())
    return among(Grant.kind, [texts("kinds")]), among(Grant.path, [texts("paths")]), Grant.in_force(now), ~resting(now)


_HOLDERS = Prepared(lambda: select(*CARD, Grant.kind).join(Grant, Grant.member_id == Member.id).where(*_covering()))
_HOLDER_IDS = Prepared(lambda: select(Grant.member_id).where(*_covering()))


def _stronger(one: str | None, other: str) -> str:
    return other if one is None or STRENGTH[other] > STRENGTH[one] else one
