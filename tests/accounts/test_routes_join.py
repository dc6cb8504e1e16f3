"""Joining, as a browser sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import registry
from app.accounts.actor import Actor
from app.accounts.commands.tidy import tidy
from app.accounts.consent import PRIVACY_VERSION
from app.accounts.models import Consent, MailToken, Member, SignUp
from app.accounts.queries import member_named
from app.core import clock
from app.core.db import Base, db
from tests.accounts.conftest import JOINING, Browser, letters, link_in


def _rows() -> int:
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


def test_joining_from_the_form_to_the_first_page(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_guidelines", [lambda: "3"])
    assert browser.send("/join", {**JOINING, "next": "/groups/heart"}).location == "/join/sent"
    assert db.session.scalars(select(Member)).all() == []
    link = link_in(letters()[0])
    opened = browser.get(link)
    assert opened.location == "/confirm"
    assert "Quiet Heron" in browser.get("/confirm").text
    assert db.session.scalars(select(Member)).all() == []
    done = browser.send("/confirm")
    assert (done.status_code, done.location) == (303, "/groups/heart")
    assert browser.is_signed_in
    member = member_named("quiet-heron")
    assert member is not None and member.email == JOINING["email"] and member.email_confirmed_at is not None
    consents = {row.kind: row.version for row in db.session.scalars(select(Consent))}
    assert consents == {"privacy": PRIVACY_VERSION, "guidelines": "3"}
    assert db.session.scalars(select(SignUp)).all() == []


def test_the_token_is_in_the_letter_alone(browser: Browser) -> None:
    browser.join()
    assert db.session.scalars(select(MailToken.token_hash)).all() == [None]
    token = link_in(letters()[0]).rsplit("/", 1)[-1]
    kept = db.session.scalars(select(MailToken.token_hash)).one()
    assert kept is not None and token not in kept
    link = browser.get(f"/confirm/{token}")
    cookie = link.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=900" in cookie
    assert token not in (link.location or "")


def test_a_letter_names_neither_topic_nor_what_a_stranger_typed(browser: Browser) -> None:
    browser.join()
    letter = letters()[0]
    assert letter.to == JOINING["email"]
    assert "Quiet Heron" not in letter.subject + letter.body


@pytest.mark.parametrize("age", ["15", "1"])
def test_somebody_too_young_leaves_nothing_behind(browser: Browser, age: str) -> None:
    browser.get("/join")
    before = _rows()
    answer = browser.join(age=age, password="short")
    assert answer.status_code == 200 and "/help" in answer.text
    assert _rows() == before
    assert browser.cookie("dayroom-form") is None and browser.cookie() is None


def test_the_question_of_age_does_not_hint_at_the_limit(browser: Browser) -> None:
    page = browser.get("/join").text
    assert "16" not in re.sub(r"<[^>]*>", "", page)
    field = re.search(r"<input[^>]*name=\"age\"[^>]*>", page)
    assert field is not None and "16" not in field.group()


def test_a_known_address_gets_the_same_answer_and_a_letter_that_says_so(browser: Browser, ruth: Actor) -> None:
    unknown = browser.join()
    known = Browser(browser.app).join(email="ruth@example.org", display_name="Silver Kettle")
    assert (unknown.status_code, unknown.location) == (known.status_code, known.location)
    assert unknown.data == known.data
    by_address = {letter.to: letter for letter in letters()}
    assert "belongs to an account already" in by_address["ruth@example.org"].body
    assert db.session.scalars(select(SignUp.email)).all() == [JOINING["email"]]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"display_name": "Ruth"}, "looks the same"),
        ({"display_name": "RUTH."}, "looks the same"),
        ({"display_name": "Dr Heron"}, "people who run this place"),
        ({"display_name": "M0derator"}, "people who run this place"),
        ({"display_name": "Heron\u202egnp"}, "letters, digits"),
        ({"display_name": "<b>Heron</b>"}, "letters, digits"),
        ({"display_name": "Heron 0176 1234567"}, "telephone"),
        ({"display_name": "H"}, "2 to 40"),
        ({"email": "maren"}, "whole mail address"),
        ({"email": "maren@example.org\r\nBcc: x@example.org"}, "whole mail address"),
        ({"password": "short"}, "at least 10"),
        ({"password": "password1234"}, "guessed quickly"),
        ({"password": "quiet heron"}, "guessed quickly"),
        ({"consent": ""}, "without this"),
        ({"guidelines": ""}, "read them first"),
        ({"age": "many"}, "age in years"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_rest_stays(
    browser: Browser, ruth: Actor, changed: dict[str, str], words: str
) -> None:
    answer = browser.join(**changed)
    assert answer.status_code == 422
    assert words in answer.text
    for name in {"display_name", "email"} - set(changed):
        assert f'value="{JOINING[name]}"' in answer.text
    assert JOINING["password"] not in answer.text
    assert db.session.scalars(select(SignUp)).all() == []


@pytest.mark.parametrize("name", ["maren.holt", "Maren Holt", "Maren Holt 61"])
def test_a_name_like_the_address_is_asked_about_once(browser: Browser, name: str) -> None:
    asked = browser.join(display_name=name)
    assert asked.status_code == 422 and f'name="keeps_name" value="{name}"' in asked.text
    assert browser.join(display_name=name, keeps_name=name).location == "/join/sent"


def test_a_suggested_name_fills_the_field_and_keeps_what_was_typed(browser: Browser) -> None:
    page = browser.get("/join").text
    suggested = page.split('name="use_name" value="')[1].split('"')[0]
    filled = browser.join(use_name=suggested).text
    assert f'value="{suggested}"' in filled.split('id="display_name"')[1][:200]
    assert f'value="{JOINING["email"]}"' in filled
    assert 'id="errors"' not in filled
    assert JOINING["password"] not in filled and "Please type it once more" in filled
    assert browser.join(more_names="1").text.count('name="use_name"') == 3
    assert db.session.scalars(select(SignUp)).all() == []


def test_what_one_agrees_to_is_read_beside_the_form_so_that_nothing_typed_is_lost(browser: Browser) -> None:
    page = browser.get("/join").text
    assert "open beside this one" in page
    for address in ("/privacy", "/guidelines"):
        assert f'<a href="{address}" target="_blank">' in page


def test_joining_again_with_the_same_name_and_address_is_possible(browser: Browser) -> None:
    browser.join()
    assert browser.join().location == "/join/sent"
    newest = link_in(letters()[0])
    browser.get(newest)
    browser.send("/confirm")
    assert [member.display_name for member in db.session.scalars(select(Member))] == ["Quiet Heron"]
    assert db.session.scalars(select(SignUp)).all() == []


def test_a_name_that_somebody_else_is_joining_with_is_taken(browser: Browser) -> None:
    browser.join()
    assert "looks the same" in browser.join(email="somebody.else@example.org").text


def test_a_link_works_once(browser: Browser) -> None:
    browser.join()
    link = link_in(letters()[0])
    browser.get(link)
    browser.send("/confirm")
    other = Browser(browser.app)
    other.get(link)
    assert other.get("/confirm").status_code == 410
    assert not other.is_signed_in


@pytest.mark.parametrize(("hours", "status"), [(47, 200), (49, 410)])
def test_a_link_works_for_48_hours(browser: Browser, monkeypatch: pytest.MonkeyPatch, hours: int, status: int) -> None:
    browser.join()
    link, later = link_in(letters()[0]), clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.get(link)
    assert browser.get("/confirm").status_code == status


def test_a_made_up_link_opens_nothing(browser: Browser) -> None:
    browser.get("/confirm/made-up")
    assert browser.get("/confirm").status_code == 410


def test_asks_to_join_vanish_after_a_week(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.join()
    letters()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6))
    tidy()
    assert len(db.session.scalars(select(SignUp)).all()) == 1
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=8))
    tidy()
    assert db.session.scalars(select(SignUp)).all() == []
    assert db.session.scalars(select(MailToken)).all() == []


def test_the_limit_of_joining_is_by_connection_not_by_what_it_claims(
    browser: Browser, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    words = "oak elm ash fir yew box fig pear plum lime bay sloe rose vine hop flax oat rye sage mint dill".split()
    answers = [
        Browser(browser.app).send(
            "/join",
            {**JOINING, "email": f"person{number}@example.org", "display_name": f"Silver Gate {words[number]}"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number in range(21)
    ]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]


def test_a_signed_in_member_is_not_asked_to_join(browser: Browser, ruth: Actor, app: Flask) -> None:
    browser.sign_in("ruth")
    assert browser.get("/join").location == "/account"
