"""The effects of one place: the community's over the default ones, a group's over the community's, and what can never change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import settings
from app.guidelines import registry
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow
from app.guidelines.effects_in_force import checks_in_force, effects_in_force
from app.guidelines.registry import PlacedRow, more_effects, quiet_checks

ROWS = (
    PlacedRow("/3/", EffectRow("contact_details", Effect.NOTE)),
    PlacedRow("/3/", EffectRow("contact_details", Effect.HOLD, kind="phone")),
    PlacedRow("/3/", EffectRow("attack", Effect.NUDGE)),
    PlacedRow("/3/", EffectRow("attack", Effect.HOLD, for_newcomers=True)),
    PlacedRow("/", EffectRow("promotion", Effect.NOTE, kind="selling")),
    PlacedRow("/", EffectRow("promotion", Effect.BLOCK, kind="selling", for_newcomers=True)),
    PlacedRow("/3/", EffectRow("promotion", Effect.NUDGE, kind="selling")),
    PlacedRow("/", EffectRow("contact_details", Effect.BLOCK)),
    PlacedRow("/", EffectRow("crisis", Effect.NOTE, level="medium")),
    PlacedRow("/", EffectRow("crisis", Effect.NOTE, level="high")),
)


@pytest.fixture
def chosen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_rows", [])
    monkeypatch.setattr(registry, "_quiet", [])
    more_effects(lambda: ROWS)
    quiet_checks(lambda: frozenset(("contact_details.emails", "crisis.signals")))
    settings.forget()
    yield
    settings.forget()


def test_without_a_choice_the_usual_effects_hold(app: Flask) -> None:
    table = effects_in_force()
    for kind in ("phone", "email", "address"):
        assert table.effect_of("contact_details", kind) == DEFAULT_EFFECTS.effect_of("contact_details", kind)
    crisis = [table.effect_of("crisis", "any", level) for level in ("low", "medium", "high")]
    assert crisis == [Effect.NOTE, Effect.HOLD, Effect.HOLD]


def test_a_group_says_otherwise_than_its_community_and_its_rooms_follow_it(chosen: None) -> None:
    def effects(path: str) -> list[str]:
        table = effects_in_force(path)
        return [str(table.effect_of("contact_details", kind)) for kind in ("phone", "address")]

    # One word for the whole family takes the place of everything said farther out, also about single kinds.
    assert effects("/") == effects("/4/") == effects("/31/") == ["block", "block"]
    assert effects("/3/") == effects("/3/9/") == ["hold", "note"]


def test_only_newcomers_feel_what_rises_for_them(chosen: None) -> None:
    assert effects_in_force("/3/", is_new=True).effect_of("attack", "insult") == Effect.HOLD
    assert effects_in_force("/3/").effect_of("attack", "insult") == Effect.NUDGE
    selling = [effects_in_force(path, is_new=True).effect_of("promotion", "selling") for path in ("/", "/3/")]
    assert selling == [Effect.BLOCK, Effect.NUDGE], "a group that chose the same for newcomers has the same for them"


def test_clear_danger_to_life_is_read_by_a_person_whatever_anybody_chose(chosen: None) -> None:
    table = effects_in_force("/3/")
    assert table.effect_of("crisis", "plan", "medium") == Effect.NOTE
    assert table.effect_of("crisis", "plan", "high", "crisis.signals") == Effect.HOLD


def test_a_quiet_check_only_notes_and_a_crisis_check_is_never_quiet(chosen: None) -> None:
    table = effects_in_force()
    assert table.effect_of("contact_details", "email", check="contact_details.emails") == Effect.NOTE
    assert table.quiet == {"contact_details.emails"}
    assert "crisis.signals" in {check.name for check in checks_in_force()}


def test_a_choice_for_all_private_details_leaves_full_names_a_note(chosen: None, app: Flask) -> None:
    assert effects_in_force().effect_of("contact_details", "name") is Effect.NOTE
    assert effects_in_force("/3/").effect_of("contact_details", "name") is Effect.NOTE
