"""The families of checks with their effects in one place, and what each check noticed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT, ancestors
from app.guidelines.checks.order import CHECKS, FAMILIES
from app.guidelines.effects import EffectTable
from app.guidelines.effects_in_force import effects_in_force
from app.guidelines.wording import family_name, kinds_of
from app.lab import policies
from app.lab.models import RUNNING, CheckEffect, CheckTrip
from app.lab.queries.figures import Figures, drafts_read, figures_of
from app.lab.queries.places import is_place, place_names
from app.lab.wording import kind_title, languages_read, short_title
from app.moderation.queries.wrong_calls import WrongCalls, wrong_calls


@dataclass(frozen=True)
class PartShown:
    """One kind of a family, or a level of crisis: its effects in force. `newcomers` is '' where nothing rises for them."""

    part: str
    title: str
    effect: str
    newcomers: str


@dataclass(frozen=True)
class ChosenShown:
    """A choice of staff's, here or farther out: where, by whom, when. `part` '' is the whole family."""

    part: str
    title: str
    place: str
    is_here: bool
    effect: str
    newcomers: str
    who: str
    at: datetime


@dataclass(frozen=True)
class CheckShown:
    """One built-in check: the languages it reads, its figures, and the trip that runs."""

    title: str
    languages: str
    figures: Figures
    trip: CheckTrip | None


@dataclass(frozen=True)
class WrongShown:
    """Decisions on what one kind found that somebody else decided otherwise on appeal, in the whole community."""

    title: str
    calls: WrongCalls


@dataclass(frozen=True)
class FamilyShown:
    """One family in one place. `wrong` are its kinds that appeals were about."""

    family: str
    title: str
    parts: tuple[PartShown, ...]
    chosen: tuple[ChosenShown, ...]
    checks: tuple[CheckShown, ...]
    wrong: tuple[WrongShown, ...] = ()


@dataclass(frozen=True)
class ChecksPage:
    """All families in the place, and how many drafts were read in 28 days in the whole community."""

    scope_path: str
    place: str
    families: tuple[FamilyShown, ...]
    drafts: int
    may_write: bool


def checks_page(actor: Actor, scope_path: str = ROOT) -> ChecksPage:
    """The page of checks in a place. At most 9 statements. Raises NotFound where the actor has no lab, or nothing is."""
    if not policies.read_rules(actor, scope_path) or not is_place(scope_path):
        raise NotFound
    rows = _rows(scope_path)
    names = place_names([scope_path, *(row.scope_path for row in rows)])
    cards = member_cards([row.changed_by for row in rows])
    chosen: dict[str, list[ChosenShown]] = {}
    for row in rows:
        card = cards.get(row.changed_by or 0)
        chosen.setdefault(row.family, []).append(_chosen(row, names, scope_path, card.as_staff if card else ""))
    trips = _trips()
    figures = figures_of((check.name, ROOT) for check in CHECKS)
    calls = wrong_calls()
    usual, new = effects_in_force(scope_path), effects_in_force(scope_path, is_new=True)
    families = tuple(
        FamilyShown(
            family,
            family_name(family),
            _parts(family, usual, new),
            tuple(chosen.get(family, ())),
            tuple(
                CheckShown(
                    short_title(check.name),
                    languages_read(check.languages),
                    figures[check.name],
                    trips.get(check.name),
                )
                for check in CHECKS
                if check.family == family
            ),
            _wrong(family, calls),
        )
        for family in FAMILIES
    )
    return ChecksPage(
        scope_path, names[scope_path], families, drafts_read(), bool(policies.write_rules(actor, scope_path))
    )


def _rows(scope_path: str) -> list[CheckEffect]:
    over = select(CheckEffect).where(CheckEffect.scope_path.in_(ancestors(scope_path)))
    return sorted(db.session.scalars(over), key=lambda row: (len(row.scope_path), row.kind, row.id))


def _chosen(row: CheckEffect, names: dict[str, str], here: str, who: str) -> ChosenShown:
    part = row.level or row.kind
    return ChosenShown(
        part,
        _part_title(row.family, part),
        names[row.scope_path],
        row.scope_path == here,
        row.effect,
        row.newcomer_effect,
        who,
        row.changed_at,
    )


def _parts(family: str, usual: EffectTable, new: EffectTable) -> tuple[PartShown, ...]:
    found = []
    for part in ("high", "medium", "low") if family == "crisis" else kinds_of(family):
        kind, level = ("", part) if family == "crisis" else (part, "")
        effect, newcomers = usual.effect_of(family, kind, level), new.effect_of(family, kind, level)
        found.append(
            PartShown(part, _part_title(family, part), str(effect), str(newcomers) if newcomers > effect else "")
        )
    return tuple(found)


def _wrong(family: str, calls: dict[str, WrongCalls]) -> tuple[WrongShown, ...]:
    mine = ((check.partition("/")[2], found) for check, found in sorted(calls.items()) if check.startswith(f"{family}/"))
    return tuple(WrongShown(kind_title(family, kind), found) for kind, found in mine)


def _part_title(family: str, part: str) -> str:
    if family == "crisis":
        return {
            "high": "Words that clearly mean danger to life",
            "medium": "Words that may mean danger to life",
            "low": "Hard days, and what is past",
        }.get(part, part)
    return kind_title(family, part) if part else "All of it"


def _trips() -> dict[str, CheckTrip]:
    names = [check.name for check in CHECKS]
    wanted = select(CheckTrip).where(CheckTrip.check_name.in_(names), CheckTrip.state.in_(RUNNING))
    return {trip.check_name: trip for trip in db.session.scalars(wanted)}
