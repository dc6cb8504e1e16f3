"""A token that arrives by mail becomes a cookie at once, and the address that held it is left."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from app.core.web import cookie_name, is_for_one_reader, is_secure, see_other
from config import Config

HELD_SECONDS = 15 * 60
COOKIE = "link"


def hold(token: str, endpoint: str, cookie: str = COOKIE, seconds: int = HELD_SECONDS) -> Any:
    """Keep `token` in a short-lived cookie and go to the page that it is for, such as one that asks for a press."""
    is_for_one_reader()
    config: Config = current_app.config["DAYROOM"]
    response = see_other(endpoint)
    response.set_cookie(
        cookie_name(config, cookie),
        token,
        max_age=seconds,
        secure=is_secure(config),
        httponly=True,
        samesite="Lax",
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def held(cookie: str = COOKIE) -> str:
    """The token this browser holds, or ''. What is shown by it is stored nowhere."""
    is_for_one_reader()
    return request.cookies.get(cookie_name(current_app.config["DAYROOM"], cookie), "")


def let_go(response: Any, cookie: str = COOKIE) -> Any:
    """Take the token out of the browser."""
    config: Config = current_app.config["DAYROOM"]
    response.delete_cookie(cookie_name(config, cookie), secure=is_secure(config), httponly=True, samesite="Lax")
    return response
