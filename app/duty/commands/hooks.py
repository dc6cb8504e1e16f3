"""Addresses that calls are sent to as well."""

from __future__ import annotations

import secrets

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.duty import policies
from app.duty.events import HookChanged
from app.duty.inputs import HookInput
from app.duty.models import DutyHook
from app.duty.settings import PRIVATE_ADDRESSES
from app.duty.webhook import Refused, checked_address

LONGEST_URL = 1000


@command
def add_hook(actor: Actor, given: HookInput) -> int:
    """Keep an address, with a fresh secret that signs what is sent there; answers its id.

    Raises Forbidden ('admins_only'); Invalid: 'address_form', 'https_only', 'private_address', 'unknown_host' (`url`), 'not_there'
    (`member`: they moderate nowhere).
    """
    require(policies.keep_hooks(actor))
    url = given.url.strip()
    _check(url)
    if given.member_id is not None and not _is_staff(given.member_id):
        raise Invalid("not_there", field="member")
    row = DutyHook(member_id=given.member_id, scope_path=given.path, url=url, secret=secrets.token_urlsafe(32))
    db.session.add(row)
    db.session.flush()
    publish(HookChanged(actor_id=actor.member_id, hook_id=row.id, scope_path=row.scope_path, is_gone=False))
    return row.id


@command
def remove_hook(actor: Actor, hook_id: int) -> None:
    """Nothing is sent there any more. Raises Forbidden, NotFound."""
    require(policies.keep_hooks(actor))
    row = db.session.get(DutyHook, hook_id)
    if row is None:
        raise NotFound
    publish(HookChanged(actor_id=actor.member_id, hook_id=row.id, scope_path=row.scope_path, is_gone=True))
    db.session.delete(row)


def _check(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise Invalid("address_form", field="url")
    try:
        checked_address(url, private=PRIVATE_ADDRESSES.get())
    except Refused as refused:
        raise Invalid(refused.reason, field="url") from refused


def _is_staff(member_id: int) -> bool:
    try:
        return actor_of(member_id).is_staff
    except NotFound:
        return False
