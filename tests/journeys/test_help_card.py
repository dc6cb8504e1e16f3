"""Help by country and hour after hard words, and the directory behind it: hours, dates of check, and the task when one has passed."""

from __future__ import annotations

import re
from datetime import timedelta

from app.core import clock, settings
from app.core.command import command
from app.help.jobs import look_for_expired
from tests.journeys.house import House
from tests.journeys.reader import expect
from tests.journeys.test_coach import by_keyboard
from tests.journeys.test_held_posts import HARD, open_discussion

CALL = re.compile("call ")


@command
def _decide(**values: str | int) -> None:
    for name, value in values.items():
        settings.store(name.replace("__", "."), value)


def test_help_is_listed_by_country_and_hour_and_a_line_past_its_date_gives_way(house: House) -> None:
    now = clock.now()
    with house.app.app_context():
        _decide(
            help__check_every=10,
            moderation__hours=f"{now + timedelta(hours=5):%H}:00-{now + timedelta(hours=6):%H}:00",
        )
    marta = house.staff("marta").open("/help/lines")
    marta.arrive("The directory").go("Add a line").arrive("Add a help line")
    marta.fill("Emergency number of that country", "999").fill("Name of the service", "Evening line")
    marta.fill("Number to call", "01632 960123").fill("The same hours, for the clock", "evenings")
    marta.expects(422).press("Add it").reads("Write days and times such as")
    marta.fill("The same hours, for the clock", f"{now + timedelta(hours=2):%H}:00-{now + timedelta(hours=3):%H}:00")
    marta.fill("Time zone of these hours", "UTC").choose("I made sure today").press("Add it")
    marta.arrive("The directory", "one checked").reads("by Marta")

    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", HARD)
    by_keyboard(maren, "Post reply").arrive("You do not have to sit with this alone.", "by the hour")
    listener = maren.page.locator("section").filter(has_text="Talk to a listener")
    expect(listener).to_contain_text("Samaritans. Open now, day and night.")
    maren.reads("Others in the United Kingdom").reads(re.compile("Closed now, opens (on [A-Z][a-z]+day )?at .+, in "))
    maren.reads("A moderator of this group has been here within the last quarter of an hour.")
    maren.reads(re.compile("By their hours, no moderator is expected here before .*, in "))
    maren.page.get_by_label("Are you somewhere else?").select_option("US")
    by_keyboard(maren, "Show the numbers")
    expect(listener.get_by_role("link", name=CALL)).to_have_attribute("href", "tel:988")
    maren.go("Take me back to my words").arrive("Ablation on Thursday", "hard words wait")

    house.let_time_pass(days=11)
    passer_by = house.visitor().open("/help")
    passer_by.arrive("Help lines").reads("Samaritans").does_not_read("Evening line")
    with house.app.app_context():
        look_for_expired()
    marta.go_in_header("Review desk")
    marta.page.get_by_role("link", name="A help line is past its date of check").click()
    marta.arrive("Review desk", "a line past its date").reads("Evening line, United Kingdom. Last checked on")
    marta.go("Open the directory of help lines").arrive("The directory", "one past its date").reads("Past its date")
    right = marta.item_with("Evening line").get_by_role("button", name="It is right")
    right.focus()
    right.press("Enter")
    marta.reads("The page now says that it was checked today.")
    marta.go_in_header("Review desk").does_not_read("A help line is past its date of check")
    passer_by.open("/help").reads("Evening line")
