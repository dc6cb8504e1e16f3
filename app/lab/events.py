"""What the lab announces: ids and codes, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RuleSaved(DomainEvent):
    """A rule was made, changed, or rolled back; `version` is the new one, `from_version` the one it was taken from."""

    audited = True
    rule_id: int
    version: int
    scope_path: str
    is_on: bool
    from_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EffectSet(DomainEvent):
    """Staff chose what a family, or one kind of it, does in a place. An empty effect: it does again what it does farther out."""

    audited = True
    scope_path: str
    family: str
    kind: str
    effect: str
    newcomer_effect: str


@dataclass(frozen=True, kw_only=True)
class CheckTripped(DomainEvent):
    """A check touched far more than its usual share. `is_quiet`: it only notes until somebody looks."""

    audited = True
    trip_id: int
    check: str
    is_quiet: bool


@dataclass(frozen=True, kw_only=True)
class TripSettled(DomainEvent):
    """Somebody decided about it: `restored`, `left` quiet, or `seen`."""

    audited = True
    trip_id: int
    check: str
    state: str
