"""Rights on a place that is no more: its roles go over to another place or end, its restrictions end. Nested in other commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.commands.restricting import lifted
from app.accounts.events import RoleGranted, RoleRevoked
from app.accounts.models import Grant, Restriction
from app.core.command import command, publish
from app.core.db import db


@command
def end_rights(actor: Actor, path: str, *, at: datetime, into: str | None = None) -> None:
    """End every role and restriction held on `path` itself, for a place that goes. The caller has authorised it.

    With `into` the roles are held there from `at` on, by the word of whoever gave them first: each once, with the later end.
    Restrictions never go along: nobody judged that they should hold there.
    """
    for grant in _grants(path, at):
        if into is not None:
            _hold(actor, grant, into, at)
        grant.revoke(at)
        publish(
            RoleRevoked(
                actor_id=actor.member_id, grant_id=grant.id, member_id=grant.member_id, kind=grant.kind, path=path
            )
        )
    laid = select(Restriction).where(Restriction.path == path, Restriction.in_force(at)).order_by(Restriction.id)
    for restriction in db.session.scalars(laid).all():
        restriction.lift(at)
        publish(lifted(actor, restriction))
    db.session.flush()


def _grants(path: str, at: datetime) -> Sequence[Grant]:
    held = select(Grant).where(Grant.path == path, Grant.in_force(at)).order_by(Grant.id)
    return db.session.scalars(held).all()


def _hold(actor: Actor, grant: Grant, path: str, at: datetime) -> None:
    same = (Grant.member_id == grant.member_id, Grant.kind == grant.kind, Grant.path == path, Grant.in_force(at))
    held = db.session.scalars(select(Grant).where(*same).order_by(Grant.id)).first()
    if held is not None:
        held.until = _later(held.until, grant.until)
        return
    given = Grant(
        member_id=grant.member_id,
        kind=grant.kind,
        path=path,
        granted_at=at,
        granted_by=grant.granted_by,
        until=grant.until,
    )
    db.session.add(given)
    db.session.flush()
    publish(
        RoleGranted(actor_id=actor.member_id, grant_id=given.id, member_id=given.member_id, kind=given.kind, path=path)
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later end; None never ends."""
    return None if one is None or other is None else max(one, other)
