"""The form session of a browser is what its cookie says, each time, however often it is brought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from app.core import clock, form_session
from app.core.form_session import FormSessions


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("trial")
    app.secret_key = "a chair by the window"
    app.permanent_session_lifetime = timedelta(days=60)
    app.session_interface = FormSessions()

    @app.get("/say/<word>")
    def say(word: str) -> str:
        session["word"] = word
        return ""

    @app.get("/tell")
    def tell() -> str:
        session["told"] = ["a list"]
        return ""

    @app.get("/")
    def said() -> str:
        return repr(dict(session))

    form_session._known.cache_clear()
    return app.test_client()


def test_it_is_read_once_and_never_mixed_up(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    other = client.application.test_client()
    client.get("/say/slippers")
    other.get("/say/lead")
    for _ in range(3):
        assert (client.get("/").text, other.get("/").text) == ("{'word': 'slippers'}", "{'word': 'lead'}")
    assert form_session._known.cache_info().misses == 2
    client.get("/say/book")
    assert client.get("/").text == "{'word': 'book'}"
    client.get("/tell")
    assert client.get("/").text == "{'told': ['a list'], 'word': 'book'}"
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(days=61))
    assert other.get("/").text == "{'word': 'lead'}", "Flask goes by its own clock, and it decides"


def test_a_cookie_that_is_not_ours_says_nothing_and_is_not_remembered(client: FlaskClient) -> None:
    client.get("/say/slippers")
    cookie = client.get_cookie("session")
    assert cookie is not None
    for value in (cookie.value[:-3] + "abc", "made up", "." + cookie.value):
        client.set_cookie("session", value)
        assert client.get("/").text == "{}"
    assert form_session._known.cache_info().currsize == 0
