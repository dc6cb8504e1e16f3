"""What notices do when something happens at the desk."""

from __future__ import annotations

from app.core.facts import on
from app.moderation.appeal_events import AppealDecided
from app.moderation.events import ItemClaimed, ItemDecided, ItemWithdrawn
from app.moderation.models.appeals import UPHELD
from app.outsiders.commands import look_again, note_claim, settle


@on(ItemClaimed)
def note_looking(fact: ItemClaimed) -> None:
    note_claim(fact.item_id)


@on(ItemDecided)
def settle_decided(fact: ItemDecided) -> None:
    settle(fact.item_id, fact.decision_id)


@on(ItemWithdrawn)
def settle_withdrawn(fact: ItemWithdrawn) -> None:
    """Nothing is left to decide on: its author left and took the words along, or two people erased them, which is a decision."""
    settle(fact.item_id, fact.decision_id)


@on(AppealDecided)
def answer_anew(fact: AppealDecided) -> None:
    """Another decision has taken the place of the one its sender was told."""
    if fact.outcome != UPHELD:
        look_again(fact.decision_id, fact.outcome_id)
