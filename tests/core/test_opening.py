"""Who may reach a house with the demo people in it, and how an opening is remembered."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import opening
from app.core.command import command
from app.core.db import Base, db
from app.core.navigation import NAME
from app.core.settings import StoredSetting
from config import Config


@pytest.mark.parametrize(
    "host, expected",
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("app.localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("localhost.evil.example", False),
        ("talk.example.org", False),
        ("", False),
    ],
)
def test_loopback_is_this_computer_alone(host: str, expected: bool) -> None:
    assert opening.is_loopback(host) is expected


@pytest.mark.parametrize(
    "host, public_url, expected",
    [
        ("127.0.0.1", "", False),
        ("127.0.0.1", "http://localhost:8000", False),
        ("127.0.0.1", "https://talk.example.org", True),
        ("0.0.0.0", "", True),
        ("0.0.0.0", "http://127.0.0.1:8000", True),
    ],
)
def test_a_house_is_public_by_its_host_or_by_its_name(host: str, public_url: str, expected: bool) -> None:
    assert opening.is_public(Config(host=host, public_url=public_url)) is expected


def test_how_it_was_opened_is_remembered(app: Flask) -> None:
    assert opening.opened_as() == ""
    opening.note_opened("empty")
    assert opening.opened_as() == "empty"


def test_demo_accounts_are_known_by_what_their_loading_stored(app: Flask) -> None:
    assert not opening.has_demo_accounts()

    @command
    def load() -> None:
        db.session.add(StoredSetting(name=opening.DEMO_LOADED, value=True))

    load()
    assert opening.has_demo_accounts()


def test_a_new_community_begins_with_guidelines_and_help_lines_and_its_name(app: Flask) -> None:
    for _ in range(2):
        opening.fill()
        opening.note_opened("empty", "Heart Room")
    assert NAME.get() == "Heart Room"
    for page in ("/guidelines", "/help"):
        assert app.test_client().get(page).status_code == 200
    names = ("clauses", "help_lines")
    assert all(db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in names)


def test_packages_say_their_lines_under_the_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_greetings", [])
    opening.greets(lambda: ["Sign in as ruth."])
    assert opening.greeting() == ["Sign in as ruth."]
