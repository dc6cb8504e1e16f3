"""One browser a session, and a house for each journey: the people of `tests.world`, who can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from flask import Flask, current_app
from playwright.sync_api import Browser
from sqlalchemy import update

from app.accounts.models import Member
from app.accounts.passwords import hash_password
from app.core.db import db
from tests.browser import open_browser, served
from tests.journeys.house import House
from tests.journeys.people import READ, SCRIPT
from tests.world import PASSWORD, World


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def one_hash() -> str:
    """Making it costs time on purpose, so everybody has the same password."""
    return hash_password(PASSWORD)


@pytest.fixture(params=[SCRIPT, READ])
def how(request: pytest.FixtureRequest) -> str:
    """How the story is told."""
    return str(request.param)


@pytest.fixture
def house(
    world: World, chrome: Browser, one_hash: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.execute(update(Member).values(password_hash=one_hash))
    db.session.commit()
    db.session.remove()
    with nullcontext("http://localhost") if how == READ else served(app) as address:
        talk = f"/discussions/{world.corners['public'].discussion}"
        opened = House(address, app, chrome, how, world.tokens, talk, monkeypatch)
        yield opened
        opened.close()
    assert opened.faults == []
