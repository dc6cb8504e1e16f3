"""A member may only read for a while, then is suspended, and comes back: what they meet, and what stays open to them."""

from __future__ import annotations

import re

from app.core.db import db
from app.moderation.commands.ending import tell_ended
from tests.journeys.house import House, Person

WHY = "You wrote about somebody else's illness again. Please wait a little, and ask first next time."
LEAD = "A phone lead that is far too long, and slippers."


def _decide(marta: Person, measure: str, where: str, days: str) -> None:
    """Decide about Maren on her page under Admin."""
    marta.open("/admin/members/maren")
    marta.page.get_by_text("Decide about Maren").click()
    for label, option in (("For the person", measure), ("Where it holds", where), ("How long", days)):
        marta.page.get_by_label(label, exact=True).select_option(label=option)
    marta.page.locator("#person-clause").select_option("4")
    marta.fill("Reason, in your words", WHY).press("Decide and tell Maren")
    marta.reads("It is decided. Maren has been told, with the reason.")


def test_maren_reads_only_is_suspended_and_comes_back(house: House) -> None:
    maren, marta = house.member("maren"), house.staff("marta")
    maren.open("/account/standing").arrive("Your account", "nothing stands").reads("Nothing stands against you.")

    marta.open("/admin/members/maren").page.get_by_text("Decide about Maren").click()
    marta.expects(422).press("Decide and tell Maren").arrive("Maren", "nothing filled in")
    marta.reads("Please say why. The person reads it.")
    _decide(marta, "Reading only", "Heart", "7 days")
    marta.arrive("Maren", "a limit").reads("Reading only in Heart, until")

    maren.open("/groups").go("Heart").arrive("Heart", "reading only").reads("In Heart you can read, but not write,")
    maren.go("Ablation on Thursday").arrive("Ablation on Thursday", "reading only").reads("My standing")
    maren.open("/groups/heart/start").arrive("Start a discussion", "reading only")
    maren.page.locator("#title").fill("What to pack")
    maren.fill("What you would like to say or ask", LEAD).press("Save for later")
    maren.arrive("Your drafts", "kept").reads("slippers")
    maren.open("/account/standing").arrive("Your account", "a limit").reads("Reading only in Heart").reads(WHY)
    maren.go("My standing").reads("Forgotten on")

    _decide(marta, "Suspended", "The whole community", "14 days")
    maren.open("/for-you").arrive("Sign in").sign_in("maren").arrive("Your account is suspended").reads(WHY)
    maren.reads("opens again on")
    for way in ("Read your notices", "Take your data along", "Leave the community", "Find a help line"):
        maren.open("/account/suspended").go(way).does_not_read("This is not open to you")
    maren.open("/account/suspended").go("Read the decision, or appeal").reads(WHY)
    maren.expects(403).open("/groups").arrive("Your account is suspended", "elsewhere").reads(WHY)

    house.let_time_pass(days=15)
    with house.app.app_context():
        assert tell_ended() == 2
        db.session.remove()
    maren.open("/notices").reads("Your account is open again").go(re.compile("^Your account is open again"))
    maren.arrive("Your account", "two that are over").reads("Ended on")
    maren.open("/groups/heart").does_not_read("In Heart you can read, but not write,")
