"""A group that was divided: talk goes on in its rooms, and its page leads there."""

from __future__ import annotations

from datetime import datetime

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.policy import require
from app.groups import policies
from app.groups.commands import finding
from app.groups.events import GroupDivided


@command
def divide_group(actor: Actor, group_id: int, *, divided: bool, at: datetime | None = None) -> None:
    """Let nothing new be started in the group itself, only in its rooms; or take that back. Idempotent.

    What stands in it can be read and answered as before. `at` is the moment it counts from, now when it is None.
    Raises NotFound, Forbidden.
    """
    finding.hold_tree()
    group = finding.listed_group(actor, group_id)
    require(policies.manage(actor, group))
    if group.is_divided == divided:
        return
    if divided:
        group.divide(at or clock.now())
    else:
        group.unite()
    publish(GroupDivided(actor_id=actor.member_id, group_id=group.id, divided=divided))
