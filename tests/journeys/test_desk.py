"""A shift at the desk: handing over, sifting, passing on, asking, seeing what others do meanwhile, and several in one act."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from app.help.commands import check_line, tell_expired
from app.help.queries import lines_for
from app.mentoring.commands.asking import put_on_desk
from tests.journeys.house import NOTICES, WITH_SCRIPT, House, Person
from tests.world import World, start

NOTE = "Two reports about one person this morning. I wrote to her."
ASKED = "Is this number the clinic’s own?"
ANSWERED = "No, it is hers. I would send it back."


def _rows(person: Person) -> Locator:
    return person.page.locator("#inbox > li")


def _open_first(person: Person) -> Person:
    _rows(person).first.get_by_role("link").click()
    expect(person.page.locator("#item-title")).to_be_visible()
    return person


def _look_up(page: Page) -> None:
    """Come back to the tab: the desk asks at once what has changed, and not only every quarter of a minute."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@WITH_SCRIPT
def test_a_shift_from_the_hand_over_to_several_decisions_in_one_act(house: House, world: World) -> None:
    bea = house.staff("bea")
    bea.go_in_header("Review desk").go("Hand-over note").arrive("Hand-over note")
    bea.fill("Your words", NOTE).press("Leave the note").arrive("Review desk", "hand-over").reads(NOTE)
    bea.page.locator("#sift summary").click()
    bea.page.get_by_label("Risk").select_option("High")
    bea.press("Show these").reads("Only High").go("Save this view").arrive("Views of the desk")
    bea.fill("Name of the view", "Quiet evening").choose("Show it to every moderator").press("Save the view")
    bea.arrive("Review desk", "view").reads("The view is saved.")

    ana = house.staff("ana")
    ana.go_in_header("Review desk").arrive("Review desk", "hand-over").reads(NOTE)
    ana.go(re.compile("^Quiet evening, from Bea")).reads("Only High")
    _open_first(ana).press("Look at this one").reads("You are looking until")
    ana.press(re.compile("^Pass on, no reason needed")).reads("Passed on. Others see it first")
    expect(_rows(ana).last).to_contain_text("You passed it on")

    bea.go_in_header("Review desk")
    expect(_rows(bea).first).to_contain_text("Passed on")
    _open_first(bea).go("Ask a colleague").arrive("Ask a colleague")
    bea.page.get_by_label("Who").select_option("Ana")
    bea.fill("Your question", ASKED).press("Ask").arrive("Review desk", "asked").reads("No answer yet.")

    ana.go_in_header("Review desk").go(re.compile("^Asked of me"))
    _open_first(ana).reads(ASKED).go("Answer Bea").arrive("You are asked").reads(ASKED)
    ana.fill("Your words", ANSWERED).press("Answer").arrive("Review desk", "answered").reads(ANSWERED)
    ana.go("Note for whoever comes next").arrive("Note for whoever comes next")
    ana.fill("Your words", "Her sister reads here too.").press("Leave the note").reads("Her sister reads here too.")
    bea.page.reload()
    bea.reads(ANSWERED).reads("Her sister reads here too.")
    house.work()
    bea.go_in_header("For you").go(NOTICES).arrive("Your notices").reads("Ana answered you about an item")

    _what_others_do_shows_without_losing_ones_place(house, world, ana, bea)
    _several_in_one_act(house, ana)


def _what_others_do_shows_without_losing_ones_place(house: House, world: World, ana: Person, bea: Person) -> None:
    """Claims and new items come in by themselves; what is typed, ticked and focused stays."""
    ana.go_in_header("Review desk")
    _open_first(ana).fill("Reason, in your words", "Half a sentence")
    before = _rows(ana).count()
    ana.page.locator("#inbox [name=item]").nth(1).check()
    bea.go_in_header("Review desk")
    item = _rows(bea).nth(2).get_attribute("data-item")
    _rows(bea).nth(2).get_by_role("link").click()
    bea.press("Look at this one").reads("You are looking until")
    _look_up(ana.page)
    expect(ana.page.locator(f"#inbox [data-item='{item}']")).to_contain_text("Bea is looking")
    expect(ana.page.locator("#live-words")).to_contain_text("Bea is looking")

    kit = house.member("kit")
    kit.open(f"/posts/{world.corners['public'].published}/flag").choose("It is unkind").press("Tell the moderators")
    kit.arrive("Thank you for telling us")
    _look_up(ana.page)
    expect(ana.page.locator("#live-words")).to_have_text("1 new")
    assert _rows(ana).count() == before, "nothing moves under the pointer"
    ana.page.locator("#item-title").click()
    ana.page.keyboard.press(".")
    expect(_rows(ana)).to_have_count(before + 1)
    expect(ana.page.locator("#inbox :focus")).to_have_text("Report: unkind to a member")
    expect(ana.page.get_by_label("Reason, in your words")).to_have_value("Half a sentence")
    expect(ana.page.locator("#inbox :checked")).to_have_count(1)

    bea.choose("Send back to change").fill("Reason, in your words", "Take the number out, please.")
    bea.press(re.compile("^Send back and tell")).reads("Done: sent back to change.")
    _look_up(ana.page)
    expect(ana.page.locator("#inbox [data-ended]")).to_contain_text("Bea has decided this")


