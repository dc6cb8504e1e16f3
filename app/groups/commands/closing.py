"""Closing a group for anything new, and opening it again."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.groups import policies
from app.groups.commands import finding
from app.groups.events import GroupArchived
from app.groups.models import Group


@command
def archive_group(actor: Actor, group_id: int) -> None:
    """Close a group and the rooms inside it: all of it can still be read. Closed before, nothing happens.

    Raises NotFound, Forbidden.
    """
    finding.hold_tree()
    group = finding.listed_group(actor, group_id)
    require(policies.manage(actor, group))
    now = clock.now()
    for one in (group, *finding.below(group)):
        if one.is_archived:
            continue
        one.archive(now)
        publish(GroupArchived(actor_id=actor.member_id, group_id=one.id, archived=True))


@command
def unarchive_group(actor: Actor, group_id: int) -> None:
    """Open a group again, with the rooms that were closed together with it; open, nothing happens.

    Raises NotFound, Forbidden, Invalid (parent_archived) while the group it is in is closed.
    """
    finding.hold_tree()
    group = finding.listed_group(actor, group_id)
    require(policies.manage(actor, group))
    if not group.is_archived:
        return
    parent = db.session.get(Group, group.parent_id) if group.parent_id else None
    if parent is not None and parent.is_archived:
        raise Invalid("parent_archived", field="parent_id", parent=parent.name)
    together = [room for room in finding.below(group) if room.archived_at == group.archived_at]
    for one in (group, *together):
        one.reopen()
        publish(GroupArchived(actor_id=actor.member_id, group_id=one.id, archived=False))
