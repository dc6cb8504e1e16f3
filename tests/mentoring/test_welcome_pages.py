"""The pages of welcomes and cards: what is on them, how much they ask the database, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, revoke_role
from app.accounts.models import Grant, Member, SignInSession
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.jobs import run_due
from app.groups.commands import admit
from app.mentoring.commands.cards import keep_card
from app.mentoring.commands.claims import let_go
from app.mentoring.inputs import CardInput, FieldInput
from app.mentoring.models import Greeting, Introduction, Newcomer
from tests.access.oracle import ROLES, door
from tests.mentoring.welcomes import LINE, arrive, fill, talk_about_beeps, welcome
from tests.review.visits import Browser
from tests.world import PHONE, World

KEY = "k" * 20


def _form(world: World, line: str = LINE, **more: Any) -> dict[str, Any]:
    return {"draft": KEY, "way": "reply", "line": line, "meet": [world.members["ruth"]], **more}


def _line_on(page: str) -> str:
    """What stands in the field of one's own line."""
    found = re.search(r'<textarea[^>]*name="line"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found, "no line on the page"
    return unescape(found.group(1))


def test_the_case_stands_on_the_desk_with_its_letter_and_is_posted_from_there(app: Flask, world: World) -> None:
    talk_id = talk_about_beeps(world)
    arrive(world)
    halina, ingrid = world.members["newcomer"], Browser(app, world, "ingrid")
    page = ingrid.text(f"/welcome?newcomer={halina}")
    assert "Halina chose to show: Heart failure; since 2026." in page
    assert "Same condition." in page
    assert "Hello Halina, I am Ingrid, one of the mentors here." in page
    assert "It stands as a reply in “Beeps at night”." in page
    assert f"/posts/{db.session.get_one(Newcomer, halina).first_post_id}/flag" in page, "Worried about Halina?"
    assert Browser(app, world, "ana").text(f"/welcome?newcomer={halina}").count("Your welcome") == 0
    sent = ingrid.post(f"/welcome/{halina}/letter", _form(world, talk=talk_id))
    greeting_id = db.session.scalar(select(Greeting.id))
    assert (sent.status_code, sent.location) == (303, f"/welcome/greetings/{greeting_id}")
    run_due()
    newcomer = Browser(app, world, "newcomer")
    assert "Ingrid welcomes you" in newcomer.text("/for-you")
    shown = newcomer.text(f"/welcome/greetings/{greeting_id}")
    assert "@Ruth" in shown
    assert "Every beep, explained" in shown
    assert newcomer.post(f"/welcome/greetings/{greeting_id}/thank").status_code == 303
    assert "You thanked Ingrid" in newcomer.text(f"/welcome/greetings/{greeting_id}")
    assert "Halina thanks you for your welcome" in ingrid.text("/notices")
    assert "Halina sent thanks for it." in ingrid.text(f"/welcome?newcomer={halina}")
    for other in ("ruth", "ana", "marta"):
        assert Browser(app, world, other).get(f"/welcome/greetings/{greeting_id}").status_code == 404
        assert Browser(app, world, other).post(f"/welcome/greetings/{greeting_id}/thank").status_code == 404


def test_a_refused_welcome_keeps_the_line_and_what_was_ticked(app: Flask, world: World) -> None:
    arrive(world)
    browser, address = Browser(app, world, "ingrid"), f"/welcome/{world.members['newcomer']}/letter"
    empty = browser.post(address, _form(world, "  Hello Halina  "))
    page = empty.get_data(as_text=True)
    assert (empty.status_code, _line_on(page)) == (422, "  Hello Halina  ")
    assert "A welcome cannot go out without your own line." in page
    ticked = {int(found) for found in re.findall(r'name="meet" value="(\d+)" checked', page)}
    assert ticked == {world.members["ruth"]}, "Maren was not ticked, so she is not now"
    coached = browser.post(address, _form(world, PHONE))
    page = coached.get_data(as_text=True)
    assert (coached.status_code, _line_on(page)) == (422, PHONE)
    assert "A phone number: “07700 900418”" in page
    assert "Send it as it is" in page
    other_way = browser.post(address, _form(world, way="greeting"))
    page = other_way.get_data(as_text=True)
    assert (other_way.status_code, _line_on(page)) == (409, LINE)
    assert "Halina has written meanwhile." in page
    assert db.session.scalar(select(Greeting.id)) is None
    assert LINE in browser.text(f"/drafts/{KEY}")
    seen = re.findall(r'name="seen" value="([^"]+)"', coached.get_data(as_text=True))
    assert seen == ["contact_details.phone"]
    two = _form(world, f"{PHONE} jo@example.org", anyway="y", seen=seen)
    assert browser.post(address, two).status_code == 422, "what was not on the page is shown first"
    assert browser.post(address, _form(world, PHONE, anyway="y", seen=seen)).status_code == 303
    assert "A moderator will read it first." in browser.text(
        f"/welcome/greetings/{db.session.scalar(select(Greeting.id))}"
    )


def _lose_the_claim(world: World) -> None:
    let_go(world.actor("ingrid"), world.members["newcomer"])


def _lose_the_role(world: World) -> None:
    for grant_id in db.session.scalars(select(Grant.id).where(Grant.member_id == world.members["ingrid"])):
        revoke_role(SYSTEM, grant_id)


def _leave(world: World) -> None:
    db.session.execute(delete(Member).where(Member.id == world.members["newcomer"]))
    db.session.commit()


@pytest.mark.parametrize(
    "change, status, words",
    [
        (_lose_the_claim, 409, "You are not welcoming Halina any more, so nothing was sent."),
        (_lose_the_role, 403, "You are not a mentor any more, so nothing was sent."),
        (_leave, 409, "This newcomer is not on your desk any more, so nothing was sent."),
    ],
)
def test_who_lost_what_they_were_about_to_do_has_their_words_on_the_page_and_in_the_drafts(
    app: Flask, world: World, change: Callable[[World], None], status: int, words: str
) -> None:
    arrive(world)
    browser = Browser(app, world, "ingrid")
    browser.text("/welcome")
    change(world)
    answered = browser.post(f"/welcome/{world.members['newcomer']}/letter", _form(world))
    page = answered.get_data(as_text=True)
    assert answered.status_code == status
    assert words in page
    assert LINE in unescape(page)
    assert LINE in unescape(browser.text(f"/drafts/{KEY}"))


def test_a_welcome_on_a_session_that_ran_out_waits_for_the_mentor_to_sign_in(app: Flask, world: World) -> None:
    arrive(world)
    browser, halina = Browser(app, world, "ingrid"), world.members["newcomer"]
    browser.text("/account")
    old = clock.now() - timedelta(days=31)
    mine = update(SignInSession).where(SignInSession.member_id == world.members["ingrid"])
    db.session.execute(mine.values(last_seen_at=old))
    db.session.commit()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.text("/sign-in"))
    assert token
    answered = browser.client.post(
        f"/welcome/{halina}/letter", data={"csrf_token": token.group(1), **_form(world, draft="d" * 20)}
    )
    assert answered.status_code == 303
    assert answered.location.startswith("/sign-in?next=")
    db.session.execute(mine.values(last_seen_at=clock.now()))
    db.session.commit()
    assert _line_on(Browser(app, world, "ingrid").text(f"/welcome/{halina}/letter?draft={'d' * 20}")) == LINE
    assert Browser(app, world, "bea").get(f"/welcome/{halina}/letter?draft={'d' * 20}").status_code == 404


