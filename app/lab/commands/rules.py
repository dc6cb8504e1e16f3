"""Rules of staff's own are saved: whole, with a reason, and only when their cases hold. Rolling back saves a former version anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, refuse_faults, require
from app.lab import policies
from app.lab.commands.checking import faults_of, faults_of_end, faults_of_reason
from app.lab.events import RuleSaved
from app.lab.inputs import MOST_RULES, RuleInput
from app.lab.models import LabRule, LabVersion
from app.lab.queries.places import is_place
from app.lab.queries.rules import stored_version
from app.lab.queries.stored import given_of, lab_changed


@command
def make_rule(actor: Actor, given: RuleInput, reason: str) -> int:
    """Make a rule; answers its id.

    Raises Forbidden (admins_only, not_your_group), Faults: those of `checking`; Invalid: too_many_rules.
    """
    require(policies.write_rules(actor, given.scope_path))
    _must_be_right(given, reason, None)
    _check_room(given.scope_path)
    rule = LabRule(version=0)
    _save(actor, rule, given, reason)
    return rule.id


@command
def change_rule(actor: Actor, rule_id: int, given: RuleInput, reason: str, seen: int) -> int:
    """Save a rule anew; `seen` is the version that the actor had before them. Answers the new version's number.

    Raises NotFound, Forbidden, Conflict ('rule_changed', with `version`), Invalid: as `make_rule`, and nothing_changed.
    """
    rule = _locked(actor, rule_id)
    require(policies.write_rules(actor, given.scope_path))
    if rule.version != seen:
        raise Conflict("rule_changed", version=rule.version)
    _must_be_right(given, reason, rule.ends_on)
    if given_of(rule) == given:
        raise Invalid("nothing_changed", field="reason")
    if given.scope_path != rule.scope_path:
        _check_room(given.scope_path)
    _save(actor, rule, given, reason)
    return rule.version


@command
def roll_back(actor: Actor, rule_id: int, number: int, reason: str) -> int:
    """Save a former version as a new one; answers the new number. Where its place is gone or has moved, it stays where the rule is.

    Raises NotFound, Forbidden, Invalid: reason_missing, reason_long, nothing_changed, past_end, and what its cases say today.
    """
    rule = _locked(actor, rule_id)
    refuse_faults(faults_of_reason(reason))
    given = RuleInput.from_json(stored_version(rule_id, number).content)
    if not is_place(given.scope_path):
        given = replace(given, scope_path=rule.scope_path)
    require(policies.write_rules(actor, given.scope_path))
    _must_be_right(given, reason, rule.ends_on)
    if given_of(rule) == given:
        raise Invalid("nothing_changed", field="reason")
    _save(actor, rule, given, reason, from_version=number)
    return rule.version


def _must_be_right(given: RuleInput, reason: str, before: date | None) -> None:
    """Raises Faults with everything that is wrong; `before` is the rule's last day until now."""
    faults = (faults_of_reason(reason), faults_of(given), faults_of_end(given.ends_on, before))
    refuse_faults(chain.from_iterable(faults))


def _check_room(scope_path: str) -> None:
    here = select(func.count()).where(LabRule.scope_path == scope_path)
    if (db.session.scalar(here) or 0) >= MOST_RULES:
        raise Invalid("too_many_rules", field="terms", most=MOST_RULES)


def _locked(actor: Actor, rule_id: int) -> LabRule:
    locked = select(LabRule).where(LabRule.id == rule_id).with_for_update().execution_options(populate_existing=True)
    rule = db.session.scalars(locked).one_or_none()
    if rule is None or not policies.read_rules(actor, rule.scope_path):
        raise NotFound
    require(policies.write_rules(actor, rule.scope_path))
    return rule


def _save(actor: Actor, rule: LabRule, given: RuleInput, reason: str, from_version: int | None = None) -> None:
    """Write the rule and its version, and tell."""
    for name in RuleInput.__dataclass_fields__:
        value = getattr(given, name)
        setattr(rule, name, list(value) if isinstance(value, tuple) else value)
    rule.version += 1
    rule.changed_by, rule.changed_at = actor.member_id, clock.now()
    db.session.add(rule)
    db.session.flush()
    db.session.add(
        LabVersion(
            rule_id=rule.id,
            number=rule.version,
            content=given.to_json(),
            reason=reason.strip(),
            saved_by=actor.member_id,
            saved_at=rule.changed_at,
        )
    )
    lab_changed()
    publish(
        RuleSaved(
            actor_id=actor.member_id,
            rule_id=rule.id,
            version=rule.version,
            scope_path=rule.scope_path,
            is_on=rule.is_on,
            from_version=from_version,
        )
    )
