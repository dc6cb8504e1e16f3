"""Signing in and out, sessions, passwords and addresses, as a browser sees them; and the ways others got them wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands import NewMember, add_member
from app.accounts.models import Member, SignInSession
from app.core import clock
from app.core.db import db
from tests.accounts.conftest import PASSWORD, SESSION, Browser, letters, link_in
from tests.suspending import suspend

OTHER = "seven slow paper boats"


@pytest.fixture
def signed_in(browser: Browser, ruth: Actor) -> Browser:
    assert browser.sign_in("ruth").status_code == 303
    return browser


@pytest.mark.parametrize("identifier", ["ruth", "Ruth", "ruth@example.org", " RUTH@example.org "])
def test_a_member_signs_in_with_address_or_username(browser: Browser, ruth: Actor, identifier: str) -> None:
    assert browser.sign_in(identifier).location == "/for-you"
    assert browser.is_signed_in


def test_the_cookie_is_out_of_reach_of_scripts_and_the_database_keeps_a_hash(signed_in: Browser) -> None:
    token = signed_in.cookie() or ""
    assert len(token) > 40
    assert token not in db.session.scalars(select(SignInSession.token_hash)).one()
    again = Browser(signed_in.app).sign_in("ruth")
    header = next(value for value in again.headers.getlist("Set-Cookie") if value.startswith(SESSION))
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header
    assert "remember" not in str(again.headers)


@pytest.mark.parametrize(
    ("identifier", "password"),
    [("ruth", "wrong password here"), ("nobody", PASSWORD), ("nobody@example.org", PASSWORD), ("bare", PASSWORD)],
)
def test_every_failure_has_the_same_answer(browser: Browser, ruth: Actor, identifier: str, password: str) -> None:
    add_member(SYSTEM, NewMember("bare"))
    answer = browser.sign_in(identifier, password)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert password not in answer.text
    assert not browser.is_signed_in


@pytest.mark.usefixtures("hashing_of_the_house")
def test_an_unknown_account_costs_as_much_as_a_known_one(
    browser: Browser, ruth: Actor, monkeypatch: pytest.MonkeyPatch, count_statements: Callable[[], Any]
) -> None:
    tried: list[str] = []
    verify = type(passwords._hasher).verify
    monkeypatch.setattr(
        type(passwords._hasher), "verify", lambda self, kept, given: tried.append(kept) or verify(self, kept, given)
    )
    costs = []
    browser.get("/sign-in")
    for identifier in ("ruth", "nobody"):
        with count_statements() as seen:
            browser.sign_in(identifier, "wrong password here")
        costs.append(len(seen))
    assert len(tried) == 2 and costs[0] == costs[1]
    parts = [kept.split("$")[3] for kept in tried]
    assert parts[0] == parts[1]


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/groups/heart?after=3.4", "/groups/heart?after=3.4"),
        ("https://elsewhere.example", "/for-you"),
        ("//elsewhere.example", "/for-you"),
        ("/\\elsewhere.example", "/for-you"),
        ("javascript:alert(1)", "/for-you"),
        ("/groups\r\nSet-Cookie: a=b", "/for-you"),
        ("/\t/elsewhere.example", "/for-you"),
    ],
)
def test_next_stays_here(browser: Browser, ruth: Actor, wanted: str, target: str) -> None:
    answer = browser.send("/sign-in", {"identifier": "ruth", "password": PASSWORD, "next": wanted})
    assert answer.location == target


def test_a_visitor_who_wants_a_page_of_members_comes_back_to_it(browser: Browser, ruth: Actor) -> None:
    sent = browser.get("/account/sessions")
    assert sent.location == "/sign-in?next=/account/sessions"
    assert browser.get(sent.location).text.count('value="/account/sessions"') == 1


def test_signing_in_always_makes_a_new_session(browser: Browser, ruth: Actor) -> None:
    browser.client.set_cookie(SESSION, "a-token-that-somebody-planted")
    browser.sign_in("ruth")
    assert browser.cookie() != "a-token-that-somebody-planted"
    planted = Browser(browser.app)
    planted.client.set_cookie(SESSION, "a-token-that-somebody-planted")
    assert not planted.is_signed_in


def test_the_form_session_from_before_is_gone_after_signing_in(browser: Browser, ruth: Actor) -> None:
    browser.get("/sign-in")
    before = browser.cookie("dayroom-form")
    browser.sign_in("ruth")
    assert browser.cookie("dayroom-form") != before


def test_signing_out_ends_the_session_itself(signed_in: Browser) -> None:
    token = signed_in.cookie() or ""
    # What letters' links opened in this browser goes with it: somebody else may sit here next.
    links = ("dayroom-link", "dayroom-statement", "dayroom-notice-link", "dayroom-notice")
    for name in links:
        signed_in.client.set_cookie(name, "a-token-from-a-letter")
    assert signed_in.send("/sign-out", page="/account").status_code == 303
    assert signed_in.cookie() is None
    assert [signed_in.cookie(name) for name in links] == [None] * 4
    thief = Browser(signed_in.app)
    thief.client.set_cookie(SESSION, token)
    assert not thief.is_signed_in


def test_signing_out_needs_the_form(signed_in: Browser) -> None:
    assert signed_in.get("/sign-out").status_code == 405
    assert signed_in.client.post("/sign-out").status_code == 400
    assert signed_in.is_signed_in


def test_a_form_without_its_token_is_refused(browser: Browser, ruth: Actor) -> None:
    answer = browser.client.post("/sign-in", data={"identifier": "ruth", "password": PASSWORD})
    assert answer.status_code == 400 and "<h1>" in answer.text
    assert not browser.is_signed_in


def test_guessing_one_account_from_one_connection_is_stopped_and_its_owner_still_comes_in(
    app: Flask, ruth: Actor, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    names = ["ruth"] * 5 + ["ruth@example.org"] * 6
    codes = [Browser(app).sign_in(name, "wrong password here").status_code for name in names]
    assert codes == [422] * 10 + [429]
    assert Browser(app).sign_in("ruth").status_code == 429
    assert Browser(app).sign_in("ruth", environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303


def test_guessing_one_account_from_many_connections_is_stopped(
    app: Flask, ruth: Actor, stop_clock: Callable[[], None]
) -> None:
    stop_clock()

    def guess(number: int) -> int:
        place = {"REMOTE_ADDR": f"203.0.113.{number}"}
        return Browser(app).sign_in("ruth", "wrong password here", environ_overrides=place).status_code

    assert [guess(number) for number in range(61)] == [422] * 60 + [429]


def test_guessing_from_one_connection_is_stopped_whatever_it_claims(
    app: Flask, ruth: Actor, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    codes = [
        Browser(app).sign_in(f"nobody{number}", "x", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(41)
    ]
    assert codes == [422] * 40 + [429]


def test_a_session_goes_on_while_it_is_used_and_runs_out_otherwise(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for days in (20, 40, 60):
        monkeypatch.setattr(clock, "now", lambda days=days: start + timedelta(days=days))
        answer = signed_in.get("/account")
        assert answer.status_code == 200
        assert any(value.startswith(SESSION) for value in answer.headers.getlist("Set-Cookie"))
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=91))
    assert not signed_in.is_signed_in


def test_last_use_is_written_at_most_every_ten_minutes(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    start = db.session.scalars(select(SignInSession.last_seen_at)).one()
    for minutes, seen in ((9, 0), (11, 11), (20, 11), (22, 22)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        signed_in.get("/account")
        db.session.rollback()
        assert db.session.scalars(select(SignInSession.last_seen_at)).one() == start + timedelta(minutes=seen)


def test_a_session_that_ran_out_still_says_whose_draft_to_keep(
    signed_in: Browser, ruth: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    signed_in.get("/sign-in")
    assert g.actor.is_visitor and g.expired_member_id == ruth.member_id


def test_a_session_that_was_ended_says_nothing(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = signed_in.cookie() or "", clock.now()
    signed_in.send("/sign-out", page="/account")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    signed_in.client.set_cookie(SESSION, token)
    signed_in.get("/sign-in")
    assert g.actor.is_visitor and g.expired_member_id is None


def test_a_member_sees_their_sessions_and_ends_one(signed_in: Browser) -> None:
    phone = Browser(signed_in.app)
    phone.sign_in("ruth", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Safari/605"})
    page = signed_in.get("/account/sessions").text
    assert "Safari on iPhone" in page and "This device" in page
    last = max(db.session.scalars(select(SignInSession.id)))
    assert signed_in.send(f"/account/sessions/{last}/end", page="/account/sessions").status_code == 303
    assert signed_in.is_signed_in and not phone.is_signed_in


def test_nobody_ends_the_session_of_another(signed_in: Browser) -> None:
    add_member(SYSTEM, NewMember("ana", email="ana@example.org", password=PASSWORD))
    ana = Browser(signed_in.app)
    ana.sign_in("ana")
    theirs = max(db.session.scalars(select(SignInSession.id)))
    assert signed_in.send(f"/account/sessions/{theirs}/end", page="/account/sessions").status_code == 404
    assert ana.is_signed_in


def test_every_other_device_can_be_signed_out(signed_in: Browser) -> None:
    phone = Browser(signed_in.app)
    phone.sign_in("ruth")
    assert signed_in.send("/account/sessions/end-others", page="/account/sessions").status_code == 303
    assert signed_in.is_signed_in and not phone.is_signed_in


def test_a_new_password_ends_every_other_session_and_is_told_by_mail(signed_in: Browser) -> None:
    phone = Browser(signed_in.app)
    phone.sign_in("ruth")
    assert signed_in.send("/account/password", {"present": PASSWORD, "wanted": OTHER}).status_code == 303
    assert signed_in.is_signed_in and not phone.is_signed_in
    assert Browser(signed_in.app).sign_in("ruth", PASSWORD).status_code == 422
    assert Browser(signed_in.app).sign_in("ruth", OTHER).status_code == 303
    assert letters()[0].subject == "Your password was changed"


@pytest.mark.parametrize(
    ("present", "wanted", "words"),
    [
        ("wrong password here", OTHER, "not your present password"),
        (PASSWORD, "short", "at least 10"),
        (PASSWORD, "ruth@example.org", "guessed"),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_or_to_a_weak_one(
    signed_in: Browser, present: str, wanted: str, words: str
) -> None:
    answer = signed_in.send("/account/password", {"present": present, "wanted": wanted})
    assert answer.status_code == 422 and words in answer.text
    assert Browser(signed_in.app).sign_in("ruth").status_code == 303


def test_a_forgotten_password_is_replaced_by_link_and_every_session_ends(signed_in: Browser) -> None:
    other = Browser(signed_in.app)
    assert other.send("/reset", {"email": "Ruth@example.org"}).location == "/reset/sent"
    link = link_in(letters()[0])
    assert other.get(link).location == "/reset/password"
    assert other.send("/reset/password", {"wanted": "short"}).status_code == 422
    assert other.send("/reset/password", {"wanted": OTHER}).location == "/sign-in"
    assert not signed_in.is_signed_in and not other.is_signed_in
    other.get(link)
    assert other.get("/reset/password").status_code == 410
    assert other.sign_in("ruth", OTHER).status_code == 303


def test_a_reset_link_lasts_an_hour_and_an_older_one_dies_with_a_changed_password(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Browser(signed_in.app)
    other.send("/reset", {"email": "ruth@example.org"})
    link = link_in(letters()[0])
    signed_in.send("/account/password", {"present": PASSWORD, "wanted": OTHER})
    other.get(link)
    assert other.get("/reset/password").status_code == 410
    other.send("/reset", {"email": "ruth@example.org"})
    link = link_in(next(letter for letter in letters() if letter.subject == "A new password"))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=61))
    other.get(link)
    assert other.get("/reset/password").status_code == 410


def test_a_reset_asked_for_before_a_change_but_not_yet_sent_is_useless(signed_in: Browser) -> None:
    Browser(signed_in.app).send("/reset", {"email": "ruth@example.org"})
    signed_in.send("/account/password", {"present": PASSWORD, "wanted": OTHER})
    assert [letter.subject for letter in letters()] == ["Your password was changed"]


def test_asking_for_a_reset_says_nothing_about_who_is_here(
    browser: Browser, ruth: Actor, count_statements: Callable[[], Any]
) -> None:
    costs, answers = [], []
    browser.get("/reset")
    for email in ("ruth@example.org", "nobody@example.org"):
        with count_statements() as seen:
            answers.append(browser.send("/reset", {"email": email}))
        costs.append(len(seen))
    assert answers[0].location == answers[1].location and answers[0].data == answers[1].data
    assert costs[0] == costs[1]
    assert [letter.to for letter in letters()] == ["ruth@example.org"]


def test_a_link_for_one_purpose_does_not_serve_another(browser: Browser, ruth: Actor) -> None:
    browser.send("/reset", {"email": "ruth@example.org"})
    token = link_in(letters()[0]).rsplit("/", 1)[-1]
    browser.get(f"/confirm/{token}")
    assert browser.get("/confirm").status_code == 410


def test_links_do_not_follow_the_host_header(browser: Browser, ruth: Actor) -> None:
    browser.send("/reset", {"email": "ruth@example.org"}, base_url="http://evil.example")
    assert "evil.example" not in letters()[0].body
    assert link_in(letters()[0])


def test_resets_are_limited_by_address_and_by_connection(app: Flask, stop_clock: Callable[[], None]) -> None:
    stop_clock()
    same = [Browser(app).send("/reset", {"email": "a@example.org"}).status_code for _ in range(6)]
    assert same == [303] * 5 + [429]
    many = [
        Browser(app)
        .send("/reset", {"email": f"b{n}@example.org"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
        .status_code
        for n in range(15)
    ]
    assert many == [303] * 14 + [429]


def test_a_new_address_is_confirmed_there_and_told_to_the_old_one(signed_in: Browser, ruth: Actor) -> None:
    assert signed_in.send("/account/address", {"email": "new@example.org", "present": PASSWORD}).status_code == 303
    assert db.session.scalars(select(Member.email)).one() == "ruth@example.org"
    first = letters()[0]
    assert first.to == "new@example.org"
    signed_in.get(link_in(first))
    assert signed_in.send("/confirm").location == "/account"
    db.session.rollback()
    assert db.session.scalars(select(Member.email)).one() == "new@example.org"
    told = letters()[0]
    assert (told.to, told.subject) == ("ruth@example.org", "Your address was changed")


def test_an_address_of_somebody_else_is_neither_taken_nor_told(signed_in: Browser) -> None:
    add_member(SYSTEM, NewMember("ana", email="ana@example.org"))
    mine = signed_in.send("/account/address", {"email": "free@example.org", "present": PASSWORD})
    theirs = signed_in.send("/account/address", {"email": "ana@example.org", "present": PASSWORD})
    assert (mine.status_code, mine.location) == (theirs.status_code, theirs.location)
    letter = next(letter for letter in letters() if letter.to == "ana@example.org")
    assert "/confirm/" not in letter.body


@pytest.mark.parametrize(
    ("email", "present", "words"),
    [
        ("new@example.org", "wrong password here", "not your present password"),
        ("ruth@example.org", PASSWORD, "already"),
        ("new@example.org\nBcc: all@example.org", PASSWORD, "whole mail address"),
    ],
)
def test_an_address_is_not_changed_without_reason(signed_in: Browser, email: str, present: str, words: str) -> None:
    answer = signed_in.send("/account/address", {"email": email, "present": present})
    assert answer.status_code == 422 and words in answer.text
    assert letters() == []


def test_a_suspended_member_reaches_signing_out_and_little_else(signed_in: Browser, ruth: Actor) -> None:
    suspend(SYSTEM, ruth.member_id or 0, None, "Please rest.")
    assert not signed_in.is_signed_in
    assert "You were signed out here." in signed_in.get("/sign-in?next=/for-you").text, "not without a word"
    assert signed_in.sign_in("ruth").location == "/account/suspended"
    words = signed_in.get("/account/suspended").text
    assert 'href="/notices"' in words and "For you" not in words, "no word of the header leads to a closed door"
    assert "You were signed out" not in signed_in.get("/help").text
    for page in ("/account", "/account/password", "/account/sessions", "/members/ruth", "/join"):
        answer = signed_in.get(page)
        assert answer.status_code == 403 and 'href="/account"' not in answer.text
    assert signed_in.send("/sign-out", page="/reset").status_code == 303
    assert signed_in.cookie() is None


def test_signed_in_pages_are_not_stored(signed_in: Browser) -> None:
    assert signed_in.get("/account").headers["Cache-Control"] == "no-store"


def test_under_https_cookies_belong_to_this_host_alone(
    app: Flask, ruth: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = app.config["DAYROOM"]
    monkeypatch.setitem(
        app.config,
        "DAYROOM",
        type(config)(instance=config.instance, public_url="https://talk.example.org", testing=True),
    )
    answer = Browser(app).sign_in("ruth")
    header = next(value for value in answer.headers.getlist("Set-Cookie") if "session=" in value)
    assert header.startswith("__Host-dayroom-session=") and "Secure" in header and "Domain" not in header
