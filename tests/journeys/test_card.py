"""A card whose lines have different readers, filled in by keyboard; and the welcome that it led to."""

from __future__ import annotations

import re

from app.core.db import db
from tests.journeys.house import LOOKED_AT, House, Person
from tests.journeys.reader import expect
from tests.mentoring.welcomes import LINE, arrive, welcome
from tests.world import World

HIDDEN, FOR_MENTORS, FOR_MEMBERS = "Pheochromocytoma", "May 2025", "Amiodarone"


def _type(person: Person, words: str, readers: str) -> None:
    """Fill in the line that has the focus and choose who reads it, as the keyboard does; the next line has it then."""
    person.page.keyboard.type(words)
    person.page.keyboard.press("Tab")
    person.page.keyboard.type(readers)
    person.page.keyboard.press("Tab")


def _source_of(person: Person, path: str) -> str:
    return person.open(path).page.content()


def test_a_card_shows_each_reader_what_is_for_them(house: House, world: World) -> None:
    maren = house.member("maren")
    maren.go_in_header("Account").go("My card").reads("Only you see these pages.")
    maren.page.get_by_label("Your condition", exact=True).focus()
    _type(maren, HIDDEN, "Only")
    _type(maren, FOR_MENTORS, "Mentors")
    _type(maren, FOR_MEMBERS, "Members")
    _type(maren, "A carer", "Members")
    maren.page.get_by_role("button", name="Keep my card").focus()
    maren.page.keyboard.press("Enter")
    maren.reads("Your card is kept.").arrive("Your account", "a card")
    expect(maren.page.get_by_label("Your condition", exact=True)).to_have_value(HIDDEN)

    ingrid = house.member("ingrid")
    ingrid.open("/members/maren").arrive("Maren", "a card").reads(FOR_MENTORS).reads(FOR_MEMBERS).reads("A carer")
    assert HIDDEN not in ingrid.page.content()
    kit = _source_of(house.member("kit"), "/members/maren")
    assert FOR_MEMBERS in kit
    assert HIDDEN not in kit
    assert FOR_MENTORS not in kit
    visitor = house.visitor().expects(404)
    assert FOR_MEMBERS not in _source_of(visitor, "/members/maren")


@LOOKED_AT
def test_a_newcomer_reads_the_welcome_thanks_and_would_rather_not_meet_somebody(house: House, world: World) -> None:
    with house.app.app_context():
        arrive(world)
        welcome(world, people=(world.members["ruth"],))
        db.session.remove()
    house.work()
    halina = house.member("newcomer")
    halina.go_in_header("For you").go("Ingrid welcomes you")
    halina.arrive("A welcome from Ingrid").reads(LINE)
    halina.press("Thank Ingrid").reads("You thanked Ingrid")
    halina.press("Rather not meet Ruth").reads("Nobody is told.")
    halina.does_not_read("People you were introduced to")

    ruth = house.member("ruth")
    ruth.go_in_header("Account").go("My card").arrive("Your account", "introduced").reads(
        "People you were introduced to"
    )
    ingrid = house.member("ingrid")
    ingrid.go_in_header("For you").go(re.compile("^All your notices")).go("Halina thanks you for your welcome")
    ingrid.reads("Your welcome to Halina").reads("Halina thanked you")
