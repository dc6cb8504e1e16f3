"""The pages of taking one's data and leaving, by role and state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import ADMIN, SYSTEM, Actor
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.departing import depart, send_off
from app.accounts.commands.leaving import ask_to_leave
from app.accounts.holdings import EVERYTHING, foreseen
from app.accounts.models import DataExport, Leaving, Member
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.jobs import run_due
from app.core.mail import kept_letters
from app.moderation.commands.statements import prepare_statement
from app.moderation.models import Decision, ReviewItem
from tests.accounts import leavers
from tests.accounts.conftest import PASSWORD, Browser, letters, link_in
from tests.accounts.leavers import Trace
from tests.world import World


def test_a_file_is_its_owners_alone(app: Flask, browser: Browser, ruth: Actor) -> None:
    browser.sign_in("ruth")
    assert browser.send("/account/data", {"present": PASSWORD}).status_code == 303
    assert browser.get("/account/data/1").status_code == 404
    run_due()
    answer = browser.get("/account/data/1")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    assert answer.data[:2] == b"PK"
    answer.close()
    page = browser.get("/account/data").text
    assert "You can ask for a new one from <time" in page and "Make a new file" not in page, "no button that is refused"
    assert browser.send("/account/data", {"present": PASSWORD}).status_code == 429
    stranger = Browser(app)
    assert stranger.get("/account/data/1").status_code == 303
    add_member(SYSTEM, NewMember("kit", "Kit", email="kit@example.org", password=PASSWORD))
    stranger.sign_in("kit")
    assert stranger.get("/account/data/1").status_code == 404


def test_a_wrong_password_and_no_choice_change_nothing(browser: Browser, ruth: Actor) -> None:
    browser.sign_in("ruth")
    answer = browser.send("/account/leave", {"choice": "places", "present": "not this one"})
    assert answer.status_code == 422
    assert "This is not your present password." in answer.text
    assert 'value="places" id="choice-1" checked' in answer.text
    assert browser.send("/account/leave", {"present": PASSWORD}).status_code == 422
    assert db.session.get_one(Member, ruth.member_id).leaves_at is None


def test_the_only_admin_is_told_to_name_another(browser: Browser, ruth: Actor) -> None:
    grant_role(SYSTEM, ruth.member_id or 0, ADMIN, "/")
    browser.sign_in("ruth")
    page = browser.get("/account/leave").text
    assert "You are the only administrator here." in page
    assert 'name="choice"' not in page
    answer = browser.send("/account/leave", {"choice": "keep", "present": PASSWORD}, page="/account/data")
    assert answer.status_code == 409


def test_the_banner_is_on_every_page_until_they_stay(browser: Browser, ruth: Actor) -> None:
    browser.sign_in("ruth")
    browser.send("/account/leave", {"choice": "keep", "present": PASSWORD})
    for page in ("/account", "/groups", "/help", "/nothing-here"):
        assert "You leave on " in browser.get(page).text, page
    assert "You leave on " not in Browser(browser.app).get("/groups").text
    assert browser.send("/account/leave/stay", page="/account/leave").status_code == 303
    assert "You leave on " not in browser.get("/account").text


def test_the_link_in_the_letter_asks_for_a_press_and_works_once(browser: Browser, ruth: Actor) -> None:
    browser.sign_in("ruth")
    browser.send("/account/leave", {"choice": "everything", "present": PASSWORD})
    link = link_in(letters()[0])
    at_home = Browser(browser.app)
    assert at_home.get(link).headers["Location"] == "/stay"
    assert db.session.get_one(Member, ruth.member_id).leaves_at is not None
    assert at_home.send("/stay").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Member, ruth.member_id).leaves_at is None
    at_home.get(link)
    assert at_home.get("/stay").status_code == 410


def test_files_go_with_whoever_leaves(browser: Browser, ruth: Actor, monkeypatch: Any) -> None:
    browser.sign_in("ruth")
    browser.send("/account/data", {"present": PASSWORD})
    run_due()
    folder = browser.app.config["DAYROOM"].instance / "files" / "own-data"
    made = {path.name for path in folder.iterdir()}
    mine = db.session.get_one(DataExport, 1).file
    assert mine in made
    browser.send("/account/leave", {"choice": "everything", "present": PASSWORD})
    then = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: then)
    depart(ruth.member_id or 0)
    assert mine not in {path.name for path in folder.iterdir()}
    assert browser.get("/account").status_code == 303


def test_a_page_for_somebody_who_stays_takes_no_statement_more(
    browser: Browser, ruth: Actor, count_statements: Callable[[], Any]
) -> None:
    browser.sign_in("ruth")
    browser.get("/account/data")
    with count_statements() as seen:
        assert browser.get("/account/data").status_code == 200
    assert len(seen) <= 8
    with count_statements() as seen:
        assert browser.get("/account/leave").status_code == 200
    assert len(seen) <= 12


def test_staff_write_a_file_for_who_asked_by_letter(app: Flask, ruth: Actor, tmp_path: Path) -> None:
    file = tmp_path / "ruth.zip"
    said = app.test_cli_runner().invoke(args=["members", "export", "ruth", str(file)])
    assert said.exit_code == 0, said.output
    assert "entries in" in said.output
    with ZipFile(file) as archive:
        assert "ruth@example.org" in archive.read("index.html").decode()
        assert "style.css" in archive.namelist()
    assert app.test_cli_runner().invoke(args=["members", "export", "nobody", str(file)]).exit_code == 1


def test_staff_let_somebody_leave_in_a_week_who_asked_by_letter(app: Flask, ruth: Actor) -> None:
    def run(*words: str, given: str = "") -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["members", *words], input=given)
        db.session.rollback()
        return done.exit_code, done.output

    member_id, page = ruth.member_id or 0, foreseen(ruth.member_id or 0)
    code, said = run("erase", "ruth", "--preview")
    assert code == 0 and all(f"- {each}" in said for each in (*page[EVERYTHING], *page[""]))
    assert run("erase", "ruth", given="n\n")[0] == 1 and db.session.get(Leaving, member_id) is None
    code, said = run("erase", "ruth", "--words", "keep", given="y\n")
    leaving = db.session.get_one(Leaving, member_id)
    assert code == 0 and f"ruth leaves on {leaving.leaves_at:%Y-%m-%d}" in said
    assert (leaving.choice, leaving.leaves_at - leaving.asked_at) == ("keep", timedelta(days=7))
    run_due()
    assert [letter.subject for letter in kept_letters() if letter.to == "ruth@example.org"] == ["About your account"]
    send_off()
    assert not db.session.get_one(Leaving, member_id).is_begun, "not before the week is over"
    assert run("erase", "ruth", "--yes")[0] == 0 and db.session.get_one(Leaving, member_id).choice == "everything"
    run_due()
    assert len([letter for letter in kept_letters() if letter.to == "ruth@example.org"]) == 1, "told once"
    assert run("stay", "ruth") == (0, "ruth stays.\n") and db.session.get(Leaving, member_id) is None
    asked = db.session.scalars(select(AuditEntry).where(AuditEntry.fact.startswith("Leaving")).order_by(AuditEntry.id))
    assert [(entry.fact, entry.actor_id) for entry in asked] == [
        ("LeavingAsked", None), ("LeavingAsked", None), ("LeavingTakenBack", None)
    ]  # fmt: skip
    assert run("erase", "nobody")[0] == 1


def test_every_page_that_showed_them_still_answers(
    heron: tuple[World, Trace], site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, trace = heron
    items = list(db.session.scalars(select(ReviewItem.id)))
    decisions = list(db.session.scalars(select(Decision.id)))
    told = [letter.token for letter in map(prepare_statement, decisions) if letter is not None]
    assert len(told) == 2
    ask_to_leave(trace.actor, "everything", leavers.PASSWORD)
    then = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: then)
    leavers.when_the_week_is_over()
    for token in told:
        statement = site.app.test_client().get(f"/statements/{token}", follow_redirects=True)
        assert statement.status_code == 200
        assert "It hurt somebody." in statement.text
        assert leavers.MARK not in statement.text
    corner = world.corners["public"]
    shared = (
        "/groups/heart",
        f"/discussions/{corner.discussion}",
        f"/discussions/{trace.talk}",
        "/for-you",
        "/notices",
    )
    staff = ("/desk", "/desk/record", "/groups/heart/people", *(f"/desk/{item}" for item in items))
    admin = ("/admin", "/admin/members", *(f"/decisions/{one}" for one in decisions))
    for name, pages in (("maren", shared), ("ana", (*shared, *staff)), ("marta", (*shared, *staff, *admin))):
        client = site.app.test_client()
        client.set_cookie("dayroom-session", world.token(name))
        for page in pages:
            answer = client.get(page, follow_redirects=True)
            assert answer.status_code == 200, (name, page)
            assert leavers.MARK not in answer.text, (name, page)
            assert leavers.NAME not in answer.text, (name, page)
        assert client.get("/members/quiet-heron").status_code == 404
        assert client.get(f"/posts/{trace.reply}").status_code == 404
