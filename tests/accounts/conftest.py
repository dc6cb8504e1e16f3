"""A browser that fills in forms as a person would, with the form's own token, and the letters it was sent."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands import NewMember, add_member_with_role
from app.accounts.queries import actor_of
from app.core.jobs import run_due
from app.core.mail import KeptLetter, kept_letters
from tests.accounts.leavers import Trace, leave_a_trace
from tests.world import World, build

PASSWORD = "lantern over quiet water"
SESSION = "dayroom-session"

JOINING = {
    "age": "61",
    "display_name": "Quiet Heron",
    "email": "maren.holt@example.org",
    "password": PASSWORD,
    "consent": "y",
    "guidelines": "y",
}


class Browser:
    """One browser: its cookies, and forms sent with the token that their page carries."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, url: str, **extra: Any) -> TestResponse:
        return self.client.get(url, **extra)

    def send(
        self, url: str, data: dict[str, Any] | None = None, *, page: str | None = None, **extra: Any
    ) -> TestResponse:
        """Open `page` (by default where the form stands) and send the form."""
        where = {name: extra[name] for name in ("base_url",) if name in extra}
        shown = self.get(page or url, **where).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert token, f"no form on {page or url}"
        return self.client.post(url, data={"csrf_token": token.group(1), **(data or {})}, **extra)

    def sign_in(self, identifier: str, password: str = PASSWORD, **extra: Any) -> TestResponse:
        return self.send("/sign-in", {"identifier": identifier, "password": password}, **extra)

    def join(self, **changed: str) -> TestResponse:
        return self.send("/join", {**JOINING, **changed})

    @property
    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200

    def cookie(self, name: str = SESSION) -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found else None


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def ruth(app: Flask) -> Actor:
    """A member who signs in with ruth@example.org."""
    new = NewMember("ruth", "Ruth", email="ruth@example.org", password=PASSWORD)
    return actor_of(add_member_with_role(SYSTEM, new, "", "/"))


_traces: dict[str, tuple[World, Trace]] = {}


@pytest.fixture
def heron(site: Any, within: Callable[..., Any]) -> tuple[World, Trace]:
    """The community with Quiet Heron in it, made once for each database."""

    def fill() -> None:
        world = build()
        _traces[site.backend] = (world, leave_a_trace(world))

    within("heron", fill)
    return copy.deepcopy(_traces[site.backend])


def letters() -> list[KeptLetter]:
    """Do what is due, and answer the letters sent so far, newest first."""
    run_due()
    return list(kept_letters())


def link_in(letter: KeptLetter) -> str:
    """The path of the link in a letter."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/(?:confirm|reset|stay)/\S+)", letter.body)
    assert found, "no link in the letter"
    return found.group(1)
