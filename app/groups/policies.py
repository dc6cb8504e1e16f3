"""Who may see, read, join and keep a group. Each visibility rule has two faces side by side: one thing, and many in SQL.

A public group is read by anybody. A members-only group shows visitors its name and purpose alone. A private group does not exist
for visitors and is named to signed-in members, so that they can ask to join; its members, counts and content are for those who
belong to it, hold a role on its path, or are admins.

Whoever is suspended from a group reads what a visitor reads there; that holds in both faces.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, Actor
from app.core.among import among
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.scope import within_any
from app.groups.audience import MEMBERS_ONLY, PRIVATE, PUBLIC, Audience, widest
from app.groups.models import Group

INSIDE = (MENTOR, MODERATOR, ADMIN)
"""Roles that read a private group on their path without belonging to it."""


def see_listing(actor: Actor, group: Group) -> bool:
    """One thing: may the actor know that the group is there, its name and purpose?"""
    if actor.is_suspended:
        return False
    return group.access != PRIVATE or not actor.is_visitor


def listed(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of Group."""
    if actor.is_suspended:
        return false()
    return Group.access != PRIVATE if actor.is_visitor else true()


def read(actor: Actor, group: Group) -> bool:
    """One thing: may the actor read what is in the group, and know how many are there?"""
    return read_audience(actor, widest(group.access), group.id, group.path)


def readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of Group."""
    if actor.is_suspended:
        return false()
    open_to = (PUBLIC,) if actor.is_visitor else (PUBLIC, MEMBERS_ONLY)
    found = or_(Group.access.in_(open_to), _inside(actor, Group.id, Group.path))
    return _but_suspended(actor, found, Group.access == PUBLIC, Group.path)


def read_audience(actor: Actor, audience: Audience, group_id: int, path: str) -> bool:
    """One thing: is the actor among the audience of something in this group? Whether they read the group is asked apart."""
    if actor.is_suspended:
        return False
    if audience == Audience.EVERYONE:
        return True
    if actor.is_suspended_in(path):
        return False
    if audience == Audience.MEMBERS:
        return not actor.is_visitor
    return _is_inside(actor, group_id, path)


def audience_readable(actor: Actor, audience: Any, group_id: Any, path: Any) -> ColumnElement[bool]:
    """Many things: the same for columns."""
    if actor.is_suspended:
        return false()
    open_to = Audience.EVERYONE if actor.is_visitor else Audience.MEMBERS
    found = or_(audience <= int(open_to), _inside(actor, group_id, path))
    return _but_suspended(actor, found, audience == int(Audience.EVERYONE), path)


def holds_role(actor: Actor, path: str) -> bool:
    """Mentor, moderator or admin on the path: reads a private group there without belonging to it."""
    return actor.is_system or any(actor.holds(kind, path, to_read=True) for kind in INSIDE)


def moderated(actor: Actor) -> ColumnElement[bool]:
    """Many things: rows of Group that the actor moderates; `Actor.moderates` is the face for one."""
    return within_any(Group.path, actor.paths(MODERATOR, ADMIN))


@permission("group.read")
def read_group(actor: Actor, group: Group) -> Verdict:
    """Read what is in a group."""
    return allow_if(read(actor, group), "hidden")


@permission("group.join")
def join(actor: Actor, group: Group) -> Verdict:
    """Join at once; a private group is asked instead, but by those who hold a role there."""
    if not actor.is_active:
        return deny("sign_in")
    if group.is_archived:
        return deny("group_archived")
    if actor.is_suspended_in(group.path):
        return deny("suspended_here")
    belongs = group.id in actor.group_ids
    return allow_if(belongs or not group.is_private or holds_role(actor, group.path), "ask_first")


@permission("group.leave")
def leave(actor: Actor) -> Verdict:
    """Leave a group."""
    return allow_if(actor.is_active, "sign_in")


@permission("group.ask")
def ask(actor: Actor, group: Group) -> Verdict:
    """Ask to join a private group."""
    if not actor.is_active:
        return deny("sign_in")
    if group.id in actor.group_ids:
        return deny("already_in")
    if group.is_archived:
        return deny("group_archived")
    if actor.is_suspended_in(group.path):
        return deny("suspended_here")
    return allow_if(not join(actor, group), "just_join")


@permission("group.answer")
def answer(actor: Actor, group: Group) -> Verdict:
    """Answer those who ask to join."""
    return allow_if(actor.moderates(group.path), "not_moderator")


@permission("group.take_out")
def take_out(actor: Actor, group: Group) -> Verdict:
    """Take a member out: where one asks to come in. Elsewhere they would be in again with one press."""
    if not actor.moderates(group.path):
        return deny("not_moderator")
    return allow_if(group.is_private, "open_to_join")


@permission("group.post")
def post_in(actor: Actor, group: Group) -> Verdict:
    """Write in a group: its members, and whoever moderates it."""
    if not actor.is_active:
        return deny("sign_in")
    if group.is_archived:
        return deny("group_archived")
    if actor.is_read_only(group.path):
        return deny("suspended_here" if actor.is_suspended_in(group.path) else "read_only")
    return allow_if(group.id in actor.group_ids or actor.moderates(group.path), "not_in_group")


@permission("group.create")
def create(actor: Actor, parent: Group | None) -> Verdict:
    """Make a top group (admins) or a subgroup (who moderates above)."""
    if parent is None:
        return allow_if(actor.is_admin, "not_admin")
    return allow_if(actor.moderates(parent.path), "not_moderator")


@permission("group.manage")
def manage(actor: Actor, group: Group) -> Verdict:
    """Edit, archive, see the members of a group."""
    return allow_if(actor.moderates(group.path), "not_moderator")


@permission("group.move")
def move(actor: Actor, group: Group, parent: Group | None) -> Verdict:
    """Hang a group elsewhere: its mover keeps both ends; the top of the tree is the admins'."""
    if not actor.moderates(group.path):
        return deny("not_moderator")
    if parent is None or group.is_top:
        return allow_if(actor.is_admin, "not_admin")
    return allow_if(actor.moderates(parent.path), "not_moderator")


@permission("group.grant")
def grant(actor: Actor, group: Group) -> Verdict:
    """Give and take roles on a group: mentors by its moderators, moderators by admins (accounts asks again, by role)."""
    return allow_if(actor.moderates(group.path), "not_moderator")


def _is_inside(actor: Actor, group_id: int, path: str) -> bool:
    if actor.is_system:
        return True
    if not actor.is_active:
        return False
    return group_id in actor.group_ids or holds_role(actor, path)


def _inside(actor: Actor, group_id: Any, path: Any) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    if not actor.is_active:
        return false()
    belongs = among(group_id, actor.group_ids) if actor.group_ids else false()
    return or_(belongs, within_any(path, actor.paths(*INSIDE, to_read=True)))


def _but_suspended(
    actor: Actor, readable_by_members: ColumnElement[bool], by_everybody: ColumnElement[bool], path: Any
) -> ColumnElement[bool]:
    """Where the actor is suspended, only what everybody reads."""
    limited = actor.suspended_paths()
    return and_(readable_by_members, or_(by_everybody, ~within_any(path, limited))) if limited else readable_by_members
