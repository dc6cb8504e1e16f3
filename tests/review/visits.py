"""Browsers of the world's people, with a form's token at hand."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask, world: Any, name: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""
        if name != "visitor":
            self.client.set_cookie("dayroom-session", world.token(name))

    def get(self, url: str, **options: Any) -> TestResponse:
        return self.client.get(url, **options)

    def text(self, url: str) -> str:
        return self.get(url).get_data(as_text=True)

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form as this person, with the token of their account page."""
        if not self.token:
            found = TOKEN.search(self.text("/account"))
            assert found is not None
            self.token = found.group(1)
        return self.client.post(url, data={"csrf_token": self.token, **(data or {})}, **options)