def test_each_page_and_form_answers_each_role_as_the_rules_say(app: Flask, world: World) -> None:
    """Written by hand: the newcomer and the mentor, the one who was named, and everybody else."""
    arrive(world)
    halina = world.members["newcomer"]
    outcome = welcome(world, people=(world.members["ruth"],))
    introduction_id = db.session.scalar(select(Introduction.id))
    table: tuple[tuple[str, str, dict[str, int], int], ...] = (
        ("GET", "/account/card", {}, 200),
        ("GET", f"/welcome/{halina}/letter", {"ingrid": 200, "ana": 200, "marta": 200}, 404),
        ("POST", f"/welcome/{halina}/letter", {"ingrid": 409}, 403),
        ("GET", f"/welcome/greetings/{outcome.greeting_id}", {"newcomer": 200, "ingrid": 200}, 404),
        ("POST", f"/welcome/greetings/{outcome.greeting_id}/thank", {"newcomer": 303}, 404),
        ("POST", f"/introductions/{introduction_id}/decline", {"newcomer": 303, "ruth": 303}, 404),
        ("POST", "/account/card", {}, 303),
    )
    wrong = []
    for role in (*ROLES, "newcomer"):
        client = app.test_client() if role == "visitor" else Browser(app, world, role).client
        page = client.get({"visitor": "/sign-in", "gus": "/notices"}.get(role, "/account/look")).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        for method, address, special, usual in table:
            expected = door(role, method) or special.get(role, usual)
            data = {"csrf_token": token.group(1)} if method == "POST" else None
            found = client.open(address, method=method, data=data).status_code
            if found != expected:
                wrong.append(f"{role} {method} {address}: {found}, not {expected}")
    assert wrong == []


