"""Who has a welcome desk, and who stands on it. Mentors see no flags, no held posts of others and no addresses here.

A newcomer stands on the desk of whoever is a mentor, a moderator or an admin on the path of a group that the newcomer belongs to or
wrote their first post in. Who belongs to no group yet stands on every desk.
"""

from __future__ import annotations

from app.accounts.actor import MENTOR, Actor
from app.core.policy import Verdict, allow_if, permission


def is_mentor(actor: Actor) -> bool:
    """Mentor on some path; a suspended member is none."""
    return bool(actor.is_active and any(held.kind == MENTOR for held in actor.grants))


@permission("welcome.read")
def read_desk(actor: Actor, _thing: object = None) -> Verdict:
    """The welcome desk is for mentors and staff."""
    return allow_if(is_mentor(actor) or actor.is_staff, "mentors_only")


@permission("welcome.claim")
def claim(actor: Actor, _thing: object = None) -> Verdict:
    """Mentors welcome; staff who are no mentors look on."""
    return allow_if(is_mentor(actor), "mentors_only")


@permission("mentor.settings")
def settings(actor: Actor, _thing: object = None) -> Verdict:
    """A mentor's own page about themselves."""
    return allow_if(is_mentor(actor), "mentors_only")
