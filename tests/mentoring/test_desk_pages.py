"""The pages of the welcome desk: what each person finds, what is refused and how, and that no word is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.accounts.models import Grant, Member
from app.accounts.queries import actor_of
from app.core.db import db
from app.mentoring.commands.claims import claim
from app.mentoring.commands.settings import keep_settings
from app.mentoring.inputs import MentorInput
from app.mentoring.queries.load import load_of
from tests.mentoring.newcomers import held, newcomer
from tests.site.visits import browser_as, send
from tests.suspending import suspend
from tests.world import World, start

DESK = "/welcome"
DESK_PAGE_STATEMENTS = 4
"""Who looks, whether the page in memory is still so, and what stands in the header."""


@pytest.fixture
def visit(world: World) -> Callable[[str], FlaskClient]:
    """A browser of somebody who is signed in."""
    return lambda name: browser_as(world, name)


def test_the_desk_is_for_mentors_and_staff_and_in_the_header_of_mentors(visit: Any, world: World) -> None:
    newcomer("Nia", world.corners["public"].group_id)
    assert visit("ruth").get("/welcome").status_code == 404
    assert 'href="/welcome"' not in visit("ruth").get("/groups").text
    page = visit("ingrid").get("/welcome").text
    assert "Two people are new in your groups. Nobody has waited too long." in page
    assert "You hold 0 of 5." in page
    assert re.search(r"Welcome desk <span class=\"count\">2<", page)
    looked_at = visit("ana").get("/welcome").text
    assert "Nia" in looked_at
    assert "Claim" not in looked_at and "You hold" not in looked_at


def test_each_form_of_the_desk_answers_each_role_as_the_rules_say(visit: Any, world: World) -> None:
    """Halina belongs to nothing yet, so she stands on every desk; nobody welcomes her but Ingrid."""
    halina = world.members["newcomer"]
    refused = {"visitor": 401, "ruth": 403, "newcomer": 403, "ana": 403, "marta": 403, "gus": 403}
    for name in (*refused, "ingrid"):
        browser, form_on = visit(name), {"visitor": "/sign-in", "gus": "/notices"}.get(name, "/account")
        page = browser.get(f"/welcome/{halina}/hand-over").status_code
        found = [send(browser, f"/welcome/{halina}/{verb}", form_on).status_code for verb in FORMS]
        if name == "ingrid":
            # She does not hold Halina, so there is nothing to hand over; then she claims her, and lets her go.
            assert (page, found) == (409, [409, 409, 303, 303])
        else:
            assert (page, found) == (303 if name == "visitor" else 403, [refused[name]] * len(FORMS)), name
        away = send(browser, "/welcome/away", form_on, on="1").status_code
        assert away == refused.get(name, 303), name


FORMS = ("hand-over", "take-over", "claim", "let-go")


def test_claiming_opens_the_newcomer_and_the_form_shows_whose_they_are(visit: Any, world: World) -> None:
    heart = world.corners["public"].group_id
    nia = newcomer("Nia", heart)
    start(actor_of(nia), heart, "First week", "I jump at <b>every</b> beep.")
    ingrid = visit("ingrid")
    answered = send(ingrid, f"/welcome/{nia}/claim", DESK, view="mine")
    assert (answered.status_code, answered.location) == (303, f"/welcome?newcomer={nia}&view=mine#case")
    page = ingrid.get(f"/welcome?newcomer={nia}").text
    assert "Welcoming Nia" in page
    assert "You are welcoming Nia" in page
    assert "<b>every</b>" not in page
    assert "@example.org" not in page
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["public"].path)
    theirs = visit("kit").get(f"/welcome?newcomer={nia}").text
    assert "With Ingrid since" in theirs
    assert "Offer to take over" in theirs
    refused = send(visit("kit"), f"/welcome/{nia}/claim", DESK)
    assert refused.status_code == 409
    assert "Ingrid was faster and is welcoming Nia." in refused.text
    offered = send(visit("kit"), f"/welcome/{nia}/take-over", DESK)
    assert offered.status_code == 303
    assert "Kit offers to go on welcoming Nia" in visit("ingrid").get("/notices").text


def test_a_note_survives_every_refusal_of_handing_over(visit: Any, world: World) -> None:
    nia = newcomer("Nia", world.corners["public"].group_id)
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["public"].path)
    claim(world.actor("ingrid"), nia)
    ingrid, path = visit("ingrid"), f"/welcome/{nia}/hand-over"
    keep_settings(world.actor("kit"), MentorInput(1, "Most evenings", ("English", "Welsh"), ("pacemaker",)))
    page = ingrid.get(f"{path}?to={world.members['kit']}").text
    assert "Holds 0 of 1. Most evenings. Speaks English and Welsh. Knows pacemaker." in page
    assert re.search(rf'value="{world.members["kit"]}"[^>]* checked', page)
    words = "She asked about nights."
    nobody = send(ingrid, path, path, note=words)
    assert (nobody.status_code, words in nobody.text, "Please choose who takes over." in nobody.text) == (
        422,
        True,
        True,
    )
    claim(world.actor("kit"), newcomer("Tomos", world.corners["public"].group_id))
    full = send(ingrid, path, path, note=words, mentor_id=str(world.members["kit"]))
    assert full.status_code == 422
    assert words in full.text
    assert "Kit holds as many newcomers as they can." in full.text
    db.session.execute(delete(Grant).where(Grant.member_id == world.members["ingrid"]))
    db.session.commit()
    gone = send(ingrid, path, "/account", note=words, mentor_id=str(world.members["kit"]))
    assert (gone.status_code, words in gone.text) == (403, True)
    assert "You are not a mentor any more." in gone.text


def test_a_newcomer_who_left_or_is_suspended_ends_in_a_sentence(visit: Any, world: World) -> None:
    nia, tomos = (newcomer(name, world.corners["public"].group_id) for name in ("Nia", "Tomos"))
    for one in (nia, tomos):
        claim(world.actor("ingrid"), one)
    suspend(world.actor("marta"), tomos, None, "For good.")
    db.session.execute(delete(Member).where(Member.id == nia))
    db.session.commit()
    ingrid = visit("ingrid")
    for path in (f"/welcome/{nia}/claim", f"/welcome/{nia}/let-go", f"/welcome/{nia}/hand-over"):
        answered = send(ingrid, path, DESK, note="Some words.")
        assert answered.status_code == 404
        assert "This newcomer is not on your desk any more. They may have left." in answered.text
    assert ingrid.get(f"/welcome?newcomer={nia}").status_code == 404
    assert ingrid.get(f"/welcome?newcomer={10**30}").status_code == 404
    assert "This newcomer is not on your desk any more." in ingrid.get(f"/welcome?newcomer={nia}").text
    suspended = send(ingrid, f"/welcome/{tomos}/claim", DESK)
    assert (suspended.status_code, "Tomos cannot take part at the moment" in suspended.text) == (409, True)


def test_being_away_gives_newcomers_back_and_says_so(visit: Any, world: World) -> None:
    nia = newcomer("Nia", world.corners["public"].group_id)
    claim(world.actor("ingrid"), nia)
    ingrid = visit("ingrid")
    assert send(ingrid, "/welcome/away", DESK, on="1").status_code == 303
    page = ingrid.get("/welcome").text
    assert "You are away, so nobody is offered to you." in page
    assert "You hold 0 of 5." in page
    assert held(world.members["ingrid"]) == set()
    assert ">Claim<" not in page
    send(ingrid, "/welcome/away", DESK)
    assert ">Claim<" in ingrid.get("/welcome").text


def test_a_mentor_says_what_they_know_on_their_own_page(visit: Any, world: World) -> None:
    ingrid, path = visit("ingrid"), "/account/mentor"
    assert visit("ruth").get(path).status_code == 404
    assert path not in visit("ruth").get("/account").text
    assert f'href="{path}"' in ingrid.get("/account").text
    wrong = send(ingrid, path, path, capacity="21", subjects="pacemaker, nights", away_until="2020-01-01")
    assert wrong.status_code == 422
    assert "Please choose a number from 1 to 20." in wrong.text
    assert "pacemaker, nights" in wrong.text
    past = send(ingrid, path, path, capacity="6", subjects="pacemaker, nights", away_until="2020-01-01")
    assert (past.status_code, "This day is over." in past.text) == (422, True)
    kept = send(ingrid, path, path, capacity="6", languages="English, Farsi", subjects="pacemaker,\nnights,")
    assert kept.status_code == 303
    load = load_of(world.members["ingrid"])
    assert (load.capacity, load.languages, load.subjects) == (6, ("English", "Farsi"), ("pacemaker", "nights"))
    assert "pacemaker, nights" in ingrid.get(path).text


def test_the_page_of_the_desk_keeps_its_number_of_statements(
    visit: Any, world: World, count_statements: Callable[[], Any]
) -> None:
    ingrid, numbers = visit("ingrid"), []
    for many in (1, 15):
        for place in range(many):
            newcomer(f"N{many}x{place}", world.corners["public"].group_id)
        ingrid.get("/welcome")
        with count_statements() as seen:
            assert ingrid.get("/welcome").status_code == 200
        numbers.append(len(seen))
    assert numbers == [DESK_PAGE_STATEMENTS, DESK_PAGE_STATEMENTS]
