"""What splitting does when something happens below it."""

from __future__ import annotations

from app.core.facts import on
from app.groups.events import GroupAbsorbed
from app.splitting.commands.following import hand_over_plans


@on(GroupAbsorbed)
def plans_follow(fact: GroupAbsorbed) -> None:
    """By a merge, or by the undoing of a split: in the same transaction."""
    hand_over_plans(fact.actor_id, fact.group_id, fact.into_id)
