"""An appeal is refused to who decided first and overturned by somebody else; a suspended member appeals and takes their data."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.accounts.actor import ADMIN, SYSTEM
from app.accounts.commands import grant_role
from app.core import clock
from app.core.db import db
from app.core.policy import Forbidden
from app.moderation.commands import decide, decide_about_member, open_review
from app.moderation.commands.appeal_ruling import rule
from app.moderation.inputs import AppealRuling, DecisionInput, MemberDecisionInput
from app.moderation.measures import READ_ONLY, SUSPENDED
from app.moderation.models import Appeal, ReviewItem
from tests.journeys.house import NOTICES, House
from tests.moderation.everything import stands
from tests.world import PASSWORD, World

WORDS = "It was a joke about my own slippers, and nobody else's."
ASKED = "Whom did you mean by it?"
SENDING = re.compile("and tell Maren$")
SORRY = "We read it again together with your answer. It was about yourself."


def _removed(world: World, access: str = "public") -> int:
    """Ana takes Maren’s reply out, and lets her only read there for nine days."""
    item_id = open_review(world.actor("ana"), "post", world.corners[access].published)
    version = db.session.get_one(ReviewItem, item_id).version
    until = clock.now() + timedelta(days=9)
    given = DecisionInput(version, "remove", 1, "It laughs at people.", measure=READ_ONLY, until=until)
    return decide(world.actor("ana"), item_id, given).decision_id


def test_an_appeal_is_refused_to_who_decided_first_and_overturned_by_another(house: House, world: World) -> None:
    with house.app.app_context():
        before = stands(world, "public", "maren")
        _removed(world)
        assert stands(world, "public", "maren") != before
        db.session.remove()

    letter = house.letter_to("maren@example.org")
    link = re.search(r"/statements/\S+", letter.body)
    assert link
    at_home = house.visitor()
    at_home.open(link.group(0)).reads("It laughs at people.").go("Appeal").arrive("Ask somebody else to look again")
    if house.script:
        at_home.page.evaluate("document.querySelector('#words').removeAttribute('required')")
    else:
        at_home.page.locator("#words").node().attributes.pop("required")
    at_home.expects(422).press("Send the appeal").reads("Please write a few words").arrive(
        "Ask somebody else to look again", "no words"
    )
    at_home.fill("Why do you think it is wrong?", WORDS).press("Send the appeal")
    at_home.arrive("Your appeal", "sent").reads("Waiting for somebody else to read it").reads(WORDS)

    ana = house.staff("ana")
    ana.open("/desk").go(re.compile("^Appeal: reply ")).arrive("Review desk", "an appeal, who decided first")
    ana.reads("Somebody else decides this").reads(WORDS)
    assert ana.page.get_by_role("button", name=SENDING).count() == 0
    with house.app.app_context():
        item_id = db.session.scalars(select(Appeal.item_id)).one() or 0
        with pytest.raises(Forbidden, match="first_decider"):
            rule(world.actor("ana"), item_id, AppealRuling(1, "overturned", 1, SORRY))
        db.session.remove()

    bea = house.staff("bea")
    bea.open(f"/desk/{item_id}").arrive("Review desk", "an appeal").reads("It laughs at people.")
    bea.fill("Your words", ASKED).press("Ask").reads("Sent. It stands with the appeal")
    maren = house.member("maren")
    maren.go_in_header("For you").go(NOTICES).go("We have a question about your appeal").arrive("Your appeal", "asked")
    maren.reads(ASKED).fill("Your words", "Myself.").press("Send the answer").reads("You answered:")

    bea.open(f"/desk/{item_id}").reads("Myself.").choose("Overturn").fill("Reason, in your words", SORRY)
    if not house.script:
        bea.press("Preview the letter")
    bea.reads("You were right, and we are sorry.").arrive("Review desk", "the letter")
    bea.press(SENDING).reads("it is as if the decision had never been. Maren has been told.")
    with house.app.app_context():
        assert stands(world, "public", "maren") == before
        db.session.remove()

    maren.go_in_header("For you").go(NOTICES).go("You were right: the decision was undone").reads(SORRY)
    at_home.open(link.group(0)).go("Your appeal").arrive("Your appeal", "overturned").reads(SORRY)
    at_home.open("/groups").go("Heart").go("Ablation on Thursday").reads("A phone lead that is far too long.")
    ana.open("/notices").reads("A colleague overturned a decision of yours on appeal")


def test_a_suspended_member_appeals_waits_for_a_second_person_and_takes_their_data(house: House, world: World) -> None:
    with house.app.app_context():
        until = clock.now() + timedelta(days=30)
        given = MemberDecisionInput(SUSPENDED, 4, "Three warnings in a week.", "/", until)
        decide_about_member(world.actor("marta"), world.members["maren"], given)
        db.session.remove()
    maren = house.visitor()
    maren.open("/sign-in").sign_in("maren").arrive("Your account is suspended").go("Read the decision, or appeal")
    maren.go("Appeal").fill("Why do you think it is wrong?", WORDS).press("Send the appeal")
    maren.arrive("Your appeal", "nobody else").reads("The admins have been told, and look for a second person.")
    maren.open("/account/data").fill("Your password", PASSWORD).press("Put my data together")
    house.work()
    maren.open("/account/data")
    with ZipFile(BytesIO(maren.fetch("Download it"))) as taken:
        name = next(one for one in taken.namelist() if "appeals" in one)
        appeals = [json.loads(line) for line in taken.read(name).decode().splitlines()]
    assert [one["words"] for one in appeals] == [WORDS]

    marta = house.staff("marta")
    marta.open("/notices").go("An appeal needs a second person").reads("Somebody else decides this")
    with house.app.app_context():
        grant_role(SYSTEM, world.members["bea"], ADMIN, "/")
        db.session.remove()
    bea = house.staff("bea")
    bea.open("/desk").go(re.compile("^Appeal: account, ")).choose("Change").arrive("Review desk", "an appeal about a person")
    if not house.script:
        bea.page.get_by_text("For a change: what takes its place").click()
    bea.page.get_by_label("For the person", exact=True).select_option("warning")
    bea.fill("Reason, in your words", "A warning is enough.").press(SENDING)
    bea.reads("something milder takes its place. Maren has been told.")
    maren.open("/groups").does_not_read("Your account is suspended")
    maren.open("/account/standing").reads("A warning")
