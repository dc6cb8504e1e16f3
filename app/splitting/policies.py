"""Who may plan and run a split, merge, and choose. A plan is known to those alone who moderate its group: it is a 404 for others."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, deny, permission
from app.groups.models import Group
from app.groups.policies import moderated


def see_plan(actor: Actor, group: Group) -> bool:
    """One thing: may the actor know of the plans of this group?"""
    return actor.moderates(group.path)


def plans_seen(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of SplitPlan joined with Group."""
    return moderated(actor)


@permission("split.plan")
def plan(actor: Actor, group: Group) -> Verdict:
    """Make, read and change a plan to split the group."""
    return allow_if(see_plan(actor, group), "not_moderator")


@permission("split.run")
def run(actor: Actor, group: Group) -> Verdict:
    """Run a plan, and undo it."""
    if not actor.moderates(group.path):
        return deny("not_moderator")
    return allow_if(not group.is_archived, "group_archived")


@permission("split.merge")
def merge(actor: Actor, group: Group, into: Group) -> Verdict:
    """Let a group go up in another: whoever merges moderates both."""
    return allow_if(actor.moderates(group.path) and actor.moderates(into.path), "not_moderator")


@permission("split.choose")
def choose(actor: Actor) -> Verdict:
    """Answer an offer; whether there is one for the actor, its query says."""
    return allow_if(actor.is_active, "sign_in")
