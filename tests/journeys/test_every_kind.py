"""An item of every kind goes from its arrival to its end in a browser: where that is told, and the kinds that nobody else tells.

Here: what takes two people (erasing for good, a lasting exclusion); and an appeal by keyboard alone.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.actor import ADMIN, SYSTEM
from app.accounts.commands import grant_role
from app.core.db import db
from app.moderation import kinds
from app.moderation.commands import keep_text
from app.moderation.commands.appealing import appeal
from app.moderation.commands.texts import TextInput
from app.moderation.models import Appeal
from tests.journeys.house import WITH_SCRIPT, House, Person
from tests.journeys.test_appeal import WORDS, _removed
from tests.world import World

TOLD_IN = {
    "worried": ("test_held_posts", "test_hard_words_show_the_help_card_and_come_first_at_the_desk"),
    "record": ("test_record", "test_what_was_done_is_found_by_who_it_is_about_by_staff_and_in_the_numbers"),
    "notice": ("test_outsiders", "test_a_notice_from_outside_runs_to_its_decision"),
    "held": ("test_held_posts", "test_a_held_reply_is_edited_claimed_published_and_its_author_told"),
    "report": ("test_reports", "test_a_report_is_decided_and_both_are_told"),
    "appeal": ("test_appeal", "test_an_appeal_is_refused_to_who_decided_first_and_overturned_by_another"),
    "grave": ("test_every_kind", "test_what_takes_two_people_is_asked_by_one_and_done_by_another"),
    "profile": ("test_profiles", "test_a_name_is_reported_taken_back_and_back_again_on_appeal"),
    "staff": ("test_desk", "test_what_no_check_and_no_report_brought_goes_from_its_arrival_to_its_end"),
    "followup": ("test_duty", "test_a_call_goes_on_until_somebody_looks_and_it_is_asked_again"),
    "breaker": ("test_lab", "test_a_rule_is_mended_tried_saved_and_catches_a_post_until_it_catches_too_much"),
    "unanswered": ("test_desk", "test_what_no_check_and_no_report_brought_goes_from_its_arrival_to_its_end"),
    "expired": ("test_desk", "test_what_no_check_and_no_report_brought_goes_from_its_arrival_to_its_end"),
}
"""The journey, by file and name, on which an item of each kind comes to the desk and leaves it."""

HERE = Path(__file__).parent
LEAD = "A phone lead that is far too long."
WHY = "It says where somebody lives who never agreed to that."
THREATS = "Threats in private letters, over months."


def test_a_journey_tells_of_every_kind_of_item() -> None:
    assert set(TOLD_IN) == set(kinds.KINDS)
    for kind, (file, name) in TOLD_IN.items():
        found = ast.parse((HERE / f"{file}.py").read_text("utf-8")).body
        assert any(isinstance(node, ast.FunctionDef) and node.name == name for node in found), kind


class Keys:
    """Counts presses; a chord is as many as it has keys. Typing counts for none."""

    def __init__(self, person: Person) -> None:
        self.page, self.presses = person.page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))


def _take(person: Person, title: str) -> Person:
    """Open the item with this headline, and claim it."""
    person.go_in_header("Review desk").go(title, person.page.get_by_role("region", name="Inbox, most pressing first"))
    expect(person.page.get_by_role("button", name="Look at this one")).to_be_visible()
    expect(person.page.locator("#keys-door button")).to_be_visible()
    person.page.keyboard.press("c")
    return person.reads("You are looking until")


def _do(person: Person, button: str) -> Person:
    """Press the first button of the panel by keyboard: a key goes there, and Enter presses it."""
    person.page.keyboard.press("1")
    expect(person.page.get_by_role("button", name=button)).to_be_focused()
    person.page.keyboard.press("Enter")
    return person


@WITH_SCRIPT
def test_what_takes_two_people_is_asked_by_one_and_done_by_another(house: House, world: World) -> None:
    with house.app.app_context():
        grant_role(SYSTEM, world.members["bea"], ADMIN, "/")
        db.session.remove()
    post, title = world.corners["public"].published, "A second person is asked: erasing something for good"
    ana = house.staff("ana")
    ana.open(f"/posts/{post}").page.locator(f"form[action='/posts/{post}/review'] button").first.evaluate(
        "button => button.form.submit()"
    )
    ana.reads("Opened by a moderator: reply").go("Erase it for good").arrive("Ask a second person")
    ana.page.get_by_label("Guideline", exact=True).select_option("6")
    ana.fill("Reason, in your words", WHY).press("Ask a second person").arrive("Review desk", "asked for two")
    ana.reads("You asked for it, so another person does it.")
    assert ana.page.get_by_role("button", name="Erase for good").count() == 0
    house.visitor().open(f"/posts/{post}").reads(LEAD)

    bea = house.staff("bea")
    _take(bea, title).arrive("Review desk", "the second person").reads(WHY).reads("Maren will read")
    _do(bea, "Erase for good").reads("Done. It is erased.")
    house.visitor().open(f"/discussions/{world.corners['public'].discussion}").does_not_read(LEAD)
    _by_keys_alone(house, world, bea)

    marta = house.staff("marta")
    marta.open("/admin/members/ruth").go("Exclude Ruth for good").arrive("Ask a second person")
    marta.page.get_by_label("Guideline", exact=True).select_option("1")
    marta.fill("Reason, in your words", THREATS).press("Ask a second person").reads("You asked for it")
    _do(marta, "Take it back").reads("It is not done, and nothing has happened.")
    marta.open("/admin/members/ruth").go("Exclude Ruth for good")
    marta.page.get_by_label("Guideline", exact=True).select_option("1")
    marta.fill("Reason, in your words", THREATS).press("Ask a second person").reads("You asked for it")
    item = marta.page.url.removeprefix(house.address).partition("?")[0]
    _take(bea, "A second person is asked: a lasting exclusion").reads("Ruth will read")
    _do(bea, "Exclude for good").reads("They are excluded, and have been told.")
    marta.open(item).reads("suspended").open("/desk/second-person").arrive("Two people")
    marta.reads(re.compile("Marta asked on")).reads(re.compile("Bea did it on")).reads(re.compile("Ana asked on"))
    ruth = house.visitor()
    ruth.open("/sign-in").sign_in("ruth").arrive("Your account is suspended", "for good").reads(THREATS)


def _by_keys_alone(house: House, world: World, bea: Person) -> None:
    """From claiming an appeal to the sent answer; then one that is changed, with a text of the team."""
    with house.app.app_context():
        keep_text(world.actor("bea"), TextInput("Read again", "We read it again, and [what we found].", 1))
        appeal(world.actor("maren"), _removed(world, "members"), WORDS)
        item = f"/desk/{db.session.scalars(select(Appeal.item_id)).one()}"
        db.session.remove()
    says, letter = bea.page.locator("#decide-says"), bea.page.locator("#letter")
    bea.open(item)
    keys = Keys(bea)
    keys.press("c")
    bea.reads("You are looking until")
    keys.press("2")
    expect(says).to_have_text("Change and tell Maren. The letter is up to date.")
    expect(bea.page.get_by_label("The words", exact=True)).to_be_visible()
    keys.press("3")
    expect(says).to_have_text("Overturn and tell Maren. The letter is up to date.")
    expect(letter).to_contain_text("You were right, and we are sorry.")
    keys.press("t", "ArrowDown", "Enter")
    expect(says).to_have_text("The text is in the reason. Fill in what we found.")
    bea.page.keyboard.type("found nothing wrong")
    expect(letter).to_contain_text("We read it again, and found nothing wrong")
    keys.press("Control+Enter")
    bea.reads("Done: it is as if the decision had never been. Maren has been told.")
    assert keys.presses <= 8
    bea.page.keyboard.press("?")
    bea.reads("Choose an action, or how an appeal ends").page.keyboard.press("Escape")
