"""Who is asking: the session cookie becomes `g.actor` before anything else happens, and `me` for the layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin
from markupsafe import Markup
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.actor import VISITOR, Actor
from app.accounts.arriving import Arrival, Me, arrival, arrivals, me_of
from app.accounts.commands.sessions import SEEN_EVERY, OpenedSession, note_session
from app.accounts.models import SESSION_KEPT, Member
from app.accounts.queries import actor_from
from app.accounts.routes.blueprint import blueprint
from app.core import clock
from app.core.commits import commits
from app.core.db import db
from app.core.driver import alone
from app.core.for_readers import kind_of_reader, names_of_reader
from app.core.forms_first import Caller, knows_callers
from app.core.navigation import NavItem, address, nav_item, page_context
from app.core.slots import fills, is_marking, own
from app.core.web import AS_MEMBER, cookie_name, is_secure
from config import Config


class AnyMember:
    """Stands for whoever looks at a page that is kept for many: nothing of them can be said but what each has put in."""

    leaves_at = None

    @property
    def look(self) -> Markup:
        return own("look")

    @property
    def asks_contrast(self) -> Markup:
        return own("contrast")

    def __getattr__(self, name: str) -> Any:
        if name in _OF_ONE:
            raise RuntimeError(f"a page for many may not say what one reader's {name} is")
        raise AttributeError(name)


_OF_ONE = frozenset(field.name for field in fields(Me))


class SignedIn(UserMixin):
    """Flask-Login's user: a member by one session. Its id is the session's token, never the member's."""

    def __init__(self, token: str, actor: Actor, me: Me) -> None:
        self.token = token
        self.actor = actor
        self.me = me

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
        return SignedIn("", actor_from(asks), me_of(asks))
    token = request.cookies.get(cookie_name(current_app.config["DAYROOM"], "session"), "")
    found = _arrival(token) if token else None
    if found is None:
        return None
    if found.is_ended:
        g.was_signed_out = True
        return None
    now = clock.now()
    if found.has_run_out(now):
        g.expired_member_id = found.actor.member_id
        return None
    if _is_to_be_noted(found, now):
        g.session_seen = (found.session_id, token)
    g.known_at_the_door = (found.known, commits())
    return SignedIn(token, found.actor, found.me)


def _arrival(token: str) -> Arrival | None:
    with alone(db.session()):
        return arrival(token)


@knows_callers
def callers(tokens: Sequence[str]) -> list[Caller | None]:
    """Who sends plain forms. Of a session that is over the application has more to say."""
    with alone(db.session()):
        found = arrivals(tokens)
    now = clock.now()
    return [_caller(token, one, now) for token, one in zip(tokens, found, strict=True)]


def _caller(token: str, found: Arrival | None, now: datetime) -> Caller | None:
    if found is None or found.is_ended or found.has_run_out(now):
        return None
    if not _is_to_be_noted(found, now):
        return Caller(found.actor, "")
    note_session(found.session_id)
    return Caller(found.actor, dump_cookie(**_cookie(token)))


def _is_to_be_noted(found: Arrival, now: datetime) -> bool:
    return now - found.last_seen_at >= SEEN_EVERY


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
    # Flask-Login's current_user asks the same, after looking for a user in its session and for a cookie that we never set.
    user = _load(request)
    if user is not None:
        g.actor, g.me = user.actor, user.me
        if "session_seen" in g:
            note_session(g.session_seen[0])


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
    response.set_cookie(**_cookie(token))


def _cookie(token: str) -> dict[str, Any]:
    config: Config = current_app.config["DAYROOM"]
    return {
        "key": cookie_name(config, "session"),
        "value": token,
        # Longer than the session lasts: a token that has run out still says whose draft to keep.
        "max_age": int(SESSION_KEPT.total_seconds()),
        "secure": is_secure(config),
        "httponly": True,
        "samesite": "Lax",
    }


@page_context("me")
def me(actor: Actor) -> Me | AnyMember | None:
    """Who is looking, for the layouts; None for a visitor."""
    if is_marking():
        return AnyMember()
    found: Me | None = g.get("me") if actor.member_id is not None else None
    return found


@fills("look", size=40)
def look(_about: str) -> str:
    """How the reader likes pages to look, as attributes of the page."""
    found: Me = g.me
    return _own_part("look", found) if found.theme or found.text_size else ""


@fills("contrast", size=40)
def contrast(_about: str) -> str:
    """When the sheet for more contrast counts, as an attribute of its link."""
    return _own_part("asks_contrast", g.me)


@lru_cache(maxsize=64)
def _own_part(macro: str, me: Me) -> str:
    return str(getattr(current_app.jinja_env.get_template("layouts/_own.html").module, macro)(me))


@kind_of_reader
def kind(actor: Actor) -> Any:
    """Roles and country. Whoever is limited or leaves has pages of their own, and so has whoever the command line asks for."""
    if actor.restrictions or g.me.leaves_at is not None or actor.session_id is None:
        return None
    return (tuple(sorted((held.kind, held.path) for held in actor.grants)), actor.country)


@names_of_reader
def names(actor: Actor) -> tuple[str, ...]:
    """How they are called, and what their browser holds."""
    token = request.cookies.get(cookie_name(current_app.config["DAYROOM"], "session"), "")
    return (actor.display_name, actor.username, actor.staff_name, token, str(session.get("csrf_token", "")))


@nav_item(90)
def account_word(actor: Actor) -> NavItem | None:
    """The last word in the header: one's account, or the door; nothing for who is suspended."""
    if actor.is_suspended:
        return None
    if actor.is_visitor:
        return NavItem("Sign in", address("accounts.sign_in"))
    return NavItem("Account", address("accounts.account"))
