"""Ordinary talk: starting a discussion, answering, following, changing one's words and taking them back."""

from __future__ import annotations

import re

from tests.journeys.house import IN_THREE_WAYS, House
from tests.journeys.reader import expect

TITLE = "What do you tell people at work"


@IN_THREE_WAYS
def test_two_people_talk(house: House) -> None:
    maren = house.member("maren")
    maren.go_in_header("Groups").go("Heart").arrive("Heart", "belongs").go("Start a discussion")
    maren.arrive("Start a discussion").fill("Title", TITLE)
    maren.fill("What you would like to say or ask", "I am a school cook. They will not let me lift anything.")
    maren.press("Post it").arrive(TITLE, "just begun").reads("for a first reply")

    ruth = house.member("ruth")
    ruth.go_in_header("Groups").go("Heart").go(re.compile("^Waiting for a reply")).arrive("Heart", "waiting")
    ruth.go(TITLE).arrive(TITLE, "to answer").choose("Follow this discussion")
    if not house.script:
        ruth.press(re.compile(r"^Save \(Follow"))
    ruth.reads("You follow this discussion now.")
    ruth.fill("Your reply", "I told one friend first, @maren. She told the rest.").press("Post reply")
    ruth.arrive(TITLE, "answered").reads("She told the rest.")

    house.work()
    maren.go_in_header("For you").arrive(re.compile(r"Maren\.$"), "a reply").go(f"Ruth replied in “{TITLE}”")
    maren.go("Reply to Ruth").arrive("Reply to Ruth").reads("She told the rest.")
    maren.fill("Your reply", "One friend. I can do taht.").press("Post reply").arrive(TITLE, "nested")
    mine = maren.item_with("I can do taht.")
    expect(mine).to_contain_text("In reply to Ruth")
    maren.go("Edit your post", mine).arrive("Change your words", "a typing mistake")
    maren.fill("Your words", "One friend. I can do that.").press("Save the change").arrive(TITLE, "changed")
    maren.go(re.compile("^Changed"), maren.item_with("I can do that.")).arrive("What this post said before")
    maren.reads("I can do taht.").go("Back to the post")

    house.work()
    ruth.go_in_header("For you").arrive(re.compile(r"Ruth\.$"), "followed").go(f"Maren replied in “{TITLE}”")
    ruth.reads("I can do that.").does_not_read("taht")

    maren.press("Take it back", maren.item_with("I can do that.")).reads("your words are in your drafts")
    house.visitor().open("/groups").go("Heart").go(TITLE).reads("She told the rest.").does_not_read("I can do that.")
