"""Care at the desk: hard words wait until they are asked for, go to others after a few, and notes stand with a member."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.house import WITH_SCRIPT, House
from tests.world import World, start

LOW = "I want to kill myself tonight. I have the tablets here."
NOTE = "Her sister looks in on Tuesdays."


@WITH_SCRIPT
def test_hard_words_wait_and_go_to_others_and_a_note_stays(house: House, world: World) -> None:
    for _ in range(2):
        start(world.actor("ruth"), world.corners["public"].group_id, "Tonight", LOW)
    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Care for yourself").arrive("Care for yourself", "before")
    ana.fill("Hard items in a shift, at most", "1").press("Keep this").arrive("Care for yourself", "kept").reads(
        "Kept."
    )
    ana.go("Back to the desk").reads("Its words are covered until you ask for them.").does_not_read("the tablets")
    page = ana.page
    page.locator("#inbox h2 a").first.click()
    words = page.locator(".item .flagged").first
    expect(words).to_be_hidden()
    ana.arrive("Review desk", "covered")
    page.keyboard.press("v")
    expect(words).to_be_visible()
    expect(words).to_contain_text("the tablets")
    page.keyboard.press("v")
    expect(words).to_be_hidden()
    ana.press("Look at this one").reads("You are looking until")
    ana.go("Notes and history of Ruth").arrive("Ruth, notes and history", "none").reads("There are no notes")
    ana.fill("Your words", NOTE).choose("All moderators").press("Keep the note")
    ana.arrive("Ruth, notes and history", "one").reads(NOTE)
    ana.go("Back to the desk").reads("1 hard item is with others now.").arrive("Review desk", "with others")
    page.locator(".inbox__rest h2 a").click()
    ana.reads("This one is with your colleagues now").arrive("Review desk", "not this one")

    bea = house.staff("bea")
    bea.go_in_header("Review desk").does_not_read("with others now")
    bea.page.locator("#inbox h2 a").nth(1).click()
    bea.reads(NOTE).press("Look at this one").reads("You are looking until")
    bea.go("Note about this item").arrive("Note about an item").fill("Your words", "Rang the clinic.")
    bea.press("Keep the note").reads("Your note is kept.").reads("Rang the clinic.")
    marta = house.staff("marta")
    marta.open("/desk/care").reads("Ana: 1 of 1").reads("Bea: 1 of 10").arrive("Care for yourself", "team")
