"""The list of rules, one rule, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.policy import NotFound
from app.lab import policies
from app.lab.inputs import RuleInput
from app.lab.models import RUNNING, CheckTrip, LabRule, LabVersion
from app.lab.queries.figures import Figures, figures_of
from app.lab.queries.places import place_names
from app.lab.queries.stored import given_of, today
from app.lab.wording import PARTS

OFF = "off"
ASLEEP = "asleep"
QUIET = "quiet"
ON = "on"


@dataclass(frozen=True)
class RuleShown:
    """One rule as a page shows it. `standing` is `on`, `off`, `asleep` (past its end date) or `quiet` (the breaker hushed it)."""

    rule: LabRule
    given: RuleInput
    place: str
    standing: str
    figures: Figures
    trip: CheckTrip | None
    changed_by: str
    may_write: bool


@dataclass(frozen=True)
class VersionShown:
    """One version, who saved it and why. `changes` are the parts, in words, that were changed; empty for the first."""

    number: int
    given: RuleInput
    reason: str
    who: str
    at: datetime
    changes: tuple[str, ...]


def rules_of(actor: Actor) -> list[RuleShown]:
    """The rules that the actor may see: of the whole community first, then by place and title. At most 6 statements, more with places.

    Raises NotFound for whoever has no lab.
    """
    if not policies.read_rules(actor):
        raise NotFound
    found = list(db.session.scalars(select(LabRule).where(policies.places_seen(actor, LabRule.scope_path))))
    shown = _shown(actor, found)
    return sorted(shown, key=lambda each: (each.rule.scope_path != "/", each.place, each.rule.title, each.rule.id))


def find_rule(actor: Actor, rule_id: int) -> RuleShown:
    """One rule. Raises NotFound when the actor may not know of it."""
    return _shown(actor, [readable_rule(actor, rule_id)])[0]


def readable_rule(actor: Actor, rule_id: int) -> LabRule:
    """The row. Raises NotFound when the actor may not know of it."""
    rule = db.session.get(LabRule, rule_id)
    if rule is None or not policies.read_rules(actor, rule.scope_path):
        raise NotFound
    return rule


def versions_of(rule: LabRule) -> list[VersionShown]:
    """The versions of a rule that the caller has found for the actor, newest first. 2 statements."""
    rows = list(db.session.scalars(select(LabVersion).where(LabVersion.rule_id == rule.id).order_by(LabVersion.number)))
    cards = member_cards([row.saved_by for row in rows])
    shown: list[VersionShown] = []
    for row in rows:
        given = RuleInput.from_json(row.content)
        card = cards.get(row.saved_by or 0)
        changes = _changes(shown[-1].given, given) if shown else ()
        shown.append(
            VersionShown(row.number, given, row.reason, card.as_staff if card else "", row.saved_at, changes)
        )
    return shown[::-1]


def stored_version(rule_id: int, number: int) -> LabVersion:
    """Raises NotFound."""
    wanted = select(LabVersion).where(LabVersion.rule_id == rule_id, LabVersion.number == number)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def _changes(before: RuleInput, after: RuleInput) -> tuple[str, ...]:
    old, new = before.to_json(), after.to_json()
    return tuple(PARTS[name] for name in new if old.get(name) != new[name])


def _shown(actor: Actor, rules: list[LabRule]) -> list[RuleShown]:
    trips = _trips([rule.check_name for rule in rules])
    names = place_names(rule.scope_path for rule in rules)
    cards = member_cards([rule.changed_by for rule in rules])
    figures = figures_of((rule.check_name, rule.scope_path) for rule in rules)
    shown = []
    for rule in rules:
        trip, card = trips.get(rule.check_name), cards.get(rule.changed_by or 0)
        shown.append(
            RuleShown(
                rule,
                given_of(rule),
                names[rule.scope_path],
                _standing(rule, trip),
                figures[rule.check_name],
                trip,
                card.as_staff if card else "",
                bool(policies.write_rules(actor, rule.scope_path)),
            )
        )
    return shown


def _standing(rule: LabRule, trip: CheckTrip | None) -> str:
    if not rule.is_on:
        return OFF
    if rule.ends_on is not None and rule.ends_on < today():
        return ASLEEP
    return QUIET if trip is not None and trip.is_hushed else ON


def _trips(names: list[str]) -> dict[str, CheckTrip]:
    wanted = select(CheckTrip).where(CheckTrip.check_name.in_(names), CheckTrip.state.in_(RUNNING))
    return {trip.check_name: trip for trip in db.session.scalars(wanted)} if names else {}
