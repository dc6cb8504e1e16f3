"""Where the lab plugs in: its rules among the checks, its effects among the effects, trips of the breaker on the desk."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import Invalid
from app.guidelines.checks.reading import Check
from app.guidelines.effects import Effect, EffectRow
from app.guidelines.registry import PlacedRow, more_checks, more_effects, quiet_checks, register_family
from app.guidelines.words.shape import Words
from app.lab import policies
from app.lab.matching import check_of
from app.lab.models import QUIET, RULES, CheckTrip
from app.lab.queries.places import place_names
from app.lab.queries.stored import all_effects, all_rules, awake_rules, hushed_names
from app.lab.wording import FAMILY
from app.moderation.kinds import BREAKER
from app.moderation.registry import PUBLISHED, SubjectView, Way, register_subject, register_ways
from app.moderation.wordless import WordlessSubject

log = logging.getLogger(__name__)


@more_checks
def rules_as_checks() -> tuple[Check, ...]:
    """Rules that run today. One that can be read no more, say since its engine is a newer one, is left out: no post is lost by it."""
    return tuple(_readable_checks())


@more_effects
def chosen_effects() -> tuple[PlacedRow, ...]:
    """What staff chose for families, and what each rule does."""
    families = [
        row
        for each in all_effects()
        for row in _rows(each.scope_path, each.family, each.kind, each.level, each.effect, each.newcomer_effect)
    ]
    rules = [
        row
        for rule in awake_rules()
        for row in _rows(rule.given.scope_path, RULES, rule.name, "", rule.given.effect, rule.given.newcomer_effect)
    ]
    return (*families, *rules)


@quiet_checks
def hushed_by_the_breaker() -> frozenset[str]:
    return hushed_names()


def words_of_rule(name: str) -> Words:
    """What an author reads about a finding of a rule. Raises KeyError for a rule that is not there."""
    return {rule.name: rule for rule in all_rules()}[name].words


class TripSubject(WordlessSubject):
    """A trip on the desk. It is about nobody's words; it is put back, left quiet, or closed as seen."""

    kind = BREAKER

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """What the desk shows of trips. At most 2 statements."""
        trips = list(db.session.scalars(select(CheckTrip).where(CheckTrip.id.in_(list(ids)))))
        places = place_names(trip.scope_path for trip in trips)
        return {trip.id: _view(trip, places[trip.scope_path]) for trip in trips}


def ways_to_settle(actor: Actor, trip_id: int) -> tuple[Way, ...]:
    """The two buttons of a check that went quiet, for who may press them; an alert is only seen."""
    trip = db.session.get(CheckTrip, trip_id)
    if trip is None or trip.state != QUIET or not policies.settle(actor, trip.scope_path):
        return ()
    return (
        Way("Put it back in force", f"{_url(trip_id)}/put-back", "What it touches counts anew from now on."),
        Way(
            "Leave it quiet",
            f"{_url(trip_id)}/leave",
            "It goes on noting, and stops nobody, until somebody puts it back.",
        ),
    )


def _readable_checks() -> Iterator[Check]:
    for rule in awake_rules():
        try:
            yield check_of(rule.name, rule.given)
        except Invalid as error:
            log.error("%s cannot be read: %s", rule.name, error.reason)


def _rows(
    scope_path: str, family: str, kind: str, level: str, effect: str, newcomer_effect: str
) -> tuple[PlacedRow, ...]:
    usual = PlacedRow(scope_path, EffectRow(family, Effect.parse(effect), kind, level))
    if not newcomer_effect:
        return (usual,)
    raised = EffectRow(family, Effect.parse(newcomer_effect), kind, level, for_newcomers=True)
    return usual, PlacedRow(scope_path, raised)


def _view(trip: CheckTrip, place: str) -> SubjectView:
    return SubjectView(
        kind=BREAKER,
        id=trip.id,
        what="check",
        title="",
        place=place,
        text="",
        html="",
        state=PUBLISHED,
        url=_url(trip.id),
        author_id=None,
        scope_path=trip.scope_path,
        revision_id=None,
    )


def _url(trip_id: int) -> str:
    return f"/desk/checks/trips/{trip_id}"


register_family(RULES, FAMILY, words_of_rule)
register_subject(TripSubject())
register_ways(BREAKER, ways_to_settle)
