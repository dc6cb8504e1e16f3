"""By keyboard alone: a mentor claims a newcomer, introduces somebody who knows, and hands over to a colleague, who goes on."""

from __future__ import annotations

from playwright.sync_api import Locator

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.core.db import db
from app.groups.commands import join
from tests.journeys.house import NOTICES, House, Person
from tests.mentoring.welcomes import LINE, OPENING, accept, fill
from tests.world import World, start

NOTE = "She asked about nights. I am away from Friday."


def _prepare(house: House, world: World) -> None:
    """Halina wrote in Heart; Ruth's card says what hers does. Ingrid and Kit are mentors there."""
    with house.app.app_context():
        heart = world.corners["public"]
        grant_role(SYSTEM, world.members["kit"], "mentor", heart.path)
        for who in ("newcomer", "ingrid"):
            join(world.actor(who), heart.group_id)
        start(world.actor("newcomer"), heart.group_id, "Beeps at night", OPENING)
        fill(world, "newcomer", condition=("Heart failure", "mentors"))
        fill(world, "ruth", condition=("heart failure", "members"))
        accept(world.actor("ingrid"))
        db.session.remove()


def test_a_mentor_claims_introduces_and_hands_over(house: House, world: World) -> None:
    _prepare(house, world)
    ingrid = house.staff("ingrid")
    ingrid.go_in_header("Welcome desk").reads("One person is new in your groups.").reads("due in 24 h").reads(
        "You hold 0 of 5."
    )
    _press(ingrid, "button", "Claim Halina")
    ingrid.reads("You are welcoming Halina").arrive("Welcome desk").reads("You hold 1 of 5.")
    ingrid.reads("I am ashamed of it.").reads("Same condition.").does_not_read("@example.org")

    ingrid.expects(422)
    _press(ingrid, "button", "Post the welcome")
    ingrid.reads("your own line")
    _type(ingrid, ingrid.page.get_by_label("One line of your own"), LINE)
    _press(ingrid, "button", "Post the welcome")
    ingrid.reads("Your welcome is out.").go_in_header("Groups").go("Heart").go("Beeps at night").reads(LINE).reads("You may like to meet")

    ingrid.go_in_header("Welcome desk").reads("in 1 min").go("Halina")
    _press(ingrid, "link", "Hand over")
    ingrid.arrive("Hand Halina over")
    _press(ingrid, "radio", "Kit", key="Space")
    _type(ingrid, ingrid.page.get_by_label("What they should know"), NOTE)
    _press(ingrid, "button", "Hand Halina over")
    ingrid.reads("Kit is welcoming Halina now, and has been told.")
    ingrid.reads("With Kit since today").reads("You hold 0 of 5.")

    kit = house.member("kit")
    kit.go_in_header("For you").go(NOTICES).go("Ingrid handed Halina over to you")
    kit.reads("Welcoming Halina").reads("She asked about nights.")
    kit.reads("Ingrid welcomed Halina")


def _press(person: Person, role: str, name: str, key: str = "Enter") -> None:
    """Walk there with Tab, and press it."""
    person.walk_to(person.page.get_by_role(role, name=name))  # type: ignore[arg-type]
    person.page.keyboard.press(key)


def _type(person: Person, field: Locator, words: str) -> None:
    person.walk_to(field)
    person.page.keyboard.press("ControlOrMeta+A")
    person.page.keyboard.type(words)
