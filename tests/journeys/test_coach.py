"""The coach, beside the box while one types and on its own page: fix, undo, and call the check wrong."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route

from tests.journeys.house import WITH_SCRIPT, House, Person
from tests.journeys.reader import expect
from tests.journeys.test_held_posts import open_discussion

NUMBER = "07700 900418"
BEFORE = "🌷 Pack a book.\nRing me on "
WORDS = f"{BEFORE}{NUMBER}, I am up most nights."
TAKEN_OUT = "[phone number taken out]"


def by_keyboard(person: Person, name: str) -> Person:
    """Press a button without a mouse; with script off the page comes again."""
    button = person.page.get_by_role("button", name=name).first
    button.focus()
    button.press("Enter")
    return person


def _stands_at(person: Person, place: str) -> None:
    """Keys and voices go on from there: nobody is sent to the top of the page."""
    expect(person.page.locator(place)).to_be_focused()


def test_a_fix_is_made_undone_and_the_check_called_wrong_on_the_coachs_page(house: House) -> None:
    maren = house.member("maren")
    open_discussion(maren).fill("Your reply", WORDS)
    by_keyboard(maren, "Post reply").arrive("One thing before this goes up")
    by_keyboard(maren, "Take the number out").arrive("This is ready to go up", "one change made")
    _stands_at(maren, "#undo")
    maren.reads("Everything else is as you wrote it.").reads("The checks see nothing to change any more.")
    expect(maren.page.locator(".draft__text")).to_have_text(WORDS.replace(NUMBER, TAKEN_OUT), use_inner_text=True)
    by_keyboard(maren, "Bring my words back").reads("The change is undone: your own words stand there again.")
    expect(maren.page.locator(".draft__text mark")).to_have_text(NUMBER)
    _stands_at(maren, "#yours")

    by_keyboard(maren, "This is not a phone number").arrive("One thing before this goes up", "called wrong")
    _stands_at(maren, "#finding-1")
    maren.reads("You said: the check got this wrong").reads("Your words still wait until one of them has read them.")
    by_keyboard(maren, "Take that back").reads("Taken back.")
    by_keyboard(maren, "This is not a phone number").reads(
        "A moderator reads it first, and sees what you called wrong."
    )
    by_keyboard(maren, "Post it as it is").reads("Only you can see this. A moderator will read it first.")

    ana = house.staff("ana")
    ana.go_in_header("Review desk")
    ana.item_with("Ring me on").get_by_role("link").click()
    ana.arrive("Review desk", "disputed").reads("The author says this is wrong")


WATCH = """() => {
  const region = document.querySelector("[data-announce]"), ask = window.fetch;
  window.heard = [];
  window.asking = 0;
  window.fetch = (...given) => {
    const answer = ask(...given), heard = () => setTimeout(() => { window.asking -= 1; }, 50);
    window.asking += 1;
    answer.then(found => found.clone().text()).then(heard, heard);
    return answer;
  };
  new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true, subtree: true });
}"""
ANSWERED = "() => new Promise(done => { const look = () => window.asking ? setTimeout(look, 20) : done(); look(); })"
STANDS = """() => {
  const box = document.querySelector("#body"), { x, y, width, height } = box.getBoundingClientRect();
  return { x, y, width, height, scrolled: [scrollX, scrollY, box.scrollTop], caret: [box.selectionStart, box.selectionEnd],
           focused: document.activeElement === box };
}"""


def _heard(page: Page) -> Any:
    return page.evaluate("window.heard")


def _settled(person: Person) -> None:
    """The script has looked again at what was typed last, and shows what it found: what is focused now stays."""
    person.reads("Saved. Only you can see it.")
    person.page.evaluate(ANSWERED)


@WITH_SCRIPT
def test_while_one_types_a_finding_is_said_once_and_moves_nothing_and_a_fix_can_be_undone(house: House) -> None:
    maren = house.member("maren")
    page = open_discussion(maren).page
    box = page.get_by_role("textbox", name="Your reply")
    page.evaluate(WATCH)
    box.press_sequentially(WORDS)
    for _step in range(4):
        box.press("ArrowLeft")
    before = page.evaluate(STANDS)
    card = page.locator(".nudge")
    expect(card).to_contain_text(NUMBER)
    assert page.evaluate(STANDS) == before, "neither the box, nor the view, nor the caret, nor the focus has moved"
    assert _heard(page) == ["Noticed: a phone number. You can change it below what you write, or go on writing."]
    box.press_sequentially("!")
    _settled(maren)
    assert len(_heard(page)) == 1, "the same thing is not read out again"

    # One press, by keyboard: only the number changes, and the caret stays where one was writing.
    typed, caret = box.input_value(), page.evaluate(STANDS)["caret"][0]
    by_keyboard(maren, "Take the number out")
    fixed = typed.replace(NUMBER, TAKEN_OUT)
    expect(box).to_have_value(fixed)
    moved = len(TAKEN_OUT) - len(NUMBER)
    assert page.evaluate(STANDS)["caret"] == [caret + moved] * 2 and page.evaluate(STANDS)["focused"]
    assert _heard(page)[-1].startswith("Changed. You can undo it")
    box.press("Control+z")
    expect(box).to_have_value(typed)
    expect(card).to_contain_text("A phone number")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    # The server looks again at what was changed while one goes on by keyboard: its answer takes nobody's place away.
    held: list[Route] = []
    page.route("**/check", lambda route: held.append(route))
    with page.expect_request("**/check"):
        by_keyboard(maren, "Take the number out")
    undo = page.get_by_role("button", name="Undo")
    undo.focus()
    held[0].continue_()
    _settled(maren)
    page.unroute("**/check")
    expect(undo).to_be_focused()
    maren.arrive("Ablation on Thursday", "fixed while typing")
    by_keyboard(maren, "Undo")
    expect(box).to_have_value(typed)
    expect(card).to_contain_text("A phone number")
    assert "Your words are back." in _heard(page)

    # What goes away leaves its room: at the foot of the page a shorter page would pull the box down.
    page.set_viewport_size({"width": 1280, "height": 900})
    box.press("Control+a")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box.press("Delete")
    before = page.evaluate(STANDS)
    expect(card).to_have_count(0)
    _settled(maren)
    assert page.evaluate(STANDS) == before

    # The way back follows its words, however much is typed before them, and leaves the same words elsewhere alone.
    first = f"Ring {TAKEN_OUT} or "
    hello = "Thank you for asking, Ruth. "
    assert len(first) == len("Ring ") + len(hello)
    box.press_sequentially(f"{first}{NUMBER}.")
    by_keyboard(maren, "Take the number out")
    box.press("Home")
    box.press_sequentially(hello)
    by_keyboard(maren, "Undo")
    expect(box).to_have_value(f"{hello}{first}{NUMBER}.")
