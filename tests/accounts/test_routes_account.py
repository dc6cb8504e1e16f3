"""One's own pages, profiles, and the page of sent mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import MENTOR, SYSTEM, Actor
from app.accounts.commands import NewMember, add_member, add_member_with_role
from app.accounts.models import Member
from app.core.db import db
from tests.accounts.conftest import PASSWORD, Browser, letters

OURS = ("members", "grants", "restrictions", "sign_in_sessions", "consents", "sign_ups", "mail_tokens")


@pytest.fixture
def signed_in(browser: Browser, ruth: Actor) -> Browser:
    browser.sign_in("ruth")
    return browser


def _ours(seen: list[str]) -> list[str]:
    """Statements that read or write tables of accounts; what the frame of other packages reads is theirs to state."""
    pattern = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE) (?:{'|'.join(OURS)})\b")
    return [statement for statement in seen if pattern.search(statement)]


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("/account", 2),
        ("/account/look", 2),
        ("/account/password", 1),
        ("/account/address", 2),
        ("/account/sessions", 2),
        ("/members/ana", 3),
    ],
)
def test_pages_take_a_fixed_number_of_statements(
    signed_in: Browser, count_statements: Callable[[], Any], page: str, number: int
) -> None:
    add_member_with_role(SYSTEM, NewMember("ana"), MENTOR, "/")
    signed_in.get(page)
    with count_statements() as seen:
        assert signed_in.get(page).status_code == 200
    assert len(_ours(seen)) == number


def test_a_visitor_costs_accounts_nothing(browser: Browser, count_statements: Callable[[], Any]) -> None:
    with count_statements() as seen:
        assert browser.get("/sign-in").status_code == 200
    assert _ours(seen) == []


def test_a_profile_shows_what_members_may_know(signed_in: Browser) -> None:
    add_member_with_role(
        SYSTEM, NewMember("ana", "Ana", email="ana@example.org", about="Here most mornings."), MENTOR, "/"
    )
    page = signed_in.get("/members/ana").text
    assert "Here most mornings." in page and "Mentor" in page
    assert "ana@example.org" not in page


def test_a_profile_is_not_there_for_visitors(browser: Browser, ruth: Actor) -> None:
    there, missing = browser.get("/members/ruth"), browser.get("/members/nobody")
    assert there.status_code == missing.status_code == 404


def test_name_and_line_are_changed_and_escaped(signed_in: Browser) -> None:
    answer = signed_in.send("/account", {"display_name": "Silver Kettle", "about": "<script>alert(1)</script>"})
    assert answer.status_code == 303
    page = signed_in.get("/members/ruth").text
    assert "Silver Kettle" in page and "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ANA", "looks the same"),
        ("Moderator", "people who run this place"),
        ("ruth", ""),
        ("Ana\nBcc: x", "letters, digits"),
    ],
)
def test_a_new_name_is_checked_like_the_first(signed_in: Browser, name: str, words: str) -> None:
    add_member(SYSTEM, NewMember("ana", "Ana"))
    answer = signed_in.send("/account", {"display_name": name, "about": "kept words"})
    assert answer.status_code == 422
    assert words in answer.text and "kept words" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Member.display_name).where(Member.username == "ruth")) == "Ruth"


def test_the_form_changes_nothing_but_its_fields(signed_in: Browser) -> None:
    signed_in.send(
        "/account",
        {"display_name": "Silver Kettle", "about": "", "username": "boss", "email": "x@example.org", "id": "9"},
    )
    db.session.rollback()
    member = db.session.scalars(select(Member)).one()
    assert (member.username, member.email) == ("ruth", "ruth@example.org")


def test_how_pages_look_is_kept_and_used(signed_in: Browser) -> None:
    wanted = {"theme": "dark", "contrast": "more", "text_size": "larger", "country": "CZ"}
    assert signed_in.send("/account/look", wanted).status_code == 303
    page = signed_in.get("/account/look").text
    assert 'data-theme="dark"' in page and 'data-text="larger"' in page
    assert '<option selected value="CZ">' in page


def test_a_look_that_is_none_of_the_choices_is_refused(signed_in: Browser) -> None:
    wanted = {"theme": "neon", "contrast": "", "text_size": "", "country": ""}
    assert signed_in.send("/account/look", wanted).status_code == 422


def test_an_address_that_is_nowhere_knows_who_asks(signed_in: Browser) -> None:
    page = signed_in.get("/no-such-page")
    assert page.status_code == 404 and "Sign in" not in page.text and "Go to the groups" in page.text


def test_sent_mail_is_shown_on_this_machine_alone(
    browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.join()
    letters()
    local = {"base_url": "http://127.0.0.1:8000"}
    page = browser.get("/sent-mail", **local)
    assert (
        page.status_code == 200 and "Please confirm your address" in page.text and 'href="http://127.0.0.1' in page.text
    )
    assert 'href="/sent-mail"' in browser.get("/join/sent", **local).text
    config = app.config["DAYROOM"]
    for changed in (
        {"smtp_url": "smtp://mail.example.org"},
        {"host": "0.0.0.0"},
        {"public_url": "https://talk.example.org"},
    ):
        with monkeypatch.context() as patch:
            patch.setitem(app.config, "DAYROOM", replace(config, **changed))
            assert browser.get("/sent-mail", **local).status_code == 404
            assert "sent-mail" not in browser.get("/join/sent", **local).text
    for changed in (
        {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}},
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"base_url": "http://talk.example.org"},
    ):
        assert browser.get("/sent-mail", **{**local, **changed}).status_code == 404


def test_signing_in_leaves_the_address_out_of_logs(
    browser: Browser, ruth: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        browser.sign_in("ruth@example.org", "wrong password here")
        browser.sign_in("ruth@example.org", PASSWORD)
    assert "ruth@example.org" not in caplog.text and PASSWORD not in caplog.text
