"""A name is reported, taken back by a moderator under the name of staff, and back again after an appeal."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from app.accounts.actor import MODERATOR, SYSTEM
from app.accounts.commands import grant_role
from app.core.db import db
from tests.journeys.house import House
from tests.world import World

WHY = "It is the name of somebody who works here."
MINE = "I have been called Maren for sixty years."
SORRY = "It is your own name, and may stay."
NEUTRAL = re.compile(r"^Member \d{4,}$")


def test_a_name_is_reported_taken_back_and_back_again_on_appeal(house: House, world: World) -> None:
    with house.app.app_context():
        for name in ("ana", "bea"):
            grant_role(SYSTEM, world.members[name], MODERATOR, "/")
        db.session.remove()
    ana = house.staff("ana")
    ana.open("/account").go("Your name as staff").arrive("Your account", "staff name")
    ana.expects(422).fill("Your name as staff", "Marën").press("Keep this").reads("Somebody here has this name")
    ana.fill("Your name as staff", "Priya").press("Keep this").reads("Kept.")

    ruth = house.member("ruth")
    ruth.open("/members/maren").arrive("Maren", "somebody else").go("Report this name or profile")
    ruth.arrive("Report this name or profile").choose("It pretends to be somebody else").press("Tell the moderators")
    ruth.arrive("Thank you for telling us", "a profile").reads("Only moderators know that it was you")

    ana.open("/desk").go("Name or profile: pretends to be somebody else").arrive("Review desk", "a profile")
    _decide(house, ana.page)
    ana.reads("has been told")
    ana.open("/members/maren")
    assert NEUTRAL.match(ana.page.locator("h1").inner_text())

    link = re.search(r"/statements/\S+", house.letter_to("maren@example.org").body)
    assert link
    maren = house.member("maren")
    maren.open(link.group(0)).arrive("Your name here was taken back").reads("Priya, moderator at").reads(WHY)
    assert maren.page.locator("main a[href*='/members/ana']").count() == 0, "it leads to no profile"
    maren.does_not_read("Ana").go("Appeal").fill("Why do you think it is wrong?", MINE).press("Send the appeal")
    maren.arrive("Your appeal", "about a profile")
    maren.open("/account/record").reads("Priya, moderator")

    bea = house.staff("bea")
    bea.open("/desk").go(re.compile("^Appeal: profile ")).arrive("Review desk", "an appeal about a profile").reads("Priya decided it")
    bea.choose("Overturn").fill("Reason, in your words", SORRY).press(re.compile("and tell Member"))
    bea.reads("it is as if the decision had never been. Maren has been told.")
    maren.open("/decisions/1/appeal").reads("Your profile is as it was before.")
    ruth.open("/members/maren").arrive("Maren")
    ruth.open("/notices").reads("What you told us was read")


def _decide(house: House, page: Page) -> None:
    """By keyboard alone, where there are keys: five presses and the reason."""
    if not house.script:
        page.get_by_label("Take the name back").check()
        page.get_by_label("Reason, in your words").fill(WHY)
        page.get_by_role("button", name="Decide and tell").click()
        return
    keys = page.keyboard
    keys.press("c")
    page.get_by_text("You are looking until").wait_for()
    page.wait_for_load_state()
    keys.press("3")
    keys.press("r")
    keys.type(WHY)
    keys.press("Control+Enter")
