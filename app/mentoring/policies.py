"""Who has a welcome desk, and who stands on it. Mentors see no flags, no held posts of others and no addresses here.

A newcomer stands on the desk of whoever is a mentor, a moderator or an admin on the path of a group that the newcomer belongs to or
wrote their first post in. Who has done neither stands on every desk; who is suspended, on none.
"""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SUSPENDED, Actor
from app.accounts.models import Restriction
from app.core import clock
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.scope import ROOT, is_within, within_any
from app.groups.models import Group, Membership
from app.mentoring.card import MEMBERS, MENTORS
from app.mentoring.models import CardField, Greeting, Introduction, Newcomer

LOOKS = (MENTOR, MODERATOR, ADMIN)
"""Roles that have a welcome desk."""


class Stands(Protocol):
    """What decides on whose desk a newcomer stands. `paths`: of the groups they belong to, and of `Newcomer.group_id`, which they
    have when `in_a_group`.
    """

    @property
    def member_id(self) -> int: ...

    @property
    def paths(self) -> tuple[str, ...]: ...

    @property
    def in_a_group(self) -> bool: ...

    @property
    def is_suspended(self) -> bool: ...


def is_mentor(actor: Actor) -> bool:
    """Mentor on some path, in a role that does not rest."""
    return any(held.kind == MENTOR for held in actor.roles())


@permission("welcome.read")
def read_desk(actor: Actor, _thing: object = None) -> Verdict:
    """The welcome desk is for mentors and staff."""
    return allow_if(is_mentor(actor) or actor.is_staff, "mentors_only")


@permission("welcome.claim")
def claim(actor: Actor, _thing: object = None) -> Verdict:
    """Mentors welcome; staff who are no mentors look on."""
    return allow_if(is_mentor(actor), "no_mentor")


@permission("mentor.settings")
def settings(actor: Actor, _thing: object = None) -> Verdict:
    """A mentor's own page about themselves."""
    return allow_if(is_mentor(actor), "no_mentor")


def see_newcomer(actor: Actor, newcomer: Stands, *, as_mentor: bool = False) -> bool:
    """One thing: does the newcomer stand on the actor's desk? `as_mentor`: by the mentor's role alone, to welcome them."""
    tops = actor.paths(MENTOR) if as_mentor else actor.paths(*LOOKS)
    if newcomer.is_suspended or not tops or newcomer.member_id == actor.member_id:
        return False
    return not newcomer.in_a_group or any(is_within(path, top) for path in newcomer.paths for top in tops)


def newcomers_seen(actor: Actor, *, as_mentor: bool = False, now: Any = None) -> ColumnElement[bool]:
    """Many things: the same for rows of Newcomer. `now` may be a parameter of the statement; None: this moment."""
    tops = actor.paths(MENTOR) if as_mentor else actor.paths(*LOOKS)
    if not tops:
        return false()
    return and_(Newcomer.member_id.is_distinct_from(actor.member_id), ~_suspended(clock.now() if now is None else now), _stands_on(tops))


@permission("card.keep")
def keep_card(actor: Actor, _thing: object = None) -> Verdict:
    """One's own card; not while one may write nowhere."""
    if not actor.is_active:
        return deny("sign_in")
    return allow_if(not actor.is_read_only(ROOT), "read_only")


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


@permission("mentors.read")
def read_mentors(actor: Actor, _thing: object = None) -> Verdict:
    """The page of mentors, with nominations: staff."""
    return allow_if(actor.is_staff, "staff_only")


@permission("mentor.nominate")
def nominate(actor: Actor, path: str | None = None) -> Verdict:
    """Mentors and staff of a group name others as mentors there; without a path: of any group."""
    if path is None:
        return read_desk(actor)
    return allow_if(actor.is_active and (actor.mentors(path) or actor.moderates(path)), "not_your_group")


@permission("nomination.answer")
def answer_nomination(actor: Actor, path: str) -> Verdict:
    """Who moderates the group may give the role."""
    return allow_if(actor.moderates(path), "not_moderator")


def _stands_on(tops: tuple[str, ...]) -> ColumnElement[bool]:
    """Written so that a desk of few among very many is found by looking each of them up in small sets."""
    if ROOT in tops:
        return true()
    there = select(Group.id).where(within_any(Group.path, tops))
    belongs = exists().where(Membership.member_id == Newcomer.member_id, Membership.group_id.in_(there))
    return or_(Newcomer.group_id.is_(None), Newcomer.group_id.in_(there), belongs)


def _suspended(now: Any) -> ColumnElement[bool]:
    return Newcomer.member_id.in_(
        select(Restriction.member_id).where(
            Restriction.kind == SUSPENDED, Restriction.path == ROOT, Restriction.in_force(now)
        )
    )
