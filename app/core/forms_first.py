"""Before anything else: a form that is sent all day is worked on without opening a request of Flask's, where all about it is plain.

A request, its route, its hooks and its answer take as long as all that such a form does. Here the address is matched, who asks is looked
up by the session's token, the form's token is checked, and the package's command is run; the answer says where to go next. Whatever is not
plain, or is not allowed, goes on to the application: it decides as ever, and shows what there is to be shown. What a command has refused
is not tried again there: `refused_before` tells the route. Forms that wait at the same moment may be worked on together: whoever asks for
several of them takes a `Later` of each.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl

from flask import Flask, current_app, has_app_context

from app.core.form_session import FIELD, is_token, said_by
from app.core.metrics import RULE

SENT = "application/x-www-form-urlencoded"
"""How a browser sends a form, letter by letter. Scripts may send others, which the application reads."""

MOST_FIELDS = 20

LATER = "dayroom.later"
"""In a request's environment: whoever asks takes a `Later` for an answer."""

_REFUSED = "dayroom.refused"


class Caller(NamedTuple):
    """Who asks. `cookie` is a Set-Cookie for the answer, or ''."""

    actor: Any
    cookie: str


Given = Mapping[str, str]
Headers = tuple[tuple[str, str], ...]
Place = tuple[str, dict[str, Any]]


class Sent(NamedTuple):
    """What one of those who sent the same form sent. `number` is the one in its address."""

    actor: Any
    number: int
    given: Given


Work = Callable[[Sequence[Sent]], Sequence[Place | Exception | None]]
Door = Callable[[Sequence[str]], Sequence[Caller | None]]


class Form(NamedTuple):
    """A form by the address it is sent to; one number in it says what it is about."""

    address: re.Pattern[str]
    rule: str
    work: Work


_forms: list[Form] = []
_doors: list[Door] = []


def plain_form(rule: str) -> Callable[[Work], Work]:
    """Work on the form of the route `rule` (one `<int:…>` in it) here. The route itself stays, for whatever is not plain.

    The function takes what several people sent at the same time; they are signed in and not suspended. It runs one command for each, or
    one for all. It answers for each an endpoint and its values; None when the application should do it, before it has done anything; or
    what the command raised: the route raises it again.
    """
    before, after = re.split(r"<int:\w+>", rule)

    def register(work: Work) -> Work:
        _forms.append(Form(re.compile(rf"{re.escape(before)}([0-9]{{1,18}}){re.escape(after)}"), rule, work))
        return work

    return register


def knows_callers(door: Door) -> Door:
    """Plug in: who comes with each of these sessions' tokens; None for whoever the application should look at."""
    _doors.append(door)
    return door


def is_plain_form(path: str) -> bool:
    """Whether a form that is sent there may be worked on here."""
    return _form_at(path) is not None


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

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | Later:
        asked = _form_at(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] == "POST" else None
        plain = self._plain(environ, start_response, *asked) if asked is not None else None
        if plain is None:
            return cast("Iterable[bytes]", self.wsgi(environ, start_response))
        if environ.get(LATER):
            return plain
        self.work_on([plain])
        return plain.answer()

    def work_on(self, asked: Sequence[Later]) -> None:
        """Work on forms that were sent at the same time. Each is told what became of it; raises nothing."""
        with _inside(self.app):
            callers = _callers([one.token for one in asked])
            for form in _forms:
                known = [(one, who) for one, who in zip(asked, callers, strict=True) if who and one.form is form]
                if known:
                    _work(form, known)

    def _plain(self, environ: dict[str, Any], start_response: Any, form: Form, number: int) -> Later | None:
        """A form of which all is plain until now."""
        cookies = _cookies(environ.get("HTTP_COOKIE", ""), self.cookies)
        given = self._given(environ) if cookies is not None else None
        if cookies is None or given is None:
            return None
        said = said_by(self.app, cookies[1])
        if said is None or not is_token(self.app, said, given.get(FIELD, "")) or not _is_from_here(environ):
            return None
        return Later(self, environ, start_response, form, number, given, cookies[0])

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

    def see_other(self, environ: dict[str, Any], where: Place, cookie: str) -> list[tuple[str, str]]:
        """The headers of an answer that leads there."""
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


@dataclass(eq=False)
class Later:
    """A plain form that was read and is not worked on yet. Whoever asks with `LATER` in the environment works on several together.

    `token` is the session's. `found`: where the answer leads, and its cookie.
    """

    first: FormsFirst
    environ: dict[str, Any]
    start_response: Any
    form: Form
    number: int
    given: Given
    token: str
    found: tuple[Place, str] | None = None

    @property
    def is_left(self) -> bool:
        """Whether the application has to answer."""
        return self.found is None

    def work_on(self, asked: Sequence[Later]) -> None:
        """Work on all of these, this one among them."""
        self.first.work_on(asked)

    def told(self, found: Place | Exception | None, cookie: str) -> None:
        """What became of it. What was refused, the route shows."""
        if isinstance(found, Exception):
            self.environ[_REFUSED] = found
        elif found is not None:
            self.found = found, cookie

    def answer(self) -> Iterable[bytes]:
        """The answer, of the application where it has to."""
        if self.found is None:
            return cast("Iterable[bytes]", self.first.wsgi(self.environ, self.start_response))
        self.environ[RULE] = self.form.rule
        self.start_response("303 SEE OTHER", self.first.see_other(self.environ, *self.found))
        return []


def _form_at(path: str) -> tuple[Form, int] | None:
    for form in _forms:
        asked = form.address.fullmatch(path)
        if asked is not None:
            return form, int(asked[1])
    return None


def _work(form: Form, known: list[tuple[Later, Caller]]) -> None:
    found: Sequence[Place | Exception | None]
    try:
        found = form.work([Sent(who.actor, one.number, one.given) for one, who in known])
    except Exception as error:  # noqa: BLE001 - the application shows what there is to be shown
        found = [error] * len(known)
    for (one, who), each in zip(known, found, strict=True):
        one.told(each, who.cookie)


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    """The application's context; the one that is open goes on, as with a request."""
    if has_app_context() and current_app._get_current_object() is app:  # type: ignore[attr-defined]
        yield
        return
    with app.app_context():
        yield


def _callers(tokens: Sequence[str]) -> Sequence[Caller | None]:
    """Those signed in who may send forms; None for others, and while the database is away."""
    try:
        found = _doors[0](tokens)
    except Exception:
        # The application asks the same, meets the same, and knows what to say.
        return [None] * len(tokens)
    return [None if one is None or one.actor.is_suspended else one for one in found]


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
