"""Moving a group, with everything inside it, to another place in the tree."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.core.scope import ROOT, child_path, is_within, rewrite_paths
from app.groups import policies
from app.groups.commands import finding, narrowing
from app.groups.events import GroupMoved
from app.groups.inputs import Settled
from app.groups.models import Group


@command
def move_group(actor: Actor, group_id: int, parent_id: int | None, *, narrow: bool = False) -> Settled:
    """Move a group into `parent_id` (None: to the top); its address stays, every stored path follows. There already, nothing happens.

    Raises NotFound, Forbidden, Invalid: into_itself, below_itself, parent_archived, name_taken, and narrows_on_move (facts
    `access`, `rooms`, `parent`) when it or rooms inside are wider than the new parent allows and `narrow` does not say so.
    """
    finding.hold_tree()
    group = finding.listed_group(actor, group_id)
    parent = finding.parent_of(actor, parent_id)
    _check_place(group, parent)
    require(policies.move(actor, group, parent))
    if group.parent_id == parent_id:
        return Settled(group.slug)
    finding.check_name(group.name, parent_id, group.id)
    narrowed = _fit(actor, group, parent, narrow)
    _rehang(actor, group, parent)
    return Settled(group.slug, narrowed)


def _check_place(group: Group, parent: Group | None) -> None:
    if parent is None:
        return
    if parent.id == group.id:
        raise Invalid("into_itself", field="parent_id")
    if is_within(parent.path, group.path):
        raise Invalid("below_itself", field="parent_id", parent=parent.name)


def _fit(actor: Actor, group: Group, parent: Group | None, agreed: bool) -> tuple[int, ...]:
    if parent is None:
        return ()
    branch = (group, *finding.below(group))
    concerned = narrowing.too_wide(branch, parent.access)
    if concerned and not agreed:
        names = [one.name for one in concerned]
        raise Invalid("narrows_on_move", field="narrow", access=parent.access, rooms=names, parent=parent.name)
    return narrowing.narrow(actor, branch, parent.access)


def _rehang(actor: Actor, group: Group, parent: Group | None) -> None:
    former, path = group.path, child_path(parent.path if parent else ROOT, group.id)
    group.parent_id = parent.id if parent else None
    # What waits in the session goes first: rewriting forgets every loaded row.
    db.session.flush()
    rewrite_paths(former, path)
    publish(GroupMoved(actor_id=actor.member_id, group_id=group.id, old_path=former, new_path=path))
