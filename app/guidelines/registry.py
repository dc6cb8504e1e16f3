"""Where packages above add to the checks: staff's own checks, the effects they chose, checks that were made quiet, and their words.

What they provide is plain frozen data, kept in memory for a few seconds (`core.kept`): it is read for every draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.core.kept import Kept
from app.guidelines.checks.reading import Check
from app.guidelines.effects import EffectRow
from app.guidelines.words.shape import Words


class PlacedRow(NamedTuple):
    """An effect that staff chose for a place: `/` the whole community, `/12/` one group and what lies below it."""

    scope_path: str
    row: EffectRow


ChecksSource = Callable[[], tuple[Check, ...]]
RowsSource = Callable[[], tuple[PlacedRow, ...]]
NamesSource = Callable[[], frozenset[str]]
WordsSource = Callable[[str], Words]

_checks: list[ChecksSource] = []
_rows: list[RowsSource] = []
_quiet: list[NamesSource] = []
_families: dict[str, tuple[str, WordsSource]] = {}


def more_checks(source: ChecksSource) -> ChecksSource:
    """Offer checks that run after the built-in ones. `Check.scope_path` says where each holds."""
    _checks.append(source)
    return source


def more_effects(source: RowsSource) -> RowsSource:
    """Offer effects for places. Outer places first is not needed; those of one place keep their order."""
    _rows.append(source)
    return source


def quiet_checks(source: NamesSource) -> NamesSource:
    """Offer the names of checks that only note for now."""
    _quiet.append(source)
    return source


def register_family(family: str, name: str, words: WordsSource) -> None:
    """Add a family of checks: what people call it, and a function from kind to words, which raises KeyError for an unknown kind."""
    _families[family] = (name, words)


def added_checks() -> tuple[Check, ...]:
    return _kept_checks.get()


def added_rows() -> tuple[PlacedRow, ...]:
    return _kept_rows.get()


def quiet_names() -> frozenset[str]:
    return _kept_quiet.get()


def added_words(family: str, kind: str) -> Words:
    """Raises KeyError for an unknown family or kind."""
    return _families[family][1](kind)


def added_name(family: str) -> str:
    """Raises KeyError for an unknown family."""
    return _families[family][0]


def checks_changed() -> None:
    """Inside a command that changes any of it: read it anew once that is committed."""
    for kept in (_kept_checks, _kept_rows, _kept_quiet):
        kept.changed()


def _read_checks() -> tuple[Check, ...]:
    return tuple(check for source in _checks for check in source())


def _read_rows() -> tuple[PlacedRow, ...]:
    return tuple(row for source in _rows for row in source())


def _read_quiet() -> frozenset[str]:
    return frozenset(name for source in _quiet for name in source())


_kept_checks: Kept[tuple[Check, ...]] = Kept("guidelines.added_checks", _read_checks)
_kept_rows: Kept[tuple[PlacedRow, ...]] = Kept("guidelines.added_rows", _read_rows)
_kept_quiet: Kept[frozenset[str]] = Kept("guidelines.quiet", _read_quiet)
