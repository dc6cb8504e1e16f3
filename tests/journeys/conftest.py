"""One browser a session, and a house for each journey: the people of `tests.world`, who can sign in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask, current_app
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.accounts.models import Member
from app.accounts.passwords import hash_password
from app.core.db import db
from tests.browser import open_browser, served
from tests.journeys.house import House, Looked
from tests.world import PASSWORD, World


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "looked-at"
    folder.mkdir(exist_ok=True)
    return Looked(folder)


@pytest.fixture(scope="session")
def one_hash() -> str:
    """Making it costs time on purpose, so everybody has the same password."""
    return hash_password(PASSWORD)


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers run JavaScript."""
    return bool(request.param)


@pytest.fixture
def house(
    world: World, chrome: Browser, looked_at: Looked, one_hash: str, script: bool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.execute(update(Member).values(password_hash=one_hash))
    db.session.commit()
    db.session.remove()
    with served(app) as address:
        talk = f"/discussions/{world.corners['public'].discussion}"
        opened = House(address, app, chrome, script, world.tokens, talk, looked_at, monkeypatch)
        yield opened
        opened.close()
    assert opened.faults == []
