"""Who is asking: the session cookie becomes `g.actor` before anything else happens, and `me` for the layouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.actor import VISITOR, Actor
from app.accounts.arriving import arrival
from app.accounts.commands.sessions import SEEN_EVERY, OpenedSession, see_session
from app.accounts.models import SESSION_KEPT, Member
from app.accounts.queries import actor_from
from app.accounts.routes.blueprint import blueprint
from app.core import clock
from app.core.command import unless_closed
from app.core.commits import commits
from app.core.db import db
from app.core.navigation import NavItem, nav_item, page_context
from app.core.web import AS_MEMBER, cookie_name, is_secure
from config import Config


@dataclass(frozen=True)
class Me:
    """What the layouts show of whoever is signed in: their name, and how they like pages to look."""

    name: str
    username: str
    initial: str
    url: str
    theme: str
    contrast: str
    text_size: str
    country: str
    leaves_at: datetime | None = None


class SignedIn(UserMixin):
    """Flask-Login's user: a member by one session. Its id is the session's token, never the member's."""

    def __init__(self, token: str, member: Member, actor: Actor) -> None:
        self.token = token
        # Held here, the row stays in the session: one's own pages need not read it again.
        self.member = member
        self.actor = actor
        self.me = Me(
            name=member.display_name,
            username=member.username,
            initial=member.initial,
            url=url_for("accounts.profile", username=member.username),
            theme=member.theme,
            contrast=member.contrast,
            text_size=member.text_size,
            country=member.country,
            leaves_at=member.leaves_at,
        )

    def get_id(self) -> str:
        return self.token


def init_sign_in(app: Flask) -> None:
    """Flask-Login on our own revocable sessions: no remember cookie, no user id in its session."""
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.request_loader(_load)


def _load(_request: object) -> SignedIn | None:
    asks = db.session.get(Member, request.environ[AS_MEMBER]) if AS_MEMBER in request.environ else None
    if asks is not None:
        return SignedIn("", asks, actor_from(asks))
    token = request.cookies.get(cookie_name(current_app.config["DAYROOM"], "session"), "")
    found = arrival(token) if token else None
    if found is None or found.session.is_ended:
        return None
    now = clock.now()
    if found.session.has_run_out(now):
        g.expired_member_id = found.member.id
        return None
    if now - found.session.last_seen_at >= SEEN_EVERY:
        g.session_seen = (found.session.id, token)
    g.known_at_the_door = (found.known, commits())
    return SignedIn(token, found.member, found.actor)


def known_at_the_door(name: str) -> Any:
    """What was read of whoever asks as they came in; None when it was not, or something was changed since."""
    known, when = g.get("known_at_the_door", ({}, 0))
    return known.get(name) if when == commits() else None


@blueprint.before_app_request
def know_who_asks() -> None:
    """Set `g.actor`, and `g.expired_member_id` for whoever's session ran out while they were writing."""
    for name in list(g):
        # A context that outlives one request (tests hold one) must not carry a sign-in or a form's token into the next.
        g.pop(name)
    g.actor, g.visitor, g.expired_member_id = VISITOR, VISITOR, None
    if request.endpoint and request.endpoint.startswith("assets."):
        return
    user = current_user._get_current_object()
    if isinstance(user, SignedIn):
        g.actor, g.me = user.actor, user.me
        if "session_seen" in g:
            unless_closed(see_session, g.session_seen[0])


@blueprint.after_app_request
def renew_cookie(response: Response) -> Response:
    """A session that is used goes on: its cookie gets a new end whenever the row does."""
    if "session_seen" in g and g.actor.session_id == g.session_seen[0] and "cookie_set" not in g:
        _set_cookie(response, g.session_seen[1])
    return response


def carry_session(response: BaseResponse, opened: OpenedSession) -> BaseResponse:
    """Put a session that has just begun into the browser's cookie; what an earlier form session held is gone."""
    session.clear()
    _set_cookie(response, opened.token)
    return response


def drop_session(response: BaseResponse) -> BaseResponse:
    """Take the session out of the browser."""
    session.clear()
    g.cookie_set = True
    config: Config = current_app.config["DAYROOM"]
    response.delete_cookie(cookie_name(config, "session"), secure=is_secure(config), httponly=True, samesite="Lax")
    return response


def _set_cookie(response: BaseResponse, token: str) -> None:
    g.cookie_set = True
    config: Config = current_app.config["DAYROOM"]
    response.set_cookie(
        cookie_name(config, "session"),
        token,
        # Longer than the session lasts: a token that has run out still says whose draft to keep.
        max_age=int(SESSION_KEPT.total_seconds()),
        secure=is_secure(config),
        httponly=True,
        samesite="Lax",
    )


@page_context("me")
def me(actor: Actor) -> Me | None:
    """Who is looking, for the layouts; None for a visitor."""
    found: Me | None = g.get("me") if actor.member_id is not None else None
    return found


@nav_item(90)
def account_word(actor: Actor) -> NavItem | None:
    """The last word in the header: one's account, or the door; nothing for who is suspended."""
    if actor.is_suspended:
        return None
    if actor.is_visitor:
        return NavItem("Sign in", url_for("accounts.sign_in"))
    return NavItem("Account", url_for("accounts.account"))
