"""Who asks, found out in one statement: the session, its member, what they hold, where they belong, and what packages above
want to know of everybody who comes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.accounts import registry
from app.accounts.actor import Actor, Held
from app.accounts.models import Grant, Member, Restriction, SignInSession
from app.accounts.queries import actor_with
from app.core import clock
from app.core.db import UtcDateTime, db
from app.core.rows import rows_of
from app.core.tokens import token_hash


@dataclass(frozen=True)
class Arrival:
    """A session that a browser's token stands for, open or not, and whose it is.

    `known` is what packages above asked at the door (`registry.at_the_door`), by name.
    """

    session: SignInSession
    member: Member
    actor: Actor
    known: Mapping[str, Any]


def arrival(token: str) -> Arrival | None:
    """Who comes with this token; None when it stands for no session. 1 statement."""
    asked = {"token_hash": token_hash(token), "now": clock.now()}
    row = db.session.execute(_statement(tuple(registry.questions_at_the_door())), asked).one_or_none()
    if row is None:
        return None
    session, member, grants, restrictions, *answers = row
    known = dict(zip(registry.questions_at_the_door(), answers, strict=True))
    groups = frozenset(key for (key,) in known.get("group_ids", ()))
    actor = actor_with(member, _held(grants), _held(restrictions), groups, session.id)
    return Arrival(session, member, actor, known)


@cache
def _statement(names: tuple[str, ...]) -> Select[Any]:
    """Built once: the same for everybody."""
    now: Any = bindparam("now", type_=UtcDateTime())
    grants = select(rows_of(Grant.kind, Grant.path)).where(Grant.member_id == Member.id, Grant.in_force(now))
    limits = select(rows_of(Restriction.kind, Restriction.path)).where(
        Restriction.member_id == Member.id, Restriction.in_force(now)
    )
    questions = registry.questions_at_the_door()
    asked = [grants, limits, *(questions[name](Member.id) for name in names)]
    return (
        select(SignInSession, Member, *(one.correlate(Member).scalar_subquery() for one in asked))
        .join(Member, Member.id == SignInSession.member_id)
        .where(SignInSession.token_hash == bindparam("token_hash"))
    )


def _held(rows: list[list[str]]) -> tuple[Held, ...]:
    return tuple(Held(kind, path) for kind, path in rows)
