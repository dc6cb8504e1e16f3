"""The community's own effects over the default ones."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import settings
from app.core.command import command
from app.core.policy import Invalid
from app.guidelines.effects import DEFAULT_EFFECTS, Effect
from app.guidelines.effects_in_force import effects_in_force


@command
def _set(name: str, value: str) -> None:
    settings.store(name, value)


def test_without_a_setting_the_usual_effects_hold(app: Flask) -> None:
    table = effects_in_force()
    for kind in ("phone", "email", "address"):
        assert table.effect_of("contact_details", kind) == DEFAULT_EFFECTS.effect_of("contact_details", kind)
    crisis = [table.effect_of("crisis", "any", level) for level in ("low", "medium", "high")]
    assert crisis == [Effect.NOTE, Effect.HOLD, Effect.HOLD]


@pytest.mark.parametrize("chosen", ["note", "nudge", "hold", "block"])
def test_one_choice_holds_for_every_private_detail(app: Flask, chosen: str) -> None:
    _set("guidelines.contact_details", chosen)
    table = effects_in_force()
    assert {str(table.effect_of("contact_details", kind)) for kind in ("phone", "email", "address")} == {chosen}


def test_a_community_sets_its_own(app: Flask) -> None:
    _set("guidelines.contact_details", "block")
    _set("guidelines.crisis_medium", "note")
    table = effects_in_force()
    assert table.effect_of("contact_details", "email") == Effect.BLOCK
    assert table.effect_of("crisis", "any", "medium") == Effect.NOTE
    assert table.effect_of("crisis", "any", "high") == Effect.HOLD


def test_danger_to_life_can_never_be_blocked(app: Flask) -> None:
    with pytest.raises(Invalid):
        _set("guidelines.crisis_medium", "block")
