"""Browsers for page tests: somebody of `tests.world`, signed in."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from tests.world import World

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def browser_as(world: World, name: str) -> FlaskClient:
    """A browser in which `name` is signed in; 'visitor' is nobody."""
    client = current_app.test_client()
    if name != "visitor":
        client.set_cookie("dayroom-session", world.token(name))
    return client


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """The text of a page that answers `status`. The database session is as fresh as for any request."""
    db.session.remove()
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code, answer.location)
    return answer.get_data(as_text=True)


def send(client: FlaskClient, url: str, form_on: str, **fields: Any) -> TestResponse:
    """Fill in and send a form of the page `form_on`, with its token."""
    found = _TOKEN.search(page(client, form_on))
    assert found, f"no form on {form_on}"
    db.session.remove()
    return client.post(url, data={"csrf_token": found.group(1), **fields})
