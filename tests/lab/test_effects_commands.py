"""Effects by place: chosen by who looks after it, never below what crisis needs, and felt by the next draft."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.db import db
from app.core.policy import Forbidden, Invalid, NotFound
from app.discussions.inputs import BLOCKED, COACHED, PUBLISHED
from app.groups.commands import admit
from app.groups.models import Group
from app.guidelines.effects_in_force import effects_in_force
from app.lab.commands.effects import set_effect
from app.lab.inputs import EffectInput
from app.lab.models import CheckEffect
from app.lab.queries.checks import checks_page
from app.lab.queries.places import EVERYWHERE, GONE, place_names
from tests.world import World, answer

BORN = "My date of birth is 3 May 1961."
DARK = "I think about killing myself every night."


def test_a_group_chooses_and_its_next_draft_feels_it(world: World) -> None:
    heart, kidney = world.corners["public"], world.corners["members"]
    set_effect(world.actor("ana"), EffectInput(heart.path, "contact_details", "", "note", "block"))
    maren = world.actor("maren")
    assert answer(maren, heart.discussion, BORN).state == PUBLISHED
    assert answer(maren, kidney.discussion, BORN).state == COACHED
    admit(heart.group_id, {world.members["newcomer"]: clock.now()})
    assert answer(world.actor("newcomer"), heart.discussion, BORN, anyway=True).state == BLOCKED
    set_effect(world.actor("marta"), EffectInput("/", "contact_details", "birth_date", "block"))
    assert answer(maren, kidney.discussion, BORN, anyway=True).state == BLOCKED
    assert answer(maren, heart.discussion, BORN).state == PUBLISHED, "the group's own word for the family wins"
    set_effect(world.actor("ana"), EffectInput(heart.path, "contact_details", "", ""))
    assert answer(maren, heart.discussion, BORN, anyway=True).state == BLOCKED
    assert db.session.query(CheckEffect).count() == 1


def test_a_place_that_is_gone_has_a_name_still(world: World) -> None:
    heart = db.session.get_one(Group, world.corners["public"].group_id)
    assert place_names(["/", heart.path, "/999/"]) == {"/": EVERYWHERE, heart.path: heart.name, "/999/": GONE}


def test_nobody_sets_crisis_below_the_help_lines(world: World) -> None:
    marta, maren = world.actor("marta"), world.actor("maren")
    for part, effect, reason in (
        ("", "note", "unknown_part"),
        ("high", "note", "unknown_part"),
        ("medium", "nudge", "crisis_effect"),
        ("medium", "block", "crisis_effect"),
        ("medium", "off", "unknown_effect"),
        ("medium", "", "newcomers_alone"),
    ):
        with pytest.raises(Invalid) as refused:
            set_effect(marta, EffectInput("/", "crisis", part, effect, "" if effect else "hold"))
        assert refused.value.reason == reason
    set_effect(marta, EffectInput("/", "crisis", "medium", "note"))
    # The help lines are shown all the same.
    outcome = answer(maren, world.corners["public"].discussion, DARK)
    assert (outcome.state, outcome.assessment.is_crisis) == (PUBLISHED, True)
    table = effects_in_force()
    assert [str(table.effect_of("crisis", "any", level)) for level in ("medium", "high")] == ["note", "hold"]


def test_what_cannot_be_chosen_is_refused(world: World) -> None:
    marta = world.actor("marta")
    for given, reason in (
        (EffectInput("/", "weather", "", "hold"), "unknown_family"),
        (EffectInput("/", "contact_details", "shoe_size", "hold"), "unknown_part"),
        (EffectInput("/", "contact_details", "", "shout"), "unknown_effect"),
        (EffectInput("/", "contact_details", "", "hold", "note"), "newcomers_less"),
        (EffectInput("/999/", "contact_details", "", "hold"), "unknown_place"),
    ):
        with pytest.raises(Invalid) as refused:
            set_effect(marta, given)
        assert refused.value.reason == reason
    with pytest.raises(Forbidden, match="admins_only"):
        set_effect(world.actor("ana"), EffectInput("/", "contact_details", "", "hold"))
    with pytest.raises(Forbidden, match="not_your_group"):
        set_effect(world.actor("samuel"), EffectInput(world.corners["public"].path, "contact_details", "", "hold"))


def test_the_page_says_what_holds_here_and_who_chose_it(world: World) -> None:
    path = world.corners["public"].path
    set_effect(world.actor("marta"), EffectInput("/", "contact_details", "", "nudge"))
    set_effect(world.actor("ana"), EffectInput(path, "contact_details", "phone", "hold", "block"))
    page = checks_page(world.actor("ana"), path)
    (family,) = [each for each in page.families if each.family == "contact_details"]
    phone, email = [next(part for part in family.parts if part.part == name) for name in ("phone", "email")]
    assert [(phone.effect, phone.newcomers), (email.effect, email.newcomers)] == [("hold", "block"), ("nudge", "")]
    assert [(each.who, each.place, each.is_here) for each in family.chosen] == [
        ("Marta", "The whole community", False),
        ("Ana", "Heart", True),
    ]
    assert page.may_write
    assert not checks_page(world.actor("ana")).may_write
    with pytest.raises(NotFound):
        checks_page(world.actor("samuel"), path)
