"""Nothing that was typed is ever lost."""

from __future__ import annotations

from tests.journeys.house import WITH_SCRIPT, House
from tests.journeys.reader import expect
from tests.journeys.test_held_posts import open_discussion

WORDS = "Something soft for the neck. It took me three stays to learn that."


def test_words_outlive_a_session_that_ran_out(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", WORDS)
    house.let_time_pass(days=31)
    maren.press("Post reply").arrive("Sign in", "after a long pause").reads("Your words are kept")
    maren.sign_in("maren").arrive("Your reply", "kept words")
    expect(maren.page.get_by_label("Your reply")).to_have_value(WORDS)
    maren.press("Post reply").arrive("Ablation on Thursday").reads(WORDS)

    passer_by = house.visitor()
    passer_by.open(house.talk).reads(WORDS)


def test_words_saved_for_later_are_previewed_and_posted(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", f"**{WORDS}**").press("Preview").reads("This is how it will read")
    expect(maren.page.get_by_role("region", name="Preview").get_by_role("strong")).to_have_text(WORDS)
    maren.press("Save for later").arrive("Your drafts", "one draft").reads("Saved. Only you can see it")
    maren.page.get_by_role("link", name="Go on writing").click()
    maren.arrive("Your reply", "a draft").press("Post reply").arrive("Ablation on Thursday").reads(WORDS)
    maren.go_in_header("For you").reads("No drafts.")


@WITH_SCRIPT
def test_the_coach_answers_while_one_types_and_a_closed_tab_loses_nothing(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren)
    box = maren.page.get_by_role("textbox", name="Your reply")
    box.press_sequentially("Ring me on 07700 900418")
    maren.reads("Saved. Only you can see it.")
    expect(maren.page.locator(".nudge").filter(has_text="07700 900418")).to_be_visible()
    maren.arrive("Ablation on Thursday", "coached while typing")
    box.press_sequentially(", any evening")
    maren.page.close()

    maren.new_tab()
    maren.open(house.talk)
    expect(maren.page.get_by_role("textbox", name="Your reply")).to_have_value("Ring me on 07700 900418, any evening")
    maren.fill("Your reply", WORDS).press("Post reply").arrive("Ablation on Thursday").reads(WORDS)
    expect(maren.page.get_by_role("textbox", name="Your reply")).to_have_value("")
