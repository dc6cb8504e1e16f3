"""What a mentor carries: how many newcomers they hold, how many they can, whether they are away; and who could take over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.accounts.actor import MENTOR
from app.accounts.models import Grant, Member
from app.accounts.queries import resting
from app.core import clock
from app.core.among import among, numbers
from app.core.db import db
from app.core.prepared import Prepared
from app.core.scope import ancestors
from app.mentoring.models import USUAL_CAPACITY, Mentor, Welcome
from app.mentoring.queries.newcomer import Standing


@dataclass(frozen=True)
class Load:
    """A mentor as they said they are, or the defaults, and how many newcomers they hold."""

    member_id: int
    held: int
    capacity: int = USUAL_CAPACITY
    hours: str = ""
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    away_from: date | None = None
    away_until: date | None = None
    is_away: bool = False

    @property
    def is_full(self) -> bool:
        return self.held >= self.capacity

    @property
    def can_take(self) -> bool:
        return not self.is_away and not self.is_full


@dataclass(frozen=True)
class Colleague:
    """A mentor who could welcome a newcomer."""

    member_id: int
    name: str
    load: Load


def loads_of(member_ids: Collection[int]) -> dict[int, Load]:
    """The load of each, by member. 1 statement."""
    return {row[-2]: load_from(row[-2], _mentor(row), row[-1]) for row in _LOADS.rows(members=member_ids)}


def load_of(member_id: int) -> Load:
    """The load of one mentor. 1 statement."""
    return loads_of([member_id]).get(member_id) or Load(member_id, 0)


def colleagues(standing: Standing, *, but: Collection[int | None] = ()) -> list[Colleague]:
    """The mentors for a newcomer's groups, those who can take somebody first, then by name. 1 statement."""
    now = clock.now()
    tops = {top for path in standing.paths for top in ancestors(path)}
    mentors = select(Grant.member_id).where(Grant.kind == MENTOR, Grant.in_force(now), ~resting(now))
    if standing.in_a_group:
        mentors = mentors.where(Grant.path.in_(tops))
    left_out = [*(key for key in but if key is not None), standing.member_id]
    rows = db.session.execute(
        _loads().where(Member.id.in_(mentors), Member.id.not_in(left_out))
    )
    found = [Colleague(member.id, member.display_name, load_from(member.id, mentor, n)) for member, mentor, n in rows]
    return sorted(found, key=lambda one: (not one.load.can_take, one.name.casefold(), one.member_id))


def load_from(member_id: int, mentor: Mentor | None, held: int) -> Load:
    """The load of a mentor whose row, if there is one, is loaded."""
    if mentor is None:
        return Load(member_id, held)
    return Load(
        member_id=member_id,
        held=held,
        capacity=mentor.capacity,
        hours=mentor.hours,
        languages=tuple(mentor.languages),
        subjects=tuple(mentor.subjects),
        avoids=tuple(mentor.avoids),
        away_from=mentor.away_from,
        away_until=mentor.away_until,
        is_away=mentor.is_away(clock.now().date()),
    )


def _mentor(row: Any) -> Mentor | None:
    """The mentor's own words, for reading alone; None for somebody who has said nothing."""
    return Mentor(**dict(zip(_MENTOR, row, strict=False))) if row.member_id is not None else None


def _held() -> Any:
    mine = (Welcome.mentor_id == Member.id, Welcome.ended_at.is_(None))
    return select(func.count()).where(*mine).correlate(Member).scalar_subquery()


def _loads() -> Any:
    return select(Member, Mentor, _held()).outerjoin(Mentor, Mentor.member_id == Member.id)


_MENTOR = {column.key: column for column in Mentor.__table__.columns}
_LOADS = Prepared(
    lambda: (
        select(*_MENTOR.values(), Member.id.label("id"), _held().label("held"))
        .select_from(Member)
        .outerjoin(Mentor, Mentor.member_id == Member.id)
        .where(among(Member.id, [numbers("members")]))
    )
)
