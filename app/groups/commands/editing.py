"""Changing what a group is called, what it is for, and who may read it."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.core.text import slugify
from app.groups import policies
from app.groups.commands import finding
from app.groups.commands.addresses import change_slug, free_slug
from app.groups.commands.making import check_access
from app.groups.commands.narrowing import narrow, too_wide
from app.groups.events import GroupEdited
from app.groups.inputs import EditInput, Settled
from app.groups.models import Group


@command
def edit_group(actor: Actor, group_id: int, edit: EditInput) -> Settled:
    """Change a group; a new name brings a new address, and the former one leads to it.

    Raises NotFound, Forbidden, Invalid: name_missing, name_taken, unknown_access, wider_than_parent, and narrows_rooms (fact
    `rooms`: their names) when rooms inside would have to become narrower and `narrow_rooms` does not say so.
    """
    finding.hold_tree()
    group = finding.listed_group(actor, group_id)
    require(policies.manage(actor, group))
    parent = db.session.get(Group, group.parent_id) if group.parent_id else None
    name = finding.check_name(edit.name, group.parent_id, group.id)
    check_access(edit.access, parent)
    rooms = finding.below(group)
    concerned = too_wide(rooms, edit.access)
    if concerned and not edit.narrow_rooms:
        raise Invalid("narrows_rooms", field="narrow_rooms", rooms=[room.name for room in concerned])
    if slugify(name) != slugify(group.name):
        change_slug(group, free_slug(name, parent, group.id))
    group.name, group.purpose, group.position = name, " ".join(edit.purpose.split()), edit.position
    narrowed = narrow(actor, (group, *rooms), edit.access)
    group.access = edit.access
    db.session.flush()
    publish(GroupEdited(actor_id=actor.member_id, group_id=group.id))
    return Settled(group.slug, narrowed)