def test_the_case_asks_the_database_as_much_among_many_cards_as_among_few(
    app: Flask, world: World, count_statements: Any
) -> None:
    talk_about_beeps(world)
    arrive(world)
    browser, halina = Browser(app, world, "ingrid"), world.members["newcomer"]
    counted = []
    for number in (0, 12):
        for at in range(number):
            member_id = add_member(SYSTEM, NewMember(f"some-{at}", f"Some {at}", email=f"some-{at}@example.org"))
            admit(world.corners["public"].group_id, {member_id: clock.now()})
            keep_card(actor_of(member_id), CardInput({"condition": FieldInput("Heart failure", "members")}))
        browser.text(f"/welcome?newcomer={halina}")
        with count_statements() as seen:
            browser.text(f"/welcome?newcomer={halina}")
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 34


def test_the_card_page_keeps_what_was_typed_and_the_profile_shows_it_to_whom_it_is_for(
    app: Flask, world: World, count_statements: Any
) -> None:
    maren = Browser(app, world, "maren")
    refused = maren.post("/account/card", {"condition": "Heart failure", "condition_for": "members", "since": "soon"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'value="Heart failure"' in page
    assert "Please write a year, or a month and year: 2019, March 2024." in page
    kept = {"condition": "Heart failure", "condition_for": "members", "since": "3/2024", "since_for": "mentors"}
    assert maren.post("/account/card", kept).status_code == 303
    page = maren.text("/account/card")
    assert 'value="March 2024"' in page
    assert '<option selected value="mentors">Mentors</option>' in page
    assert 'name="never" id="never" value="y">' in page
    assert "March 2024" in Browser(app, world, "ingrid").text("/members/maren")
    profile = Browser(app, world, "kit").text("/members/maren")
    assert "Heart failure" in profile
    assert "March 2024" not in profile
    fill(world, "maren", introduced=False)
    assert 'name="never" id="never" value="y" checked>' in maren.text("/account/card")
    with count_statements() as seen:
        maren.text("/account/card")
    assert len(seen) <= 12


def test_an_introduction_is_declined_from_the_card_and_from_the_welcome(app: Flask, world: World) -> None:
    arrive(world, wrote=False)
    outcome = welcome(world, alone=True, people=(world.members["ruth"],))
    page = Browser(app, world, "newcomer").text(f"/welcome/greetings/{outcome.greeting_id}")
    found = re.search(r'action="(/introductions/\d+/decline)"', page)
    assert found
    assert found.group(1) in Browser(app, world, "ruth").text("/account/card")
    assert Browser(app, world, "maren").post(found.group(1)).status_code == 404
    assert Browser(app, world, "ruth").post(found.group(1)).status_code == 303
    assert found.group(1) not in Browser(app, world, "ruth").text("/account/card")
    assert found.group(1) in Browser(app, world, "newcomer").text("/account/card"), "Halina sees nothing of it"


def test_words_for_one_person_are_reported_by_that_person_alone(app: Flask, world: World) -> None:
    arrive(world, wrote=False)
    outcome = welcome(world, alone=True)
    address = f"/greetings/{outcome.greeting_id}/flag"
    assert address in Browser(app, world, "newcomer").text(f"/welcome/greetings/{outcome.greeting_id}")
    assert "Report a welcome" in Browser(app, world, "newcomer").text(address)
    told = Browser(app, world, "newcomer").post(address, {"reason": "unkind", "words": "It hurt."})
    assert told.status_code == 303
    for other in ("ingrid", "ruth", "ana"):
        assert Browser(app, world, other).get(address).status_code == 404
    desk = Browser(app, world, "ana").get("/desk", follow_redirects=True).get_data(as_text=True)
    assert LINE in unescape(desk)
    page = f"/welcome/greetings/{outcome.greeting_id}"
    assert "You can read it because it is, or was, on the review desk." in Browser(app, world, "ana").text(page)
    assert "Halina alone can read it." not in Browser(app, world, "ana").text(page), "Ana reads it"
    db.session.execute(delete(Member).where(Member.id == world.members["ingrid"]))
    db.session.commit()
    left = Browser(app, world, "newcomer").text(page)
    assert "Whoever wrote it has left meanwhile." in left
    assert "sees it" not in left


def test_words_typed_on_a_session_that_is_over_stand_on_the_answer(app: Flask, world: World) -> None:
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    assert token
    words = {"condition": "Heart failure", "likes": "sleep", "subjects": "pacemakers", "hours": "evenings"}
    for address in ("/account/card", "/account/mentor"):
        answered = client.post(address, data={"csrf_token": token.group(1), **words})
        page = answered.get_data(as_text=True)
        assert (answered.status_code, [word in page for word in words.values()]) == (401, [True] * 4)
