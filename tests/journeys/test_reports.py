"""Telling the moderators about a post, and what becomes of it."""

from __future__ import annotations

from tests.journeys.house import LOOKED_AT, NOTICES, House
from tests.journeys.test_held_posts import sending

WORDS = "A phone lead that is far too long."
REASON = "Somebody could feel mocked by it. Please write it again in another way."


@LOOKED_AT
def test_a_report_is_decided_and_both_are_told(house: House) -> None:
    ruth = house.member("ruth")
    ruth.go_in_header("Groups").go("Heart").go("Ablation on Thursday").arrive("Ablation on Thursday").reads(WORDS)
    ruth.go("Report this post by Maren").arrive("Report a reply")
    ruth.choose("It is unkind").fill("In your own words (if you like)", "It laughs at people.").press(
        "Tell the moderators"
    )
    ruth.arrive("Thank you for telling us")

    ana = house.staff("ana")
    ana.go_in_header("Review desk").arrive("Review desk", "a report").go("Report: unkind to a member")
    ana.arrive("Review desk", "reported").reads("It laughs at people.").press("Look at this one")
    ana.reads("You are looking until").choose("Remove")
    ana.page.get_by_label("Guideline", exact=True).select_option("1")
    ana.fill("Reason, in your words", REASON)
    ana.press(sending(ana, "Remove and tell Maren"))
    ana.arrive("Review desk", "removed").reads("Done: removed. Maren has been told.")

    house.work()
    maren = house.member("maren")
    maren.go_in_header("For you").go(NOTICES).arrive("Your notices", "removed")
    maren.go("Your reply in “Ablation on Thursday” was taken out")
    maren.arrive("Your reply in “Ablation on Thursday” was taken out").reads(REASON).reads("guideline 1")

    ruth.go_in_header("For you").go(NOTICES).arrive("Your notices", "told us")
    ruth.reads("What you told us was read").reads("has done what was needed")

    passer_by = house.visitor()
    passer_by.open("/groups").go("Heart").go("Ablation on Thursday").arrive("Ablation on Thursday", "one is gone")
    passer_by.reads("for a first reply").does_not_read(WORDS)
