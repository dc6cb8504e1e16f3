"""The browser's form session: a signed cookie with the token of forms and what is to be told. Who brings the same one again, as a
browser does for weeks, has it read and checked once. So has the token itself, for which a cookie and a form are enough."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer

from app.core import clock

Said = tuple[tuple[str, str], ...]

FIELD = "csrf_token"
"""What the token of forms is called in the session and in forms."""


class FormSessions(SecureCookieSessionInterface):
    """As Flask's own, which decides whenever there is anything to decide."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value = request.cookies.get(self.get_cookie_name(app))
        said = said_by(app, value) if value else None
        if said is None:
            return super().open_session(app, request)
        session: SecureCookieSession = self.session_class(said)
        return session


def said_by(app: Flask, value: str) -> dict[str, str] | None:
    """What a cookie of ours says that is in time; None where Flask has to decide."""
    # A cookie that is not ours raises, and is not remembered: nobody can fill the memory with made-up ones.
    try:
        said, signed_at = _known(app, value)
    except ValueError:
        return None
    age = clock.now().timestamp() - signed_at
    return dict(said) if 0 <= age <= app.permanent_session_lifetime.total_seconds() else None


def is_token(app: Flask, said: dict[str, str], given: str) -> bool:
    """Whether `given` is the signed token of the session that says this: what `flask_wtf` asks of a form."""
    kept = said.get(FIELD)
    try:
        return bool(kept) and hmac.compare_digest(_signed_in(app.secret_key, given), str(kept))
    except ValueError:
        return False


@lru_cache(maxsize=2048)
def _known(app: Flask, value: str) -> tuple[Said, float]:
    """What a cookie says, words alone, and when it was signed. Raises ValueError for anything else."""
    try:
        said, signed_at = _reader(app).loads(value, return_timestamp=True)
    except BadData as error:
        raise ValueError from error
    if not all(isinstance(word, str) for word in said.values()):
        raise ValueError
    return tuple(said.items()), signed_at.timestamp()


@lru_cache(maxsize=2048)
def _signed_in(key: Any, given: str) -> str:
    """What was signed in a form's token. Raises ValueError for anything else."""
    try:
        return str(_signer_of_forms(key).loads(given))
    except BadData as error:
        raise ValueError from error


@lru_cache(maxsize=4)
def _reader(app: Flask) -> Any:
    return SecureCookieSessionInterface().get_signing_serializer(app)


@lru_cache(maxsize=4096)
def signed_for_forms(key: Any, kept: str) -> str:
    """What a session keeps, as its forms carry it: `flask_wtf` reads the same."""
    return str(_signer_of_forms(key).dumps(kept))


@lru_cache(maxsize=4)
def _signer_of_forms(key: Any) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token")
