"""What moderators do so that hard things weigh less: mark an item as hard, and choose what is covered for oneself."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.moderation import policies
from app.moderation.care import COVERS, HARD_A_SHIFT
from app.moderation.commands.claims import locked_item
from app.moderation.models import CareChoice


@command
def mark_hard(actor: Actor, item_id: int, hard: bool) -> None:
    """Say that an item is hard to read, or take that back; then its words are covered for colleagues. Raises NotFound."""
    locked_item(actor, item_id).mark_hard(hard)


@command
def choose_care(actor: Actor, cover: str, most: int | None = None) -> None:
    """Keep what the actor chose for themselves; `most` hard items in a shift, None: as everybody.

    Raises NotFound for who has no desk; Invalid: `cover`, and `most` for none or more than the community's own.
    """
    if actor.member_id is None or not policies.read_desk(actor):
        raise NotFound
    if cover not in COVERS:
        raise Invalid("unknown_cover", field="cover")
    if most is not None and not 0 < most <= HARD_A_SHIFT.get():
        raise Invalid("most_out_of_reach", field="most", most=HARD_A_SHIFT.get())
    choice = db.session.get(CareChoice, actor.member_id)
    if choice is None:
        choice = CareChoice(member_id=actor.member_id)
        db.session.add(choice)
    choice.cover, choice.most = cover, most
