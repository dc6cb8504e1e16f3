"""All rules, effects and hushed checks, kept in memory: every draft is read with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.kept import Kept
from app.core.wording import zone_named
from app.guidelines.registry import checks_changed
from app.guidelines.words.shape import Words
from app.lab.inputs import RuleInput
from app.lab.models import HUSHED, CheckEffect, CheckTrip, LabRule


@dataclass(frozen=True)
class StoredRule:
    """A rule as it is now."""

    id: int
    name: str
    given: RuleInput

    def is_awake(self, today: date) -> bool:
        """Whether it runs: switched on, and not past its end date."""
        return self.given.is_on and (self.given.ends_on is None or today <= self.given.ends_on)

    @property
    def words(self) -> Words:
        """What an author reads about its findings."""
        button = f"Put “{self.given.fix}” there" if self.given.fix else ""
        return Words(self.given.title, self.given.why, "Change the words, or leave them out.", button)


@dataclass(frozen=True)
class StoredEffect:
    """An effect that staff chose for a place."""

    scope_path: str
    family: str
    kind: str
    level: str
    effect: str
    newcomer_effect: str


def all_rules() -> tuple[StoredRule, ...]:
    """Every rule there is, also those that are off, by id. From memory."""
    return _rules.get()


def awake_rules() -> tuple[StoredRule, ...]:
    """Those that run today."""
    day = today()
    return tuple(rule for rule in all_rules() if rule.is_awake(day))


def today() -> date:
    """The day by the clock of the community: a rule sleeps when its own last day is over, not that of Greenwich."""
    return clock.now().astimezone(zone_named(current_app.config["DAYROOM"].timezone)).date()


def all_effects() -> tuple[StoredEffect, ...]:
    """The effects that staff chose, in the order they were made. 1 statement."""
    rows = db.session.scalars(select(CheckEffect).order_by(CheckEffect.id))
    return tuple(
        StoredEffect(row.scope_path, row.family, row.kind, row.level, row.effect, row.newcomer_effect) for row in rows
    )


def hushed_names() -> frozenset[str]:
    """Checks that only note for now. 1 statement."""
    return frozenset(db.session.scalars(select(CheckTrip.check_name).where(CheckTrip.state.in_(HUSHED))))


def lab_changed() -> None:
    """Inside a command that changed any of it: read it anew once that is committed."""
    _rules.changed()
    checks_changed()


def given_of(rule: LabRule) -> RuleInput:
    """A stored rule as the input that would save it."""
    return RuleInput(
        scope_path=rule.scope_path,
        kind=rule.kind,
        terms=rule.terms,
        effect=rule.effect,
        clause=rule.clause,
        title=rule.title,
        why=rule.why,
        must_match=tuple(rule.must_match),
        must_not_match=tuple(rule.must_not_match),
        language=rule.language,
        newcomer_effect=rule.newcomer_effect,
        fix=rule.fix,
        ends_on=rule.ends_on,
        is_on=rule.is_on,
    )


def _read_rules() -> tuple[StoredRule, ...]:
    rows = db.session.scalars(select(LabRule).order_by(LabRule.id))
    return tuple(StoredRule(row.id, row.check_name, given_of(row)) for row in rows)


_rules: Kept[tuple[StoredRule, ...]] = Kept("lab.rules", _read_rules)
