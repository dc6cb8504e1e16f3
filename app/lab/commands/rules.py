"""Rules of staff's own are saved: whole, with a reason, and only when their cases hold. Rolling back saves a former version anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.guidelines.checks.reading import Check
from app.guidelines.effects import Effect
from app.guidelines.queries import clause as guideline
from app.lab import policies
from app.lab.events import RuleSaved
from app.lab.inputs import (
    LONGEST_CASE,
    LONGEST_FIX,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WHY,
    MOST_CASES,
    MOST_RULES,
    RuleInput,
)
from app.lab.matching import check_of, finds
from app.lab.models import KINDS, LabRule, LabVersion
from app.lab.queries.places import is_place
from app.lab.queries.rules import stored_version
from app.lab.queries.stored import given_of, lab_changed, today

LANGUAGES = ("", "en", "es")


@command
def make_rule(actor: Actor, given: RuleInput, reason: str) -> int:
    """Make a rule; answers its id.

    Raises Forbidden (admins_only, not_your_group), Invalid: every reason of `check_rule`, past_end, reason_missing, reason_long,
    too_many_rules.
    """
    require(policies.write_rules(actor, given.scope_path))
    _check_reason(reason)
    check_rule(given)
    _check_end(given.ends_on, None)
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
    _check_reason(reason)
    check_rule(given)
    if given_of(rule) == given:
        raise Invalid("nothing_changed", field="reason")
    _check_end(given.ends_on, rule.ends_on)
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
    _check_reason(reason)
    given = RuleInput.from_json(stored_version(rule_id, number).content)
    if not is_place(given.scope_path):
        given = replace(given, scope_path=rule.scope_path)
    require(policies.write_rules(actor, given.scope_path))
    check_rule(given)
    if given_of(rule) == given:
        raise Invalid("nothing_changed", field="reason")
    _check_end(given.ends_on, rule.ends_on)
    _save(actor, rule, given, reason, from_version=number)
    return rule.version


def check_rule(given: RuleInput) -> Check:
    """The check that the rule makes, when all of it can be used and its cases hold.

    Raises Invalid: unknown_kind, unknown_language, unknown_effect, unknown_clause, unknown_place, newcomers_less, title_missing,
    title_long, why_missing, why_long, fix_long, fix_hit, case_needed, too_many_cases, case_long, those of `matching.finder`, and
    case_missed or case_hit with the `case` that fails.
    """
    _check_choices(given)
    _check_words(given)
    check = check_of("rule:0", given)
    if given.fix and finds(check, given.fix):
        raise Invalid("fix_hit", field="fix")
    if not given.must_match:
        raise Invalid("case_needed", field="must_match")
    for field, cases, wanted in (
        ("must_match", given.must_match, True),
        ("must_not_match", given.must_not_match, False),
    ):
        if len(cases) > MOST_CASES:
            raise Invalid("too_many_cases", field=field, most=MOST_CASES)
        for case in cases:
            if len(case) > LONGEST_CASE:
                raise Invalid("case_long", field=field, most=LONGEST_CASE)
            if finds(check, case) != wanted:
                raise Invalid("case_missed" if wanted else "case_hit", field=field, case=case)
    return check


def _check_choices(given: RuleInput) -> None:
    if given.kind not in KINDS:
        raise Invalid("unknown_kind", field="kind")
    if given.language not in LANGUAGES:
        raise Invalid("unknown_language", field="language")
    for field, effect in (("effect", given.effect), ("newcomer_effect", given.newcomer_effect or "note")):
        if effect not in {str(each) for each in Effect}:
            raise Invalid("unknown_effect", field=field)
    if given.newcomer_effect and Effect.parse(given.newcomer_effect) <= Effect.parse(given.effect):
        raise Invalid("newcomers_less", field="newcomer_effect")
    if guideline(given.clause) is None:
        raise Invalid("unknown_clause", field="clause")
    if not is_place(given.scope_path):
        raise Invalid("unknown_place", field="scope_path")


def _check_words(given: RuleInput) -> None:
    for field, words, longest in (("title", given.title, LONGEST_TITLE), ("why", given.why, LONGEST_WHY)):
        if not words.strip():
            raise Invalid(f"{field}_missing", field=field)
        if len(words) > longest:
            raise Invalid(f"{field}_long", field=field, most=longest)
    if len(given.fix) > LONGEST_FIX:
        raise Invalid("fix_long", field="fix", most=LONGEST_FIX)


def _check_end(ends_on: date | None, before: date | None) -> None:
    """A rule that has slept since its last day may be changed in other ways; nobody saves one that would sleep at once."""
    if ends_on is not None and ends_on != before and ends_on < today():
        raise Invalid("past_end", field="ends_on")


def _check_room(scope_path: str) -> None:
    here = select(func.count()).where(LabRule.scope_path == scope_path)
    if (db.session.scalar(here) or 0) >= MOST_RULES:
        raise Invalid("too_many_rules", field="terms", most=MOST_RULES)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason_long", field="reason", most=LONGEST_REASON)


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
