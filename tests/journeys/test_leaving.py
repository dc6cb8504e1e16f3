"""Somebody takes their data along, thinks better of leaving, and leaves; somebody suspended does the same by their narrow door."""

from __future__ import annotations

import json
import re
from io import BytesIO
from zipfile import ZipFile

from app.accounts.commands.departing import send_off
from app.core.jobs import run_due
from tests.journeys.house import LOOKED_AT, House, Person
from tests.world import PASSWORD

RUTHS = "I go in at seven. What did you wish you had packed?"


@LOOKED_AT
def test_ruth_takes_her_data_thinks_better_of_it_and_leaves(house: House) -> None:
    maren, ruth = house.member("maren"), house.member("ruth")
    _quote(maren)

    ruth.go_in_header("Account").go("My data").arrive("Your account", "taking data")
    ruth.expects(422).fill("Your password", "not this one").press("Put my data together")
    ruth.reads("This is not your present password.").arrive("Your account", "a wrong password")
    ruth.fill("Your password", PASSWORD).press("Put my data together").reads("We are putting it together.")
    ruth.reads("Your file is being made.").arrive("Your account", "a file is being made")
    house.work()
    ruth.open("/notices").go("Your data is ready").arrive("Your account", "a file is here")
    _must_hold(ruth.fetch("Download it"), RUTHS)

    ruth.go("Leaving").arrive("Your account", "leaving").reads("Leaving for good")
    ruth.choose("Take my words, but keep their places").fill("Your password", PASSWORD)
    ruth.press(re.compile("^Leave on ")).reads(re.compile("^You leave on ")).arrive("Your account", "on the way out")
    ruth.open("/groups").reads(re.compile("^You leave on ")).arrive("Groups", "on the way out")

    letter = house.letter_to("ruth@example.org")
    link = re.search(r"/stay/\S+", letter.body)
    assert link
    at_home = house.visitor()
    at_home.open(link.group(0)).arrive("Would you like to stay?").press("Stay").reads("You stay.")
    ruth.open("/account/leave").does_not_read("You leave on ")
    at_home.expects(410).open(link.group(0)).reads(re.compile("used before"))

    ruth.choose("Take my words, but keep their places").fill("Your password", PASSWORD)
    ruth.press(re.compile("^Leave on ")).reads(re.compile("^You leave on "))
    house.let_time_pass(days=7, minutes=5)
    _let_go(house)
    ruth.open("/account").arrive("Sign in", "has left")
    ruth.expects(422).sign_in("ruth").reads(re.compile("do not belong together"))

    maren.open("/groups").go("Heart").go("A discussion whose beginning was taken back")
    maren.arrive("A discussion whose beginning was taken back", "its author has left").does_not_read(RUTHS)
    maren.reads("Somebody who has left").reads("[taken back by its author]").reads("Slippers, I would say.")


@LOOKED_AT
def test_a_suspended_member_takes_their_data_and_leaves_by_the_narrow_door(house: House) -> None:
    gus = house.member("gus", role="suspended")
    gus.open("/account/data").arrive("Your account", "data while suspended")
    gus.fill("Your password", PASSWORD).press("Put my data together").reads("Your file is being made.")
    house.work()
    gus.open("/account/data")
    _must_hold(gus.fetch("Download it"), "Gus")
    gus.go("Leaving").choose("Take everything").fill("Your password", PASSWORD).press(re.compile("^Leave on "))
    gus.reads(re.compile("^You leave on ")).arrive("Your account", "leaving while suspended")
    gus.press("Stay", gus.page.locator(".leaves")).reads("You stay.")
    gus.choose("Take everything").fill("Your password", PASSWORD).press(re.compile("^Leave on "))
    gus.reads(re.compile("^You leave on "))
    house.let_time_pass(days=7, minutes=5)
    _let_go(house)
    gus.open("/account/leave").arrive("Sign in", "has left")


def _quote(maren: Person) -> None:
    """Maren quotes Ruth's post with the button."""
    maren.open(maren.house.talk).go(re.compile("^Quote Ruth"))
    box = maren.page.get_by_role("textbox", name="Your reply")
    words = box.input_value()
    assert "**Ruth** wrote:" in words
    box.fill(words + "Slippers, I would say.")
    maren.press("Post reply").reads("Slippers, I would say.")


def _must_hold(file: bytes, words: str) -> None:
    with ZipFile(BytesIO(file)) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names).decode()
        account = json.loads(archive.read("data/account.jsonl"))
    assert {"README.txt", "index.html", "data/posts.jsonl"} <= set(names)
    assert words in whole
    assert account["username"] in ("ruth", "gus")


def _let_go(house: House) -> None:
    with house.app.app_context():
        send_off()
        while run_due():
            pass
