"""The web door: `@access` on every route, refusals mapped once to answers, and the headers every answer carries.

Only this module and routes know the request.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from app.core.away import MAY_BE_AWAY, is_away
from app.core.db import db
from app.core.form_session import FIELD, FormSessions, signed_for_forms
from app.core.forms_first import FormsFirst
from app.core.kept_first import KeptFirst
from app.core.leading import MovedForGood, listening
from app.core.markup import TooLong
from app.core.policy import PERMISSIONS, Closed, Conflict, Forbidden, Invalid, NotFound, TooMany
from app.core.slots import fills
from app.core.whole import Whole
from config import Config

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

csrf = CSRFProtect()

FORM_LASTS = timedelta(days=60)
"""The token of a form that was left open is good this long: as long as accounts remember a session that ran out, to keep its words."""

LARGEST_BODY = 256 * 1024
LARGEST_NUMBER = 2**63 - 1
"""The largest id a row can have: a longer number in an address names nothing, and neither database takes it."""

AWAY_SECONDS = 5
"""When to try again while the database is away."""

CLOSED_SECONDS = 120
"""When to try again while a community moves."""

AS_MEMBER = "dayroom.member_id"
"""In a request's environment, where nothing from outside can put it: the command line asks for a page as this member."""

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
)
"""What every answer says, unless it says something else of it."""

SECURE_HEADERS = (("Strict-Transport-Security", "max-age=31536000"),)


class Visitor(Protocol):
    """What `@access` must know of an actor; accounts provides the real one."""

    @property
    def is_visitor(self) -> bool: ...

    @property
    def is_suspended(self) -> bool: ...


class SignInNeeded(Exception):
    """A visitor asked for a page of members: they are sent to sign in and come back."""


def access(name: str, *, suspended: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name the permission of a route: `@access("discussion.reply")`.

    `public.read` lets everybody in. Every other name needs somebody signed in: a visitor is sent to sign in (a page) or refused.
    A suspended member is turned away unless `suspended=True`. What the permission says of a thing, its command or query decides.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast(Visitor, g.actor)
            if name != "public.read" and actor.is_visitor:
                raise SignInNeeded
            if actor.is_suspended and not suspended:
                raise Forbidden("suspended")
            with listening(_asked_slug()):
                return function(*args, **kwargs)

        run.access = name  # type: ignore[attr-defined]
        return run

    return decorate


def unknown_permissions(app: Flask) -> list[str]:
    """Endpoints whose `@access` is missing or names no permission; the structure test wants none."""
    missing = []
    for endpoint, view in app.view_functions.items():
        name = getattr(view, "access", None)
        if name is None or (name != "public.read" and name not in PERMISSIONS):
            missing.append(endpoint)
    return sorted(missing)


def see_other(endpoint: str, *, anchor: str | None = None, **values: Any) -> BaseResponse:
    """303 to one of our own pages: the answer after a form was done."""
    return redirect(url_for(endpoint, _anchor=anchor, **values), code=303)


def safe_next(target: str | None, fallback: str) -> str:
    """`target` when it is a path on this site, else `fallback`. Refuses other hosts, schemes, `//` and backslashes."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(char) < 32 for char in target):
        return fallback
    return target


def client_address() -> str:
    """The address that limits count: the connection's own, or the one a trusted proxy names."""
    return request.remote_addr or "unknown"


def wants_json() -> bool:
    """Whether a script asks (the composer's coach, the switches)."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def init_web(app: Flask, config: Config) -> None:
    """Limits, CSRF, headers and error pages for `app`."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        SESSION_COOKIE_NAME=cookie_name(config, "form"),
        SESSION_COOKIE_SECURE=is_secure(config),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=FORM_LASTS,
    )
    app.session_interface = FormSessions()
    app.response_class = Whole
    csrf.init_app(app)
    app.url_map.converters["int"] = RowNumber
    ours = cookie_name(config, "session"), cookie_name(config, "form")
    inner = KeptFirst(app, FormsFirst(app, app.wsgi_app, ours, HEADERS, SECURE_HEADERS, LARGEST_BODY), ours)
    app.wsgi_app = TrustedProxies(inner, config.trusted_proxies)  # type: ignore[method-assign]
    app.after_request(_headers)
    for kind, handler in _ANSWERS.items():
        app.register_error_handler(kind, handler)


def guard_forms(app: Flask) -> None:
    """Check the CSRF token of every unsafe request, once it is known who asks. Called after all packages are plugged in."""

    @app.before_request
    def check_form() -> None:
        _refuse_nul()
        if request.endpoint and request.method not in ("GET", "HEAD", "OPTIONS"):
            view = app.view_functions.get(request.endpoint)
            if not getattr(view, "without_form", False):
                csrf.protect()


class RowNumber(IntegerConverter):
    """A number in an address: a row's id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_NUMBER, **kwargs})


@fills("csrf", size=91, padded=False)
def token_of_forms(_about: str) -> str:
    """The token that every form of whoever asks carries. The one of a browser's session is signed once, not for each page."""
    kept = session.get(FIELD)
    if isinstance(kept, str) and FIELD not in g:
        setattr(g, FIELD, signed_for_forms(current_app.secret_key, kept))
    return str(generate_csrf())


