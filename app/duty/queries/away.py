"""Who is on the rota and may not look now: a role that rests, or ran out, calls nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR
from app.accounts.models import Grant, Restriction
from app.accounts.queries import lets_rest
from app.core import clock
from app.core.db import db
from app.core.scope import is_within
from app.duty.rota import Away

Rests = dict[int, list[tuple[str, bool, datetime | None]]]
"""Of each member: the path of each role, whether it rests, and until when at least (None: without an end)."""


def away(wanted: Iterable[tuple[int, str]]) -> tuple[Away, ...]:
    """Those of the (member id, path) who may not look there now, with the moment at which one of their roles there rests no more.

    One statement. The many-things face of `Actor.moderates`.
    """
    pairs = sorted(set(wanted))
    roles = _roles({member_id for member_id, _path in pairs}) if pairs else {}
    found = []
    for member_id, path in pairs:
        there = [role for role in roles.get(member_id, ()) if is_within(path, role[0])]
        if all(rests for _top, rests, _until in there):
            found.append(Away(member_id, path, _back(there)))
    return tuple(found)


def _back(there: list[tuple[str, bool, datetime | None]]) -> datetime | None:
    return min((until for _top, _rests, until in there if until is not None), default=None)


def _roles(member_ids: set[int]) -> Rests:
    now, found = clock.now(), dict[int, tuple[int, str, bool, datetime | None]]()
    rows = db.session.execute(
        select(Grant.id, Grant.member_id, Grant.path, Restriction.id, Restriction.until)
        .outerjoin(Restriction, lets_rest(now))
        .where(Grant.member_id.in_(member_ids), Grant.kind.in_((MODERATOR, ADMIN)), Grant.in_force(now))
        .order_by(Grant.id, Restriction.until)
    )
    for grant_id, member_id, path, restriction_id, until in rows:
        known = found.get(grant_id)
        ends = until if known is None else _later(known[3], until)
        found[grant_id] = (member_id, path, restriction_id is not None, ends)
    roles: Rests = {}
    for member_id, path, rests, until in found.values():
        roles.setdefault(member_id, []).append((path, rests, until))
    return roles


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later end; None is no end."""
    return None if one is None or other is None else max(one, other)
