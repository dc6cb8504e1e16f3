"""Who asks, found out in one statement: the session, its member, what they hold, where they belong, and what packages above
want to know of everybody who comes in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, bindparam, select

from app.accounts import registry
from app.accounts.actor import Actor, Held
from app.accounts.models import SESSION_LASTS, Grant, Member, Restriction, SignInSession
from app.core import clock
from app.core.among import among, numbers
from app.core.db import UtcDateTime
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.core.tokens import token_hash


@dataclass(frozen=True)
class Me:
    """What the layouts show of whoever is signed in: how they like pages to look, and that they are leaving."""

    theme: str
    contrast: str
    text_size: str
    leaves_at: datetime | None = None


@dataclass(frozen=True)
class Arrival:
    """A session that a browser's token stands for, open or not, and whose it is. Plain values: no row is loaded for it.

    `known` is what packages above asked at the door (`registry.at_the_door`), by name.
    """

    session_id: int
    last_seen_at: datetime
    is_ended: bool
    actor: Actor
    me: Me
    known: Mapping[str, Any]

    def has_run_out(self, now: datetime) -> bool:
        return now - self.last_seen_at > SESSION_LASTS


def arrival(token: str) -> Arrival | None:
    """Who comes with this token; None when it stands for no session. 1 statement."""
    return arrivals([token])[0]


def arrivals(tokens: Sequence[str]) -> list[Arrival | None]:
    """Who comes with each of these tokens. A statement for each, on PostgreSQL one."""
    names, now = tuple(registry.questions_at_the_door()), clock.now()
    rows = _arriving.first_of_each([{"token_hash": token_hash(token), "now": now} for token in tokens], names)
    return [None if row is None else _arrival(row, names) for row in rows]


def actors_at_hand(member_ids: Collection[int]) -> dict[int, Actor]:
    """The Actors of members by id, without a session and without loading a row, for work that is done all day; without those who are
    gone. 1 statement."""
    if not member_ids:
        return {}
    rows = _at_hand.rows(_BELONGING, members=member_ids, now=clock.now())
    return {row[0]: _actor(row[:-1], dict(zip(_BELONGING, row[-1:], strict=True))) for row in rows}


def me_of(member: Member) -> Me:
    """The same of a loaded member."""
    return Me(member.theme, member.contrast, member.text_size, member.leaves_at)


def _arrival(row: Sequence[Any], names: tuple[str, ...]) -> Arrival:
    session_id, seen, ended, theme, contrast, text_size, leaves_at = row[:7]
    known = dict(zip(names, row[15:], strict=True))
    actor = _actor(row[7:15], known, session_id)
    return Arrival(session_id, seen, ended is not None, actor, Me(theme, contrast, text_size, leaves_at), known)


def _actor(row: Sequence[Any], known: Mapping[str, Any], session_id: int | None = None) -> Actor:
    """Of the columns of `_of_member` but the answers, which are `known`."""
    member_id, name, username, joined, country, staff_name, grants, restrictions = row
    return Actor(
        member_id=member_id,
        display_name=name,
        username=username,
        grants=_held(grants),
        restrictions=_held(restrictions),
        group_ids=frozenset([key for (key,) in known.get("group_ids", ())]),
        joined_at=joined,
        session_id=session_id,
        country=country,
        staff_name=staff_name or "",
    )


def _statement(names: tuple[str, ...]) -> Select[Any]:
    found: Any = select(
        *(SignInSession.id, SignInSession.last_seen_at, SignInSession.ended_at),
        *(Member.theme, Member.contrast, Member.text_size, Member.leaves_at),
        *_of_member(names),
    )
    of_token = SignInSession.token_hash == bindparam("token_hash", type_=Text())
    joined: Select[Any] = found.join(Member, Member.id == SignInSession.member_id).where(of_token)
    return joined


def _member_statement(names: tuple[str, ...]) -> Select[Any]:
    found: Any = select(*_of_member(names))
    of_ids: Select[Any] = found.where(among(Member.id, [numbers("members")]))
    return of_ids


def _of_member(names: tuple[str, ...]) -> list[Any]:
    """What an Actor is made of, and the answers to the questions of packages above."""
    now: Any = bindparam("now", type_=UtcDateTime())
    grants = select(rows_of(Grant.kind, Grant.path)).where(Grant.member_id == Member.id, Grant.in_force(now))
    limits = select(rows_of(Restriction.kind, Restriction.path)).where(
        Restriction.member_id == Member.id, Restriction.in_force(now)
    )
    questions = registry.questions_at_the_door()
    asked = [grants, limits, *(questions[name](Member.id) for name in names)]
    return [
        *(Member.id, Member.display_name, Member.username, Member.joined_at, Member.country, Member.staff_name),
        *(one.correlate(Member).scalar_subquery() for one in asked),
    ]


def _held(rows: list[list[str]]) -> tuple[Held, ...]:
    return tuple([Held(kind, path) for kind, path in rows])


_BELONGING = ("group_ids",)
_arriving = Prepared(_statement)
_at_hand = Prepared(_member_statement)
