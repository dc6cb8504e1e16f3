"""A few members and their browsers, for the tests of help, notices and guidelines."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.actor import ADMIN, MODERATOR, SYSTEM, Actor
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.roles import grant_role
from app.accounts.commands.sessions import open_session
from app.accounts.queries import actor_of

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def member(name: str, *, email: str | None = "", country: str = "", role: str = "", path: str = "/") -> int:
    """A member with a confirmed address, and a role on a path if one is named; answers the id."""
    address = f"{name}@example.org" if email == "" else email
    member_id = add_member(SYSTEM, NewMember(username=name, display_name=name.title(), email=address, country=country))
    if role:
        grant_role(SYSTEM, member_id, role, path)
    return member_id


def admin(name: str = "ada") -> Actor:
    return actor_of(member(name, role=ADMIN))


def moderator(name: str = "mona", path: str = "/") -> Actor:
    return actor_of(member(name, role=MODERATOR, path=path))


def browser_of(app: Flask, member_id: int) -> FlaskClient:
    """A browser in which the member is signed in."""
    client = app.test_client()
    client.set_cookie("dayroom-session", open_session(member_id, "Test").token)
    return client


def send(client: FlaskClient, url: str, page: str, **fields: Any) -> TestResponse:
    """Fill in and send the form on `page`, with its token."""
    found = _TOKEN.search(client.get(page).get_data(as_text=True))
    assert found, f"no form on {page}"
    return client.post(url, data={"csrf_token": found.group(1), **fields})
