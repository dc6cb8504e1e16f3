"""A night on duty: a crisis post, a call that goes from one to the next, an answer, asking again; and a drill by an admin."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from app.core.mail import kept_letters
from tests.journeys.house import NOTICES, WITH_SCRIPT, House
from tests.world import World

WORDS = "I want to die tonight. I have the pills here and nobody would notice."
SENDING = re.compile("^(Publish|Leave it|Send back|Decide|Remove)")
"""Without a script the button names the action that was chosen at first."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REASON = "I wrote to her, and her sister is with her now."


def _called(house: House) -> list[str]:
    """To whom calls went so far, oldest first."""
    house.work()
    house.work()
    with house.app.app_context():
        letters = [letter for letter in kept_letters() if "/desk/duty/alarms/" in letter.body]
        return [letter.to.partition("@")[0] for letter in reversed(letters)]


def _link(house: House, name: str) -> str:
    """Where the newest call of somebody leads."""
    with house.app.app_context():
        mine = (letter for letter in kept_letters() if letter.to == f"{name}@example.org")
        found = next(re.search(r"/desk/duty/alarms/\d+", letter.body) for letter in mine if "/alarms/" in letter.body)
    assert found
    return found.group()


@WITH_SCRIPT
def test_a_call_goes_on_until_somebody_looks_and_it_is_asked_again(house: House, world: World) -> None:
    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Crisis duty").arrive("Crisis duty", "empty").reads("No rota is kept here.")
    for name in ("Ana", "Bea"):
        ana.go("Add a shift").arrive("Add a shift")
        ana.page.get_by_label("Who", exact=True).select_option(name)
        ana.page.get_by_label("For which place").select_option("Heart")
        for day in DAYS:
            ana.choose(day)
        ana.fill("From", "00:00").fill("To", "00:00").press("Put it on the rota")
        ana.arrive("Crisis duty", "shift").reads("The shift is on the rota.")
    ana.reads("Ana and Bea are on duty now.")

    ruth = house.member("ruth")
    ruth.open(f"/groups/{world.corners['public'].slug}/start").fill("Title", "Tonight")
    ruth.page.get_by_label("What you would like to say or ask").fill(WORDS)
    if ruth.page.get_by_label("I have read the guidelines").count():
        ruth.choose("I have read the guidelines")
    ruth.press("Post it").arrive("You do not have to sit with this alone.").does_not_read(
        "No moderator is on duty now."
    )

    assert _called(house) == ["ana"]
    house.let_time_pass(minutes=10)
    assert _called(house) == ["ana", "bea"]
    bea = house.staff("bea").open(_link(house, "bea"))
    bea.arrive("Somebody may need help", "ringing").reads("Nobody has answered yet").press("I am looking")
    bea.reads("Thank you. The call goes no further.").reads("You are looking until")
    bea.open(_link(house, "bea")).reads("Bea answered after 10 minutes.").arrive("Somebody may need help", "answered")
    house.let_time_pass(minutes=30)
    assert _called(house) == ["ana", "bea"], "it goes no further"

    bea.go("Open it at the review desk").press("Look at this one").reads("You are looking until")
    bea.choose("Publish as it is").fill("Reason, in your words", REASON).press(SENDING)
    bea.reads("Done: published.")
    bea.open(_link(house, "bea")).arrive("Somebody may need help", "decided").reads("Asking again")

    house.let_time_pass(hours=24)
    _called(house)
    bea.go_in_header("For you").go(NOTICES).reads("Please ask again how somebody is")
    bea.go_in_header("Review desk").go(re.compile("^Ask again how somebody is")).reads("How are they now?")
    bea.expects(422).press("I have asked").arrive("How are they now?", "refused")
    bea.reads("Please say in a few words how it went.").fill("In a few words", "She answered, and slept.")
    bea.press("I have asked").reads("Thank you for asking. It is off the desk.")

    ana.open("/desk/duty").page.get_by_role("button", name=re.compile("^End it")).first.click()
    ana.reads("The shift is over.").page.get_by_role("button", name=re.compile("^End it")).first.click()
    expect(ana.page.get_by_role("button", name=re.compile("^End it"))).to_have_count(0)
    ana.arrive("Crisis duty", "gap").reads("Nobody is on duty now.")
    ruth.open(f"/groups/{world.corners['public'].slug}/start").arrive("Start a discussion", "nobody on duty")
    ruth.reads("No moderator is on duty now.").reads("these help lines")


@WITH_SCRIPT
def test_a_drill_escalates_while_the_clock_goes_on_and_ends_with_who_answered(house: House, world: World) -> None:
    marta = house.staff("marta")
    marta.go_in_header("Review desk").go("Crisis duty").go("Add a shift")
    marta.page.get_by_label("Who", exact=True).select_option("Ana")
    marta.page.get_by_label("For which place").select_option("Heart")
    for day in DAYS:
        marta.choose(day)
    marta.fill("From", "00:00").fill("To", "00:00").press("Put it on the rota").reads("The shift is on the rota.")
    marta.go("Drill").arrive("Drill")
    marta.page.get_by_label("For which place").select_option("Heart")
    marta.press("Start the drill").arrive("Drill: answer the call", "begun").reads("DRILL. Nobody is in danger.")
    drill = marta.page.url.removeprefix(house.address)
    assert _called(house) == ["ana"]
    house.let_time_pass(minutes=10)
    assert _called(house) == ["ana", "marta"], "to those who lead"
    house.let_time_pass(minutes=10)
    assert _called(house) == ["ana", "marta", "bea"], "to every moderator of the place"
    bea = house.staff("bea").open(_link(house, "bea")).arrive("Drill: answer the call", "called")
    house.let_time_pass(minutes=2)
    bea.press("I am looking").arrive("Drill", "over").reads("Bea answered after 22 minutes.")
    marta.open(drill).arrive("Drill", "over").reads("Bea answered after 22 minutes.")
    for rung in ("On duty", "Leads", "Moderators of the place"):
        marta.reads(rung)
    bea.go_in_header("Review desk").does_not_read("Worried about a person")
    house.let_time_pass(days=8)
    assert _called(house) == ["ana", "marta", "bea"], "nothing follows"
    marta.open("/desk/duty/addresses").arrive("Addresses for calls")
    marta.fill("Address", "http://10.0.0.1/").expects(422).press("Keep it").reads(
        "The address must begin with https://."
    )
