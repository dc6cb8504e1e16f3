"""The blueprint, and how links from letters become cookies."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request

from app.core.web import cookie_name, is_for_one_reader, is_secure, see_other
from config import Config

blueprint = Blueprint("outsiders", __name__)

CONFIRM_COOKIE = "notice-link"
STATUS_COOKIE = "notice"

CONFIRM_SECONDS = 15 * 60
STATUS_SECONDS = 12 * 60 * 60


def carry(token: str, cookie: str, endpoint: str) -> Any:
    """Keep `token` in this browser and go to `endpoint`: the address that held it is left."""
    config: Config = current_app.config["DAYROOM"]
    is_for_one_reader()
    response = see_other(endpoint)
    response.set_cookie(
        cookie_name(config, cookie),
        token,
        max_age=CONFIRM_SECONDS if cookie == CONFIRM_COOKIE else STATUS_SECONDS,
        secure=is_secure(config),
        httponly=True,
        samesite="Lax",
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def carried(cookie: str) -> str:
    """The token this browser holds, or ''."""
    is_for_one_reader()
    return request.cookies.get(cookie_name(current_app.config["DAYROOM"], cookie), "")


def drop(response: Any, cookie: str) -> Any:
    """Take the token out of the browser."""
    config: Config = current_app.config["DAYROOM"]
    response.delete_cookie(cookie_name(config, cookie), secure=is_secure(config), httponly=True, samesite="Lax")
    return response
