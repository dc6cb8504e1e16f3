"""What a welcome is made of: to whom, in which way, and whether everything chosen can be put in now."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.policy import Conflict, NotFound
from app.core.scope import ROOT
from app.discussions.queries.coaching import Coaching, coach
from app.mentoring.inputs import WelcomeInput
from app.mentoring.letter import Letter, looks_in_on
from app.mentoring.queries.case import Way, way_to
from app.mentoring.queries.newcomer import NewcomerSeen, find_newcomer
from app.mentoring.queries.suggestions import may_be_named, may_be_put_in


@dataclass(frozen=True)
class Addressed:
    """A welcome that could go out now."""

    seen: NewcomerSeen
    way: Way
    letter: Letter


def address(actor: Actor, given: WelcomeInput) -> Addressed:
    """Put the welcome together. Raises NotFound, Conflict ('way', 'people', 'talk'), each with `name`. At most 14 statements."""
    seen = find_newcomer(actor, given.newcomer_id)
    way = way_to(actor, seen.first)
    if way.name != given.way:
        raise Conflict("way", name=seen.name, way=way.name)
    newcomer = actor_of(given.newcomer_id)
    named = may_be_named(actor, newcomer, seen.first, given.people)
    if len(named) < len(set(given.people)):
        raise Conflict("people", name=seen.name)
    talk = may_be_put_in(actor, newcomer, seen.first, given.talk_id) if given.talk_id is not None else None
    if given.talk_id is not None and talk is None:
        raise Conflict("talk", name=seen.name)
    people = tuple(named[key] for key in dict.fromkeys(given.people))
    return Addressed(seen, way, Letter(seen.name, actor.display_name, looks_in_on(clock.now()), people, talk))


def coached(actor: Actor, given: WelcomeInput) -> Coaching | None:
    """What the checks see in the whole welcome; None when it cannot be put together any more."""
    try:
        found = address(actor, given)
    except (NotFound, Conflict):
        return None
    path = found.way.group.path if found.way.group else ROOT
    return coach(actor, given.way, found.letter.text(given.line), "", path)
