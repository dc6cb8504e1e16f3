"""A decision on the words and on the person, and what its author learns of it, also without signing in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.house import NOTICES, WITH_SCRIPT, House, Person
from tests.journeys.test_held_posts import open_discussion
from tests.world import PHONE

LEAD = "A phone lead that is far too long."
REASON = "Strangers could ring it, and we want you to be safe."
TEXT = "It could hurt [whom], and that is not what you meant."


def _sending(moderator: Person, send: str) -> re.Pattern[str]:
    """The button that sends a decision: with script it says at once what it will do."""
    return re.compile(f"^{send}" if moderator.house.script else "^Decide and tell Maren")


@WITH_SCRIPT
def test_words_are_taken_out_a_post_is_hidden_and_its_author_knows_why(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", f"Pack a book. {PHONE}").press("Post reply")
    maren.arrive("One thing before this goes up").press("Post it as it is").arrive("Ablation on Thursday", "held")

    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Texts").arrive("Texts of the team")
    ana.fill("What you call it", "It could hurt").fill("The text", TEXT).press("Keep it")
    ana.arrive("Texts of the team", "one").reads("Everybody at the desk can use it.").go_in_header("Review desk")
    ana.item_with("Pack a book.").get_by_role("link").click()
    ana.arrive("Review desk", "held reply").press("Look at this one").reads("You are looking until")
    ana.choose("Publish without the words").page.get_by_label("For the person").select_option("A note")
    ana.fill("Reason, in your words", REASON).press(_sending(ana, "Publish without the words"))
    ana.reads("Done: published without some words, with a note to its author. Maren has been told.")

    house.work()
    open_discussion(maren).reads("telephone number taken out by a moderator")
    maren.go_in_header("For you").go(NOTICES).arrive("Your notices", "redacted")
    maren.go("Your reply in “Ablation on Thursday” is up, without some words")
    maren.arrive("Your reply in “Ablation on Thursday” is up, without some words", "statement")
    maren.reads(REASON).reads("This is a note, and nothing else changes for you.").reads("The same, point by point")

    open_discussion(ana).press("Take to the desk this post by Maren", ana.item_with(LEAD))
    ana.arrive("Review desk", "taken up").press("Look at this one").reads("You are looking until")
    ana.page.get_by_label("A text of the team").select_option("It could hurt")
    ana.page.get_by_label("A text of the team").press("Enter")
    expect(ana.page.get_by_label("Reason, in your words")).to_have_value(TEXT)
    ana.page.get_by_label("Guideline", exact=True).select_option("1")
    ana.choose("Hide it, keep its place").page.get_by_label("For the person").select_option("Reading only")
    ana.expects(422).press(re.compile("^(Hide and|Decide and|Leave it)"))
    ana.reads("Please fill in every place in [brackets].")
    ana.fill("Reason, in your words", TEXT.replace("[whom]", "somebody")).press(re.compile("^Hide and tell Maren"))
    ana.reads("Done: hidden, with reading only for its author. Maren has been told.")

    passer_by = house.visitor()
    passer_by.open(house.talk).arrive("Ablation on Thursday", "one is hidden")
    passer_by.reads("A moderator has hidden this post.").does_not_read(LEAD)
    letter = house.letter_to("maren@example.org")
    assert letter.subject == "A moderator has written to you"
    link = re.search(r"/statements/[\w-]+", letter.body)
    assert link
    passer_by.open(link.group()).arrive("Your reply in “Ablation on Thursday” was hidden", "by its link")
    passer_by.reads("you can read everything in Heart, but not write there.").reads("It could hurt somebody")
    expect(passer_by.page).to_have_url(house.address + "/statement")
