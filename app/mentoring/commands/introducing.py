"""Introductions: who may be named to a newcomer, naming them, and either of the two saying rather not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import NotFound
from app.mentoring import policies
from app.mentoring.models import Greeting, Introduction


@command
def introduce(greeting: Greeting, member_ids: Sequence[int]) -> None:
    """Keep that a welcome named these members. Nested in sending it, which has asked who may be named."""
    # An earlier welcome that never came out may have named them.
    db.session.execute(
        delete(Introduction).where(
            Introduction.newcomer_id == greeting.newcomer_id,
            Introduction.member_id.in_(member_ids),
            Introduction.declined_at.is_(None),
        )
    )
    db.session.add_all(
        Introduction(
            greeting_id=greeting.id, newcomer_id=greeting.newcomer_id, member_id=member_id, made_at=greeting.sent_at
        )
        for member_id in member_ids
    )
    db.session.flush()


@command
def decline_introduction(actor: Actor, introduction_id: int) -> None:
    """Either of the two would rather not. Nobody is told, and they are not introduced again. Raises NotFound for others. Twice is once."""
    found = select(Introduction).where(Introduction.id == introduction_id).with_for_update()
    made = db.session.scalar(found.execution_options(populate_existing=True))
    if made is None or not policies.decline(actor, made):
        raise NotFound
    assert actor.member_id is not None
    if made.declined_at is not None and made.declined_by != actor.member_id:
        # Both of them: what each page leaves out must not depend on who was first.
        made.declined_by = None
    made.decline(actor.member_id, clock.now())