def _several_in_one_act(house: House, ana: Person) -> None:
    ana.go_in_header("Review desk").go(re.compile("^Held"), ana.page.get_by_role("navigation", name="Kinds of item"))
    held = ana.page.get_by_role("navigation", name="Kinds of item").get_by_role("link", name=re.compile("^Held"))
    expect(held).to_have_attribute("aria-current", re.compile("."))
    number = _rows(ana).count()
    for key in "jxjx":
        ana.page.keyboard.press(key)
    expect(ana.page.locator("#inbox :checked")).to_have_count(2)
    ana.page.keyboard.press("d")
    ana.arrive("Decide 2 items together")
    ana.choose("Remove").fill("Reason, in your words", "A number that strangers can ring.")
    ana.press("Preview a letter").reads("A number that strangers can ring.").arrive("Decide 2 items together", "letter")
    ana.press("Decide 2 items").arrive("Review desk", "together").reads("Done: 2 items removed.")
    expect(_rows(ana)).not_to_have_count(number)


def _item(person: Person, title: str) -> Person:
    """Open the item with this headline from the inbox."""
    person.go_in_header("Review desk").go(title, person.page.get_by_role("region", name="Inbox, most pressing first"))
    return person.press("Look at this one").reads("You are looking until")


@WITH_SCRIPT
def test_what_no_check_and_no_report_brought_goes_from_its_arrival_to_its_end(house: House, world: World) -> None:
    """Worry about a person, a post a moderator takes to the desk, a question that nobody answers, and a help line past its date."""
    post = world.corners["public"].published
    kit = house.member("kit")
    kit.open(f"/posts/{post}/flag").choose("I am worried about this person").press("Tell the moderators")
    kit.arrive("Thank you for looking out for somebody")
    ana = house.staff("ana")
    ana.go_in_header("Review desk")
    expect(_rows(ana).first).to_contain_text("Worried about a person")
    expect(_rows(ana).first).to_contain_text(re.compile("(29|30) minutes left"))
    _item(ana, "Worried about a person").choose("Leave it as it is")
    ana.fill("Reason, in your words", "I have written to her.").press(re.compile("^(Leave it as it is|Decide and tell)"))
    ana.reads("Done: left as it is.")
    kit.go_in_header("For you").go(NOTICES).reads("Thank you for looking out for somebody")

    ana.open(f"/posts/{post}")
    ana.page.locator(f"form[action='/posts/{post}/review'] button").first.evaluate("button => button.form.submit()")
    ana.reads("Opened by a moderator: reply").choose("Leave it as it is")
    ana.page.get_by_label("Guideline", exact=True).select_option("1")
    ana.fill("Reason, in your words", "I misread it.").press(re.compile("^(Leave it as it is|Decide and tell)"))
    ana.reads("Done: left as it is.")

    with house.app.app_context():
        start(world.actor("ruth"), world.corners["public"].group_id, "Who has had two of them?", "Does it help?")
    house.let_time_pass(hours=73)
    with house.app.app_context():
        put_on_desk()
    _item(ana, "Nobody has answered this discussion").press("Close as seen").reads("Closed as seen.")

    with house.app.app_context():
        check_line(world.actor("marta"), lines_for("GB")[0].id)
    house.let_time_pass(days=600)
    with house.app.app_context():
        assert tell_expired()
    house.let_time_pass(days=-600)
    marta = house.staff("marta")
    marta.go_in_header("Review desk").go(re.compile("^Help lines"))
    _open_first(marta).reads("Is it still right?").press("Close as seen").reads("Closed as seen.")
