"""Posts that wait for a moderator: held, hard to read for those who care, and sent back to change."""

from __future__ import annotations

import re
from datetime import datetime

from app.core import clock
from tests.journeys.house import IN_THREE_WAYS, NOTICES, House, Person
from tests.journeys.reader import expect
from tests.world import PHONE

HELLO = re.compile(r"Maren\.$")
HARD = "I cannot do this any more. I want to end my life tonight."


def open_discussion(person: Person) -> Person:
    """At the discussion that these journeys are about. The way there, by groups and lists: test_joining, test_reports, test_talking."""
    return person.open(person.house.talk).arrive("Ablation on Thursday")


def decide(moderator: Person, item: str, action: str, send: str, reason: str) -> Person:
    """Open an item of the desk, say that one is looking, and decide."""
    moderator.go_in_header("Review desk").arrive("Review desk")
    moderator.go(item, moderator.page.get_by_role("region", name="Inbox, most pressing first"))
    moderator.arrive("Review desk", item).press("Look at this one").reads("You are looking until")
    moderator.choose(action).fill("Reason, in your words", reason).press(sending(moderator, send))
    return moderator.arrive("Review desk", "decided")


def sending(moderator: Person, send: str) -> re.Pattern[str]:
    """The button that sends a decision: with script it says at once what it will do."""
    return re.compile(f"^{send}" if moderator.house.script else "^Decide and tell Maren")


@IN_THREE_WAYS
def test_a_held_reply_is_edited_claimed_published_and_its_author_told(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", f"Pack a book. {PHONE}").press("Post reply")
    maren.arrive("One thing before this goes up").press("Post it as it is")
    maren.arrive("Ablation on Thursday", "held").reads("Only you can see this. A moderator will read it first.")
    maren.reads("in line").go("Edit it").arrive("Change your words")
    maren.fill("Your words", f"Pack a thick book. {PHONE}").press("Save the change")
    maren.arrive("One thing before this goes up", "edit").press("Post it as it is")
    maren.arrive("Ablation on Thursday", "held").reads("Pack a thick book.")

    ruth = house.member("ruth")
    open_discussion(ruth).does_not_read("Pack a thick book.")
    ruth.fill("Your reply", "And something to write on.").press("Post reply").reads("And something to write on.")

    before = house.let_time_pass(hours=2)
    ana = house.staff("ana")
    ana.go_in_header("Review desk")
    newest = ana.item_with("Pack a thick book.")
    expect(newest).to_be_visible()
    newest.get_by_role("link").click()
    ana.arrive("Review desk", "held reply").press("Look at this one").reads("You are looking until")

    bea = house.staff("bea")
    bea.go_in_header("Review desk").arrive("Review desk", "Ana looks").reads("Ana is looking")

    ana.choose("Publish as it is").fill("Reason, in your words", "Your number may stay, it is for one evening.")
    if house.script:
        ana.reads("A moderator has read your reply")
    else:
        ana.press("Preview the letter").reads("A moderator has read your reply")
    ana.arrive("Review desk", "letter").press(re.compile("^Publish and tell Maren"))
    ana.arrive("Review desk", "decided").reads("Done: published. Maren has been told.")

    house.work()
    maren.go_in_header("For you").arrive(HELLO, "published")
    maren.go(NOTICES).arrive("Your notices")
    maren.go("Your reply in “Ablation on Thursday” is up now").arrive("Your reply in “Ablation on Thursday” is up now")
    maren.reads("Your number may stay, it is for one evening.")
    assert "Ablation" not in house.letter_to("maren@example.org").subject

    passer_by = house.visitor()
    passer_by.open(house.talk).reads("Pack a thick book.")
    posts = passer_by.page.get_by_role("listitem").filter(has=passer_by.page.get_by_role("heading", level=2))
    words = " ".join(posts.all_inner_texts())
    assert words.index("And something to write on.") < words.index("Pack a thick book."), "it stands where it came out"
    last = posts.filter(has_text="Pack a thick book.")
    stamp = last.get_by_role("time").first.get_attribute("datetime") or ""
    assert before.replace(microsecond=0, second=0) <= datetime.fromisoformat(stamp) <= clock.now()


def test_hard_words_show_the_help_card_and_come_first_at_the_desk(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", HARD).press("Post reply")
    maren.arrive("You do not have to sit with this alone.").reads("Talk to a listener").reads(
        "it never counts against you"
    )
    maren.go("Take me back to my words").arrive("Ablation on Thursday", "hard words wait").reads(HARD)

    ruth = house.member("ruth")
    open_discussion(ruth).does_not_read(HARD)

    ana = house.staff("ana")
    ana.go_in_header("Review desk").arrive("Review desk", "somebody is in need")
    first = ana.page.get_by_role("region", name="Inbox, most pressing first").get_by_role("listitem").first
    expect(first).to_contain_text("Urgent")
    # Hard words are covered until a moderator asks for them: the inbox shows that they wait, not what they say.
    expect(first).to_contain_text("Its words are covered until you ask for them.")
    ana.does_not_read("I cannot do this any more.")
    title = first.get_by_role("link").inner_text()
    decide(
        ana, title, "Publish as it is", "Publish and tell Maren", "Thank you for saying it here. We are glad you did."
    )
    ana.reads("Done: published. Maren has been told.")

    house.work()
    open_discussion(ruth).reads(HARD)
    maren.go_in_header("For you").go(NOTICES).go("Your reply in “Ablation on Thursday” is up now")
    maren.reads("You did nothing wrong, and it does not count against you.").reads("We are glad you did.")


def test_words_sent_back_wait_in_the_drafts_and_are_posted_again(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", f"Slippers help. {PHONE}").press("Post reply").press("Post it as it is")
    maren.reads("Only you can see this. A moderator will read it first.")

    ana = house.staff("ana")
    ana.go_in_header("Review desk")
    ana.item_with("Slippers help.").get_by_role("link").click()
    ana.press("Look at this one").reads("You are looking until").choose("Send back to change").fill(
        "Reason, in your words", "Please leave the number out."
    )
    ana.press(sending(ana, "Send back and tell Maren"))
    ana.reads("Done: sent back to change. Maren has been told.")

    house.work()
    maren.go_in_header("For you").arrive(HELLO, "sent back").go(NOTICES)
    maren.go("Your reply in “Ablation on Thursday” needs a change before it can go up")
    maren.arrive("Your reply in “Ablation on Thursday” needs a change before it can go up").reads(
        "Please leave the number out."
    )
    maren.go_in_header("For you").go("Open drafts").arrive("Your drafts", "sent back").reads("Sent back to change")
    maren.go(re.compile("^Go on writing")).arrive("Change your words", "sent back")
    maren.fill("Your words", "Slippers help. So do thick socks.").press("Save the change")
    maren.arrive("Ablation on Thursday", "changed").reads("Slippers help. So do thick socks.")

    ana.go_in_header("Review desk")
    ana.item_with("Slippers help. So do thick socks.").get_by_role("link").click()
    ana.press("Look at this one").reads("You are looking until").choose("Publish as it is")
    ana.page.get_by_label("Guideline", exact=True).select_option("1")
    ana.fill("Reason, in your words", "Thank you for changing it.")
    ana.press(sending(ana, "Publish and tell Maren"))
    ana.reads("Done: published. Maren has been told.")
    passer_by = house.visitor()
    passer_by.open(house.talk).reads("Slippers help. So do thick socks.")
    passer_by.does_not_read("07700")
