"""Somebody without an account tells us about something unlawful, and reads what was decided."""

from __future__ import annotations

import re

from app.core.mail import KeptLetter
from tests.journeys.house import LOOKED_AT, House

MAIL = "jo.brandt@example.com"
POST = "A phone lead that is far too long."


def test_a_notice_from_outside_runs_to_its_decision(house: House) -> None:
    jo = house.visitor()
    jo.open("/groups").go("Heart").go("Ablation on Thursday").arrive("Ablation on Thursday", "from outside")
    jo.go("Tell us about something unlawful here").arrive("Tell us about something unlawful")
    jo.choose("It insults somebody").fill("Your name", "Jo Brandt").fill("Your mail address", "jo at example")
    jo.expects(422).press("Send it to the moderators").arrive("Tell us about something unlawful", "refused")
    jo.reads("3 things need changing").reads("This does not look like a mail address.")
    assert jo.page.get_by_label("Your name").input_value() == "Jo Brandt"
    jo.fill("Why do you think it is unlawful?", "It calls my sister a thief. It is not true.")
    jo.fill("Your mail address", MAIL).choose("What I write here is true").press("Send it to the moderators")
    jo.arrive("Please look into your mail")

    jo.open(_link(house.letter_to(MAIL))).arrive("One press, and the moderators have it").reads(MAIL)
    assert jo.page.url.endswith("/notice/confirm")
    jo.press("Yes, I sent this notice").arrive(re.compile("^Your notice"), "waits").reads("It waits for a moderator.")
    receipt = house.letter_to(MAIL)

    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Notice from outside: insult or untruth about a person")
    ana.arrive("Review desk", "from outside").reads("It calls my sister a thief.").press("Look at this one")
    ana.reads("You are looking until").go(re.compile("^The whole notice")).arrive(re.compile("^Notice"), "whole").reads(MAIL)
    ana.fill("A word to who told us", "Thank you. Nobody should be called that.").press("Keep these words")
    ana.arrive(re.compile("^Notice"), "kept").reads("Your words go out with the decision.")
    ana.go("Open it at the desk").reads("You are looking until")

    # Another browser, some hours later: the link in the receipt is all that it takes.
    at_work = house.visitor().open(_link(receipt)).arrive(re.compile("^Your notice"), "looked at")
    at_work.reads("A moderator is looking into it.").fill("What you would like to add", "Her name is in it, too.")
    at_work.press("Add this").arrive(re.compile("^Your notice"), "added").reads("Her name is in it, too.")

    ana.page.reload()
    ana.reads("Her name is in it, too.").choose("Remove")
    ana.page.get_by_label("Guideline", exact=True).select_option("6")
    ana.fill("Reason, in your words", "It names somebody in full and calls her a thief.")
    ana.page.get_by_role("button", name=re.compile("^(Remove|Decide) and tell")).click()
    ana.arrive("Review desk", "removed").reads("Done: removed.")

    answer = house.letter_to(MAIL)
    assert "It cannot be read any more." in answer.body and "Nobody should be called that." in answer.body
    assert "Maren" not in answer.body and POST not in answer.body
    jo.open(_link(answer)).arrive(re.compile("^Your notice"), "decided")
    jo.reads("Nobody should be called that.").reads("A person made this decision, not a machine.")
    jo.does_not_read("Maren")


@LOOKED_AT
def test_abuse_of_a_child_needs_no_name_and_the_link_stands_on_the_page(house: House) -> None:
    jo = house.visitor()
    jo.open("/notice").fill("Address of the post or discussion", f"{house.address}/members/nobody-here")
    jo.choose("Sexual abuse of a child").fill("Why do you think it is unlawful?", "The picture on this profile.")
    jo.choose("What I write here is true").press("Send it to the moderators")
    jo.arrive(re.compile("^Your notice"), "without mail").reads("Keep this link")
    link = jo.page.locator("main a[href*='/notice/status/']").inner_text()

    marta = house.staff("marta")
    marta.go_in_header("Review desk").go("Notice from outside: abuse of a child")
    marta.arrive("Review desk", "nothing there").reads("It leads to no post or discussion.")
    marta.press("Look at this one").reads("You are looking until").choose("Leave it as it is")
    marta.page.get_by_label("Guideline", exact=True).select_option("1")
    marta.fill("Reason, in your words", "Looked: there is no such profile.")
    marta.page.get_by_role("button", name=re.compile("^(Leave it|Decide and)")).click()
    marta.arrive("Review desk", "left").reads("Done: left as it is.")

    later = house.visitor().open(re.sub(r"^https?://[^/]+", "", link))
    later.arrive(re.compile("^Your notice"), "answered without mail").reads("dealt with it")


def _link(letter: KeptLetter) -> str:
    found = re.search(r"https?://[^/\s]+(/notice/\S+)", letter.body)
    assert found
    return found.group(1)
