"""Agreeing to the privacy page anew, after it changed."""

from __future__ import annotations

from app.accounts import consent, policies
from app.accounts.actor import Actor
from app.accounts.commands.leaving import locked_member
from app.accounts.models import Consent
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, require


@command
def agree(actor: Actor, version: str) -> None:
    """The actor agrees to the privacy page that they have read; agreed before, nothing happens.

    Raises Forbidden, Conflict 'page_changed' when a newer one stands there by now.
    """
    member_id = actor.member_id or 0
    require(policies.agree(actor, member_id))
    if version != consent.PRIVACY_VERSION:
        raise Conflict("page_changed")
    locked_member(member_id)
    if not consent.has_agreed(member_id):
        db.session.add(Consent(member_id=member_id, kind=consent.PRIVACY, version=version, given_at=clock.now()))
