"""From the street to the first post."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.journeys.house import IN_THREE_WAYS, House
from tests.journeys.reader import expect
from tests.world import PHONE

ADDRESS = "halloran@example.org"


@IN_THREE_WAYS
def test_somebody_looks_around_joins_and_posts_what_the_coach_made_safe(house: House) -> None:
    somebody = house.visitor()
    somebody.open("/").arrive("There is a chair for you here.")
    somebody.go("Look around first").go("Look at every group").arrive(re.compile("."))
    somebody.go("Heart").arrive("Heart")
    somebody.go("Ablation on Thursday").arrive("Ablation on Thursday").reads("A phone lead that is far too long.")
    somebody.go("Guidelines").arrive("Guidelines").go("Help now").arrive("Help lines")
    somebody.go("How moderation works").arrive("How moderation works")
    somebody.go("Privacy").arrive("Privacy").go("Text size and contrast").arrive("Text size and contrast")

    somebody.go_in_header("Groups").go("Heart").go("Ablation on Thursday").go("Join")
    somebody.arrive(re.compile("^Join "))
    names = somebody.page.get_by_role("group", name="Or take one of these:").get_by_role("button")
    name = names.first.inner_text()
    names.first.click()
    expect(somebody.page.get_by_label("The name others see")).to_have_value(name)
    somebody.fill("How old are you?", "58").fill("Your mail address", ADDRESS)
    somebody.fill("A password", "slow tea by the harbour").choose("I agree that my account").choose("I have read")
    somebody.press("Join").arrive("Please look into your mail")

    somebody.role = "newly joined"
    found = re.search(r"http://\S+", house.letter_to(ADDRESS).body)
    assert found, "the letter holds a link"
    somebody.open(urlsplit(found.group()).path).arrive("One press, and you are in").press(f"Join as {name}")
    somebody.arrive("Ablation on Thursday", "not in the group").reads("You are in.")
    somebody.press("Join this group").arrive("Ablation on Thursday", "in the group").reads("You belong to Heart now.")

    somebody.fill("Your reply", PHONE).press("Post reply")
    somebody.arrive("One thing before this goes up").reads("Nothing is posted yet and nothing is lost.")
    somebody.reads("07700 900418").press("Make the change and post")
    somebody.arrive("Ablation on Thursday", "posted")
    mine = somebody.item_with("if you like, I am up most nights.")
    expect(mine).to_contain_text(name)
    expect(mine).not_to_contain_text("07700")

    passer_by = house.visitor()
    passer_by.open(house.talk).reads("if you like, I am up most nights.")
    passer_by.reads(name).does_not_read("07700")


def test_a_confirmation_link_works_once(house: House) -> None:
    somebody = house.visitor()
    somebody.open("/join").fill("The name others see", "Slow Otter").fill("How old are you?", "44")
    somebody.fill("Your mail address", ADDRESS).fill("A password", "slow tea by the harbour")
    somebody.choose("I agree that my account").choose("I have read").press("Join").arrive("Please look into your mail")
    found = re.search(r"http://\S+", house.letter_to(ADDRESS).body)
    assert found
    link = urlsplit(found.group()).path
    somebody.open(link).press("Join as Slow Otter").arrive(re.compile("."), "welcomed").reads("You are in.")
    other = house.visitor()
    other.expects(410).open(link).arrive(re.compile("."), "spent")
