"""The browser's form session: a signed cookie with the token of forms and what is to be told. Who brings the same one again, as a
browser does for weeks, has it read and checked once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadData

from app.core import clock

Said = tuple[tuple[str, str], ...]


class FormSessions(SecureCookieSessionInterface):
    """As Flask's own, which decides whenever there is anything to decide."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value = request.cookies.get(self.get_cookie_name(app))
        found = _read(self, app, value) if value else None
        if found is None:
            return super().open_session(app, request)
        said, signed_at = found
        if not 0 <= clock.now().timestamp() - signed_at <= app.permanent_session_lifetime.total_seconds():
            return super().open_session(app, request)
        session: SecureCookieSession = self.session_class(dict(said))
        return session


def _read(sessions: FormSessions, app: Flask, value: str) -> tuple[Said, float] | None:
    # A cookie that is not ours raises, and is not remembered: nobody can fill the memory with made-up ones.
    try:
        return _known(sessions, app, value)
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def _known(sessions: FormSessions, app: Flask, value: str) -> tuple[Said, float]:
    """What a cookie says, words alone, and when it was signed. Raises ValueError for anything else."""
    serializer: Any = sessions.get_signing_serializer(app)
    try:
        said, signed_at = serializer.loads(value, return_timestamp=True)
    except BadData as error:
        raise ValueError from error
    if not all(isinstance(word, str) for word in said.values()):
        raise ValueError
    return tuple(said.items()), signed_at.timestamp()
