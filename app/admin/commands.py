"""What administrators change, each in one transaction and in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.actor import ADMIN, Actor
from app.accounts.commands import grant_role, revoke_role
from app.accounts.models import Grant, Member
from app.accounts.queries import holder_ids
from app.admin.events import JobsRetried, MemberLookedUp, SettingChanged
from app.admin.offered import is_offered
from app.admin.policies import admins_only
from app.core import jobs, settings
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.core.scope import ROOT
from app.core.settings import SETTINGS, Setting
from app.groups.models import Group

LONGEST_WORDS = 200
LARGEST_NUMBER = 100_000
MOST_FOUND = 10
SHORTEST_START = 3
"""Letters of a mail address that one must know to find somebody by it."""


@dataclass(frozen=True)
class RoleInput:
    """A role to give: `kind` on `path` and below, until then (None: until it is taken)."""

    kind: str
    path: str = ROOT
    until: datetime | None = None


@command
def save_settings(actor: Actor, values: Mapping[str, str | bool]) -> tuple[str, ...]:
    """Store the values by name of setting; answers the names whose value is another now. All are stored, or none.

    Raises NotFound for who is no administrator, Invalid with `facts["refused"]`: {name: reason}.
    """
    admins_only(actor)
    settings.forget()
    wanted: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, typed in values.items():
        try:
            wanted[name] = _value(SETTINGS.get(name), typed)
        except Invalid as error:
            refused[name] = error.reason
    if refused:
        raise Invalid("settings_refused", refused=refused)
    changed = tuple(name for name, value in wanted.items() if SETTINGS[name].get() != value)
    for name in changed:
        settings.store(name, wanted[name])
        publish(SettingChanged(actor_id=actor.member_id, name=name))
    return changed


@command
def show_address(actor: Actor, member_id: int) -> str | None:
    """A member's mail address, for an administrator; that it was read is kept. Raises NotFound."""
    admins_only(actor)
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    publish(MemberLookedUp(actor_id=actor.member_id, member_id=member_id, how="shown"))
    return member.email


@command
def find_by_address(actor: Actor, start: str) -> tuple[int, ...]:
    """Members whose mail address begins with `start`, at most ten; that they were found by it is kept.

    Raises NotFound for who is no administrator, Invalid ('address_start') when `start` is too short to mean anybody.
    """
    admins_only(actor)
    wanted = start.strip().lower()
    if len(wanted) < SHORTEST_START:
        raise Invalid("address_start", field="address")
    found = (
        select(Member.id)
        .where(Member.email.startswith(wanted, autoescape=True))
        .order_by(Member.email)
        .limit(MOST_FOUND)
    )
    ids = tuple(db.session.scalars(found))
    for member_id in ids:
        publish(MemberLookedUp(actor_id=actor.member_id, member_id=member_id, how="found"))
    return ids


@command
def give_role(actor: Actor, member_id: int, role: RoleInput) -> int:
    """Let a member hold a role; answers the grant's id. Raises NotFound, Invalid (`kind`, `path` or `until`)."""
    admins_only(actor)
    if role.kind == ADMIN and role.path != ROOT:
        raise Invalid("admin_everywhere", field="path")
    known = role.path == ROOT or db.session.scalar(select(Group.id).where(Group.path == role.path)) is not None
    if not known:
        raise Invalid("unknown_place", field="path")
    return grant_role(actor, member_id, role.kind, role.path, role.until)


@command
def take_role(actor: Actor, member_id: int, grant_id: int) -> None:
    """End one of a member's roles. Raises NotFound, Invalid ('last_admin') when nobody would look after the house."""
    admins_only(actor)
    grant = db.session.get(Grant, grant_id)
    if grant is None or grant.member_id != member_id:
        raise NotFound
    if grant.kind == ADMIN and grant.path == ROOT and holder_ids(ROOT, (ADMIN,)) <= {member_id}:
        raise Invalid("last_admin", field="grant")
    revoke_role(actor, grant_id)


@command
def retry_jobs(actor: Actor) -> int:
    """Give background work that was given up another round; answers how many. Raises NotFound."""
    admins_only(actor)
    count = jobs.try_again()
    if count:
        publish(JobsRetried(actor_id=actor.member_id, count=count))
    return count


def _value(setting: Setting[Any] | None, typed: str | bool) -> Any:
    """What is stored for `typed`. Raises Invalid."""
    if setting is None or not is_offered(setting):
        raise Invalid("unknown_setting")
    if isinstance(typed, str) and isinstance(setting.default, str):
        typed = " ".join(typed.split())
        if len(typed) > LONGEST_WORDS:
            raise Invalid("too_long")
    value = settings.converted(setting, typed)
    if type(value) is int and abs(value) > LARGEST_NUMBER:
        raise Invalid("too_large")
    return value
