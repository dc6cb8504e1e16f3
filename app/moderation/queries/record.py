"""Reads of the record: one's own, and for staff what happened in their places. Paged by the number of the entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import member_cards, member_named
from app.audit.models import AuditEntry
from app.audit.registry import fact_words, untold
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound, require
from app.core.scope import within_any
from app.groups.models import Group
from app.guidelines.queries import clause_title_at
from app.moderation import policies
from app.moderation.record_lines import Line, own_line, staff_line

AT_ONCE = 50
FEW_PLACES = 30
"""Each is looked at by itself then."""


@dataclass(frozen=True)
class Sought:
    """What staff look for: the class of a fact, handles of members, days (both are meant, in UTC), a thing such as 'post:12'."""

    fact: str = ""
    who: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None
    thing: str = ""


@dataclass(frozen=True)
class Sifted:
    """A page of the record. `unknown` are the handles that nobody has: then the page is empty."""

    page: Page[Line]
    unknown: tuple[str, ...] = ()


def own_record(actor: Actor, before: str | None = None) -> Page[Line]:
    """What was done about the actor and by them, newest first. 1 statement; 2 when others did something. Raises Forbidden for a
    visitor."""
    require(policies.read_own_record(actor))
    me, start = actor.member_id or 0, unpack_key(before, 1)
    words = fact_words()
    about = _newest(AuditEntry.about_id == me, start).where(or_(AuditEntry.actor_id == me, _is_told()))
    by = _newest(AuditEntry.actor_id == me, start).where(AuditEntry.about_id.is_distinct_from(me))
    both = union_all(select(about.subquery()), select(by.subquery())).subquery()
    numbers = select(both.c.id).order_by(both.c.id.desc()).limit(AT_ONCE + 1)
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(numbers)).order_by(AuditEntry.id.desc())).all()
    cards = member_cards(_ids(rows[:AT_ONCE], "actor_id") - {me})
    return _page([own_line(row, words, me, cards, clause_title_at) for row in rows[:AT_ONCE]], rows)


def desk_record(actor: Actor, sought: Sought, before: str | None = None) -> Sifted:
    """Entries in the actor's places; admins have all. At most 4 statements, and one for each handle that is sought.

    Raises NotFound for whoever is not of the team.
    """
    must_be_of_the_team(actor)
    who, about = _member(sought.who), _member(sought.about)
    unknown = tuple(name for name, found in ((sought.who, who), (sought.about, about)) if name and found is None)
    if unknown:
        return Sifted(Page(()), unknown)
    start, mine = unpack_key(before, 1), policies.entries_readable(actor)
    few = _few_places(actor) if sought == Sought() else ()
    wanted = _newest_of_each(few, mine, start) if few else _newest(mine, start, AuditEntry)
    rows = db.session.scalars(wanted.where(*_sifted(sought, who, about))).all()
    shown = rows[:AT_ONCE]
    cards = member_cards({*_ids(shown, "actor_id"), *_ids(shown, "about_id")})
    places = _place_names(_ids(shown, "place_id"))
    words = fact_words()
    return Sifted(_page([staff_line(row, words, cards, places, clause_title_at) for row in shown], rows))


def must_be_of_the_team(actor: Actor) -> None:
    """Raises NotFound: for everybody else there is no such page."""
    if not policies.read_record(actor):
        raise NotFound


def has_read_today(actor: Actor) -> bool:
    """Whether it stands in the record already that the actor reads it today. 1 statement, on the actor's own entries."""
    last = (
        select(AuditEntry.at)
        .where(AuditEntry.actor_id == actor.member_id, AuditEntry.fact == "RecordRead")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    at = db.session.scalar(last)
    return at is not None and at.date() == clock.now().date()


def _is_told() -> ColumnElement[bool]:
    """Entries that are told to the member whom they are about."""
    return AuditEntry.fact.not_in(untold())


def _newest(condition: ColumnElement[bool], start: tuple[int, ...] | None, what: Any = AuditEntry.id) -> Select[Any]:
    wanted = select(what).where(condition).order_by(AuditEntry.id.desc()).limit(AT_ONCE + 1)
    return wanted.where(AuditEntry.id < start[0]) if start else wanted


def _newest_of_each(places: Sequence[int], mine: ColumnElement[bool], start: tuple[int, ...] | None) -> Select[Any]:
    """Select the newest entries of these places, each looked at by itself: where little happened in them, the newest of all of them would
    be looked for through the whole record."""
    each = (_newest(and_(AuditEntry.place_id == key, mine), start).subquery() for key in places)
    both = union_all(*(select(newest.c.id) for newest in each)).subquery()
    numbers = select(both.c.id).order_by(both.c.id.desc()).limit(AT_ONCE + 1)
    return select(AuditEntry).where(AuditEntry.id.in_(numbers)).order_by(AuditEntry.id.desc())


def _few_places(actor: Actor) -> Sequence[int]:
    """The groups that the actor looks after, when they are few."""
    if actor.is_admin:
        return ()
    mine = select(Group.id).where(within_any(Group.path, actor.paths(MODERATOR, ADMIN))).limit(FEW_PLACES + 1)
    found = db.session.scalars(mine).all()
    return found if len(found) <= FEW_PLACES else ()


def _sifted(sought: Sought, who: int | None, about: int | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.fact:
        found.append(AuditEntry.fact == sought.fact)
    if who is not None:
        found.append(AuditEntry.actor_id == who)
    if about is not None:
        found.append(AuditEntry.about_id == about)
    if sought.thing:
        found.append(AuditEntry.subject == sought.thing)
    if sought.since:
        found.append(AuditEntry.id >= _first_from(sought.since))
    if sought.until and sought.until < date.max:
        later = _first_from(sought.until + timedelta(days=1))
        found.append(or_(later.is_(None), AuditEntry.id < later))
    return found


def _first_from(day: date) -> ColumnElement[int]:
    """The number of the first entry from the beginning of `day`, from the index on times: numbers rise with time."""
    begin = datetime.combine(day, time(), UTC)
    first = select(AuditEntry.id).where(AuditEntry.at >= begin).order_by(AuditEntry.at).limit(1)
    return first.scalar_subquery()


def _page(lines: list[Line], rows: Sequence[AuditEntry]) -> Page[Line]:
    older = pack_key(lines[-1].number) if len(rows) > AT_ONCE else None
    return Page(lines, older=older)


def _member(username: str) -> int | None:
    found = member_named(username) if username else None
    return found.id if found else None


def _ids(rows: Sequence[AuditEntry], name: str) -> set[int]:
    return {getattr(row, name) for row in rows} - {None}


def _place_names(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {key: name for key, name in db.session.execute(select(Group.id, Group.name).where(Group.id.in_(ids)))}
