"""A room is never open to more people than the group it is in: who would be, and making them narrower."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.actor import Actor
from app.core.command import command, publish
from app.groups.audience import is_wider
from app.groups.events import GroupNarrowed
from app.groups.models import Group


def too_wide(groups: Iterable[Group], access: str) -> list[Group]:
    """Those of `groups` that are open to more people than `access` allows."""
    return [group for group in groups if is_wider(group.access, access)]


@command
def narrow(actor: Actor, groups: Iterable[Group], access: str) -> tuple[int, ...]:
    """Give each group the narrower `access` and announce it; answers their ids."""
    narrowed = too_wide(groups, access)
    for group in narrowed:
        group.access = access
    for group in narrowed:
        publish(GroupNarrowed(actor_id=actor.member_id, group_id=group.id))
    return tuple(group.id for group in narrowed)
