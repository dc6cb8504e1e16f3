"""The blueprint, and how long a browser holds the links of letters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.accounts.routes.held_link import hold, holds_links

blueprint = Blueprint("outsiders", __name__)

CONFIRM_COOKIE = holds_links("notice-link")
STATUS_COOKIE = holds_links("notice")

CONFIRM_SECONDS = 15 * 60
STATUS_SECONDS = 12 * 60 * 60


def carry(token: str, cookie: str, endpoint: str) -> Any:
    """Keep `token` in this browser and go to `endpoint`: the address that held it is left."""
    return hold(token, endpoint, cookie, CONFIRM_SECONDS if cookie == CONFIRM_COOKIE else STATUS_SECONDS)
