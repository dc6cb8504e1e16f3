"""The checks that run here, built-in and staff's own, and the effects of a place as community and groups have set them."""

from __future__ import annotations

from app.core.scope import ROOT, is_within
from app.guidelines.checks.order import CHECKS
from app.guidelines.checks.reading import Check
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow, EffectTable
from app.guidelines.registry import added_checks, added_rows, quiet_names

_ALWAYS = (EffectRow("crisis", Effect.HOLD, level="high"),)
"""Clear danger to life: a person reads it first, whatever anybody chose."""

_OF_THEIR_OWN = frozenset(("name",))
"""Kinds that a row for their whole family leaves as they are: nobody who holds telephone numbers means every full name."""

_NEVER_QUIET = frozenset(check.name for check in CHECKS if check.family == "crisis")


def checks_in_force() -> tuple[Check, ...]:
    """Every check that may run now, in order. Which of them hold in a place is decided by `Assessment.rated`.

    Those that only note for now come last, so that they keep no words from one of their family that would do more.
    """
    checks, quiet = (*CHECKS, *added_checks()), quiet_names()
    return tuple(sorted(checks, key=lambda check: check.name in quiet)) if quiet else checks


def effects_in_force(scope_path: str = ROOT, is_new: bool = False) -> EffectTable:
    """The effects in one place: the default ones, the community's over them, then each group's on the way to `scope_path`.

    A row for a whole family takes the place of everything that was said about the family farther out. `is_new`: the author is a
    newcomer, so that effects that staff raised for newcomers count.
    """
    rows = [*DEFAULT_EFFECTS.rows]
    here = [each for each in added_rows() if is_within(scope_path, each.scope_path)]
    for scope in sorted({each.scope_path for each in here}, key=len):
        laid = [each.row for each in here if each.scope_path == scope]
        whole = {row.family for row in laid if not row.kind and not row.level}
        # "The same for newcomers", chosen here, ends what rises for them farther out.
        said = {(row.family, row.kind, row.level) for row in laid}
        rows = [row for row in rows if (row.family, row.kind, row.level) not in said]
        rows = [*(row for row in rows if row.family not in whole or row.kind in _OF_THEIR_OWN), *laid]
    return EffectTable((*rows, *_ALWAYS), quiet=quiet_names() - _NEVER_QUIET, is_new=is_new)