def _refuse_nul() -> None:
    """Nobody types the character zero, and PostgreSQL keeps no text with it. Raises BadRequest."""
    values = (value for many in (request.args, request.form) for _, value in many.items(multi=True))
    if "\x00" in request.path or any("\x00" in value for value in values):
        raise BadRequest


def without_form(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that a mail program calls (one-click unsubscribe): its secret is in the address, so no CSRF token."""
    function.without_form = True  # type: ignore[attr-defined]
    return function


def is_for_one_reader() -> None:
    """The answer is for whoever holds a link alone: no browser stores it, though nobody is signed in."""
    g.is_for_one_reader = True


def is_secure(config: Config) -> bool:
    """Whether people reach the site by https."""
    return config.public_url.startswith("https://")


def cookie_name(config: Config, name: str) -> str:
    """Under https a `__Host-` cookie: this host alone, every path, never over http."""
    return f"__Host-dayroom-{name}" if is_secure(config) else f"dayroom-{name}"


class TrustedProxies:
    """Believe X-Forwarded-* only when the connection comes from a proxy that TRUSTED_PROXIES names."""

    def __init__(self, wsgi: Any, networks: tuple[str, ...]) -> None:
        self.plain = wsgi
        self.behind = ProxyFix(wsgi, x_for=1, x_proto=1, x_host=1)
        self.networks = [ipaddress.ip_network(network, strict=False) for network in networks]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        inner = self.behind if self._believed(environ.get("REMOTE_ADDR", "")) else self.plain
        return inner(environ, start_response)

    def _believed(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


def _headers(response: Response) -> Response:
    headers = response.headers
    for name, value in (*HEADERS, *SECURE_HEADERS) if request.is_secure else HEADERS:
        headers.setdefault(name, value)
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if _is_personal() else "no-cache"
    headers.add("Vary", "Cookie")
    return response


def _is_personal() -> bool:
    actor = g.get("actor")
    return actor is None or not actor.is_visitor or request.method != "GET" or "is_for_one_reader" in g


def _asked_slug() -> str | None:
    """The slug in the address of a page. A form is not sent round: it works on the thing itself."""
    slug = (request.view_args or {}).get("slug")
    return slug if request.method in ("GET", "HEAD") else None


def _lead_on(error: MovedForGood) -> Any:
    """One 301 to the same page at the present slug. Our headers let nobody keep it unasked: a slug may come back some day."""
    assert request.endpoint is not None
    where = url_for(request.endpoint, **{**(request.view_args or {}), "slug": error.present})
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"{where}?{asked}" if asked else where, code=301)


def _page(status: int, template: str, **values: Any) -> Any:
    with suppress(SQLAlchemyError):
        db.session.rollback()
    if wants_json():
        return {"error": values.get("reason", template)}, status
    try:
        return render_template(f"errors/{template}.html", **values), status
    except Exception:
        log.exception("error page %s", template)
        return _BARE.format(status=status), status


_BARE = (
    '<!doctype html><html lang="en"><title>Something went wrong</title><h1>Something went wrong here</h1>'
    "<p>It is not your fault ({status}). Please go back and try again in a minute. What you typed is kept by your browser.</p>"
)


def _sign_in(_error: SignInNeeded) -> Any:
    if wants_json():
        return {"error": "sign_in"}, 401
    if request.method in ("GET", "HEAD"):
        back = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=back), code=303)
    return _page(401, "401", reason="sign_in")


def _server_error(error: Exception) -> Any:
    # The kind and the way, never the message: a database's own words can hold what somebody typed.
    way = "".join(traceback.format_tb(error.__traceback__))
    log.error("500 on %s: %s\n%s", request.url_rule, type(error).__name__, way)
    if current_app.testing:
        raise error
    return _page(500, "500")


def _closed(error: Closed) -> Any:
    return *_page(503, "503", reason=error.reason), {"Retry-After": str(CLOSED_SECONDS)}


def _away(error: Exception) -> Any:
    """The page for a database that does not answer, made without it: as for a visitor, with what is in memory."""
    if not is_away(error):
        return _server_error(error)
    log.warning("503 on %s: %s", request.url_rule, type(error).__name__)
    g.actor = g.get("visitor")
    headers = {"Retry-After": str(AWAY_SECONDS), "Cache-Control": "no-store"}
    return *_page(503, "503", reason="away"), headers


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    known = {404: "404", 405: "404", 413: "422", 429: "429"}
    status = error.code if error.code < 500 else 500
    return _page(status, known.get(status, "422" if status < 500 else "500"), reason="http")


_ANSWERS: dict[type[Exception], Callable[[Any], Any]] = {
    NotFound: lambda error: _page(404, "404"),
    Forbidden: lambda error: _page(403, "403", reason=error.reason),
    Conflict: lambda error: _page(409, "409", reason=error.reason, facts=error.facts),
    Invalid: lambda error: _page(422, "422", reason=error.reason, facts=error.facts),
    TooLong: lambda error: _page(422, "422", reason=f"too_long_{error.what}"),
    TooMany: lambda error: _page(429, "429", wait_seconds=error.wait_seconds),
    Closed: _closed,
    **dict.fromkeys(MAY_BE_AWAY, _away),
    CSRFError: lambda error: _page(400, "form-expired", reason="form_expired"),
    SignInNeeded: _sign_in,
    MovedForGood: _lead_on,
    HTTPException: _http,
    Exception: _server_error,
}
