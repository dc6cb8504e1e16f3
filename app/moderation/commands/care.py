"""What moderators do so that hard things weigh less: mark an item as hard, and choose what is covered for oneself."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.moderation import policies
from app.moderation.care import COVERS
from app.moderation.commands.claims import locked_item
from app.moderation.models import CareChoice


@command
def mark_hard(actor: Actor, item_id: int, hard: bool) -> None:
    """Say that an item is hard to read, or take that back; then its words are covered for colleagues. Raises NotFound."""
    locked_item(actor, item_id).mark_hard(hard)


@command
def choose_care(actor: Actor, cover: str) -> None:
    """Keep what the actor chose for themselves. Raises NotFound for who has no desk, Invalid (`cover`)."""
    if actor.member_id is None or not policies.read_desk(actor):
        raise NotFound
    if cover not in COVERS:
        raise Invalid("unknown_cover", field="cover")
    choice = db.session.get(CareChoice, actor.member_id)
    if choice is None:
        choice = CareChoice(member_id=actor.member_id)
        db.session.add(choice)
    choice.cover = cover
