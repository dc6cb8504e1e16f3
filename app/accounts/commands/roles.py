"""Granting and revoking roles on paths of the group tree."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts import policies
from app.accounts.actor import ROLES, Actor
from app.accounts.commands.members import NewMember, add_member
from app.accounts.events import RoleGranted, RoleRevoked
from app.accounts.models import Grant, Member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require


@command
def grant_role(actor: Actor, member_id: int, kind: str, path: str, until: datetime | None = None) -> int:
    """Let a member hold `kind` on `path` and below; answers the grant's id. Held already, it is that grant, with the new end.

    Raises Forbidden, NotFound (no such member), Invalid (no such role, or an end that has passed).
    """
    require(policies.grant_role(actor, kind, path))
    now = clock.now()
    if kind not in ROLES:
        raise Invalid("unknown_role", field="kind")
    if until is not None and until <= now:
        raise Invalid("past_date", field="until")
    if db.session.get(Member, member_id) is None:
        raise NotFound
    held = db.session.scalar(
        select(Grant).where(Grant.member_id == member_id, Grant.kind == kind, Grant.path == path, Grant.in_force(now))
    )
    if held is not None and held.until == until:
        return held.id
    grant = held or Grant(member_id=member_id, kind=kind, path=path, granted_at=now, granted_by=actor.member_id)
    grant.until = until
    db.session.add(grant)
    db.session.flush()
    publish(RoleGranted(actor_id=actor.member_id, grant_id=grant.id, member_id=member_id, kind=kind, path=path))
    return grant.id


@command
def add_member_with_role(actor: Actor, new: NewMember, kind: str, path: str) -> int:
    """Add a member who holds `kind` ('' for none) on `path` at once: both or neither. Raises as `add_member` and `grant_role`."""
    member_id = add_member(actor, new)
    if kind:
        grant_role(actor, member_id, kind, path)
    return member_id


@command
def revoke_role(actor: Actor, grant_id: int) -> None:
    """End a grant now; ended before, nothing happens. Raises NotFound, Forbidden."""
    grant = db.session.get(Grant, grant_id)
    if grant is None:
        raise NotFound
    require(policies.revoke_role(actor, grant.kind, grant.path, grant.member_id))
    if grant.revoked_at is not None:
        return
    grant.revoke(clock.now())
    publish(
        RoleRevoked(
            actor_id=actor.member_id, grant_id=grant.id, member_id=grant.member_id, kind=grant.kind, path=grant.path
        )
    )
