"""A token that arrives by mail becomes a cookie at once, and the address that held it is left."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, make_response, redirect, render_template, request

from app.accounts.routes.blueprint import blueprint
from app.core.navigation import page_context
from app.core.web import access, cookie_name, is_for_one_reader, is_secure, see_other
from config import Config

HELD_SECONDS = 15 * 60
LINK_SPENT = "accounts/link_spent.html"
"""The page of a link of accounts that is used up."""

_cookies: list[str] = []
"""Every cookie that holds a letter's link. Signing out drops them all, and so does "Put it away" on a page that one of them opened."""


def holds_links(cookie: str) -> str:
    """Make known that a cookie of this name holds a letter's link; answers the name."""
    _cookies.append(cookie)
    return cookie


COOKIE = holds_links("link")


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
    """The token this browser holds, or ''. What is shown by it is stored nowhere, and can be put away."""
    is_for_one_reader()
    token = request.cookies.get(cookie_name(current_app.config["DAYROOM"], cookie), "")
    g.link_held = bool(token) or g.get("link_held", False)
    return token


def let_go(response: Any, *cookies: str) -> Any:
    """Take the token out of the browser: that of the usual cookie, or of those that are named."""
    config: Config = current_app.config["DAYROOM"]
    for cookie in cookies or (COOKIE,):
        response.delete_cookie(cookie_name(config, cookie), secure=is_secure(config), httponly=True, samesite="Lax")
    g.link_held = False
    return response


def spent(template: str, *cookies: str) -> Any:
    """410: the link is used up, or never was one. The token goes."""
    g.link_held = False
    return let_go(make_response(render_template(template), 410), *cookies)


def let_all_go(response: Any) -> Any:
    """Take every letter's link that this browser holds out of it."""
    config: Config = current_app.config["DAYROOM"]
    here = [cookie for cookie in _cookies if cookie_name(config, cookie) in request.cookies]
    return let_go(response, *here) if here else response


@blueprint.post("/put-away")
@access("public.read", suspended=True)
def put_away() -> Any:
    """Whoever sits here next cannot open again what a letter's link showed. The link in the letter goes on working."""
    flash("Put away. To read it again, use the link in your letter.", "done")
    return let_all_go(redirect(f"{request.script_root}/", code=303))


@page_context("link_held")
def is_held(_actor: object) -> bool:
    """Whether the page shows what a letter's link opened: then it offers to put it away."""
    return bool(g.get("link_held", False))
