"""Before anything else: a form that is sent all day is worked on without opening a request of Flask's, where all about it is plain.

A request, its route, its hooks and its answer take as long as all that such a form does. Here the address is matched, who asks is looked
up by the session's token, the form's token is checked, and the package's command is run; the answer says where to go next. Whatever is not
plain, or is not allowed, goes on to the application: it decides as ever, and shows what there is to be shown. What a command has refused
is not tried again there: `refused_before` tells the route.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl

from flask import Flask, current_app, has_app_context

from app.core.form_session import FIELD, is_token, said_by
from app.core.metrics import RULE

SENT = "application/x-www-form-urlencoded"
"""How a browser sends a form, letter by letter. Scripts may send others, which the application reads."""

MOST_FIELDS = 20

_REFUSED = "dayroom.refused"


class Caller(NamedTuple):
    """Who asks. `cookie` is a Set-Cookie for the answer, or ''."""

    actor: Any
    cookie: str


Given = Mapping[str, str]
Headers = tuple[tuple[str, str], ...]
Work = Callable[[Any, int, Given], tuple[str, dict[str, Any]] | None]


class Form(NamedTuple):
    """A form by the address it is sent to; one number in it says what it is about."""

    address: re.Pattern[str]
    rule: str
    work: Work


_forms: list[Form] = []
_doors: list[Callable[[str], Caller | None]] = []


def plain_form(rule: str) -> Callable[[Work], Work]:
    """Work on the form of the route `rule` (one `<int:…>` in it) here. The route itself stays, for whatever is not plain.

    The function takes the actor, who is signed in and not suspended, the number and the fields, and runs one command. It answers an
    endpoint and its values, or None when the application should do it, before it has done anything. What it raises, the route raises again.
    """
    before, after = re.split(r"<int:\w+>", rule)

    def register(work: Work) -> Work:
        _forms.append(Form(re.compile(rf"{re.escape(before)}([0-9]{{1,18}}){re.escape(after)}"), rule, work))
        return work

    return register


def knows_callers(door: Callable[[str], Caller | None]) -> Callable[[str], Caller | None]:
    """Plug in: who comes with a session's token; None for whoever the application should look at."""
    _doors.append(door)
    return door


def refused_before(environ: Mapping[str, Any]) -> Exception | None:
    """What the command raised here, for the route that shows it."""
    return cast("Exception | None", environ.get(_REFUSED))


class FormsFirst:
    """Around the application `app`, inside what believes proxies. `cookies` are the names of ours: of the session, of the form's session.

    `headers` go with every answer, `secure_headers` with those by https. A body may have `largest` bytes.
    """

    def __init__(
        self,
        app: Flask,
        wsgi: Any,
        cookies: tuple[str, str],
        headers: Headers,
        secure_headers: Headers,
        largest: int,
    ) -> None:
        self.app = app
        self.wsgi = wsgi
        self.cookies = cookies
        self.headers = {"http": headers, "https": (*headers, *secure_headers)}
        self.largest = largest
        self._addresses: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._answer(environ) if environ["REQUEST_METHOD"] == "POST" else None
        if answer is None:
            return cast("Iterable[bytes]", self.wsgi(environ, start_response))
        start_response("303 SEE OTHER", answer)
        return []

    def _answer(self, environ: dict[str, Any]) -> list[tuple[str, str]] | None:
        """The headers of the answer; None where the application answers."""
        path = environ.get("PATH_INFO", "")
        for form in _forms:
            asked = form.address.fullmatch(path)
            if asked is not None:
                return self._worked_on(form, int(asked[1]), environ)
        return None

    def _worked_on(self, form: Form, number: int, environ: dict[str, Any]) -> list[tuple[str, str]] | None:
        cookies = _cookies(environ.get("HTTP_COOKIE", ""), self.cookies)
        given = self._given(environ) if cookies is not None else None
        if cookies is None or given is None:
            return None
        said = said_by(self.app, cookies[1])
        if said is None or not is_token(self.app, said, given.get(FIELD, "")) or not _is_from_here(environ):
            return None
        with _inside(self.app):
            caller = _caller(cookies[0])
            if caller is None:
                return None
            try:
                found = form.work(caller.actor, number, given)
            except Exception as refusal:
                environ[_REFUSED] = refusal
                return None
        if found is None:
            return None
        environ[RULE] = form.rule
        return self._see_other(environ, found, caller.cookie)

    def _given(self, environ: dict[str, Any]) -> Given | None:
        """The fields of a plain form, each there once; None for any other."""
        length = environ.get("CONTENT_LENGTH", "")
        is_plain = (
            environ.get("CONTENT_TYPE") == SENT and not environ.get("QUERY_STRING") and not environ.get("SCRIPT_NAME")
        )
        if not is_plain or not length.isdecimal() or int(length) > self.largest or "HTTP_TRANSFER_ENCODING" in environ:
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        # The application reads it again.
        environ["wsgi.input"] = io.BytesIO(body)
        if len(body) != int(length):
            return None
        try:
            fields = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        except ValueError:
            return None
        given = dict(fields)
        is_odd = len(given) != len(fields) or any("\x00" in value for value in given.values())
        return None if is_odd else given

    def _see_other(
        self, environ: dict[str, Any], where: tuple[str, dict[str, Any]], cookie: str
    ) -> list[tuple[str, str]]:
        if self._addresses is None:
            self._addresses = self.app.url_map.bind("localhost")
        answer = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", "0"),
            ("Location", self._addresses.build(*where)),
            *self.headers[environ["wsgi.url_scheme"]],
            ("Cache-Control", "no-store"),
            ("Vary", "Cookie"),
        ]
        if cookie:
            answer.append(("Set-Cookie", cookie))
        return answer


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    """The application's context; the one that is open goes on, as with a request."""
    if has_app_context() and current_app._get_current_object() is app:  # type: ignore[attr-defined]
        yield
        return
    with app.app_context():
        yield


def _caller(token: str) -> Caller | None:
    """Somebody signed in who may send forms; None for others, and while the database is away."""
    try:
        found = _doors[0](token)
    except Exception:
        # The application asks the same, meets the same, and knows what to say.
        return None
    return None if found is None or found.actor.is_suspended else found


def _cookies(given: str, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """What the cookies of these names hold; None when one of them is not there once, as plain letters."""
    found: dict[str, str] = {}
    for part in given.split(";"):
        name, _, value = part.strip().partition("=")
        if name in names:
            if name in found or not value.isascii() or value.startswith('"'):
                return None
            found[name] = value
    return tuple([found[name] for name in names]) if len(found) == len(names) else None


def _is_from_here(environ: Mapping[str, Any]) -> bool:
    """By https a form comes from a page of ours. Where that is to be looked at closely, the application does."""
    if environ["wsgi.url_scheme"] != "https":
        return True
    host = environ.get("HTTP_HOST", "")
    return bool(host) and environ.get("HTTP_REFERER", "").startswith(f"https://{host}/")
