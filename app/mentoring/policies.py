"""Who has a welcome desk, and who stands on it. Mentors see no flags, no held posts of others and no addresses here.

A newcomer stands on the desk of whoever is a mentor, a moderator or an admin on the path of a group that the newcomer belongs to or
wrote their first post in. Who belongs to no group yet stands on every desk.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from app.accounts.actor import MENTOR, Actor
from app.core.policy import Verdict, allow_if, permission
from app.mentoring.card import MEMBERS, MENTORS
from app.mentoring.models import CardField, Greeting, Introduction


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


@permission("card.keep")
def keep_card(actor: Actor, _thing: object = None) -> Verdict:
    """One's own card."""
    return allow_if(actor.is_active, "sign_in")


def see_field(actor: Actor, field: CardField) -> bool:
    """One thing: is the field the actor's own, or meant for members, or for mentors and the actor is one? Staff as such see no more."""
    if not actor.is_active:
        return False
    if field.member_id == actor.member_id or field.audience == MEMBERS:
        return True
    return field.audience == MENTORS and is_mentor(actor)


def fields_seen(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of CardField."""
    if not actor.is_active:
        return false()
    open_to = (MEMBERS, MENTORS) if is_mentor(actor) else (MEMBERS,)
    return or_(CardField.member_id == actor.member_id, CardField.audience.in_(open_to))


@permission("greeting.read")
def read_greeting(actor: Actor, greeting: Greeting) -> Verdict:
    """The newcomer and the mentor who wrote it; nobody else, staff neither."""
    return allow_if(actor.is_active and actor.member_id in (greeting.newcomer_id, greeting.mentor_id), "hidden")


@permission("greeting.thank")
def thank(actor: Actor, greeting: Greeting) -> Verdict:
    """Thanks are the newcomer's."""
    return allow_if(actor.is_active and actor.member_id == greeting.newcomer_id, "hidden")


@permission("introduction.decline")
def decline(actor: Actor, introduction: Introduction) -> Verdict:
    """Either of the two people, and nobody for them."""
    named = (introduction.newcomer_id, introduction.member_id)
    return allow_if(actor.is_active and actor.member_id in named, "hidden")
