"""Which checks read which languages, told by the checks themselves, so that nobody is told that something was read which was not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.guidelines.checks.order import CHECKS, FAMILIES
from app.guidelines.checks.reading import Check, read
from app.guidelines.draft import Draft
from app.guidelines.wording import family_name


class Served(NamedTuple):
    """For one text: the families of checks that could read it, in full or in part, and those that could not, by name."""

    read: tuple[str, ...]
    not_read: tuple[str, ...]


class FamilyServes(NamedTuple):
    """A family and the languages it reads (codes). `any_language`: some of its checks do not mind the language."""

    family: str
    name: str
    languages: tuple[str, ...]
    any_language: bool


def serving(checks: Iterable[Check] = CHECKS) -> tuple[FamilyServes, ...]:
    """Every family that has a check, in their order."""
    kept = list(checks)
    found = (_of(family, [check for check in kept if check.family == family]) for family in FAMILIES)
    return tuple(each for each in found if each.any_language or each.languages)


def served(text: str) -> Served:
    """What can be said of a text that was checked: whose checks read its language."""
    languages = read(Draft(text=text), "text").languages
    families = serving()
    could = [each for each in families if each.any_language or not languages.isdisjoint(each.languages)]
    return Served(tuple(each.name for each in could), tuple(each.name for each in families if each not in could))


def _of(family: str, checks: list[Check]) -> FamilyServes:
    codes = tuple(dict.fromkeys(code for check in checks for code in check.languages))
    return FamilyServes(family, family_name(family), codes, any(not check.languages for check in checks))
