"""Before anything else: a visitor without a cookie of ours who asks for a page that is kept is sent its bytes.

No request is opened, no route is looked for: the address is looked up as it is, the stamps are read, and the page goes out with the
headers that it was sent with the first time. Whatever is not plain goes on to the application, which decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, metrics
from app.core.compiled import Compiled
from app.core.db import db
from app.core.pages import FRESH_FOR, KEPT, SEEN, KeptPage, Shelf, name_of
from app.core.versions import HOUSE, Key, reading, shape_of, stamp_values, still_good

Headers = list[tuple[str, str]]
GZIP = "gzip"


class KeptFirst:
    """Around the application `app`, inside what believes proxies. `cookies` are the names of ours."""

    def __init__(self, app: Flask, wsgi: Any, cookies: tuple[str, ...]) -> None:
        self.app = app
        self.wsgi = wsgi
        self.cookies = cookies
        self.engine: Engine | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not self._is_plain(environ):
            return cast("Iterable[bytes]", self.wsgi(environ, start_response))
        packed = GZIP in environ.get("HTTP_ACCEPT_ENCODING", "")
        page = self._found(environ, packed)
        if page is None:
            return cast("Iterable[bytes]", self.wsgi(environ, _noting(environ, start_response)))
        metrics.count("cache_lookups", cache="visitors", result="hit")
        headers = page.heads[packed]
        if f'"{page.etag}"' in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 NOT MODIFIED", [one for one in headers if not one[0].startswith("Content-")])
            return []
        start_response("200 OK", list(headers))
        # A list: the server sends it in one piece (`core.whole`).
        return [page.packed if packed else page.body]

    def _is_plain(self, environ: dict[str, Any]) -> bool:
        given = environ.get("HTTP_COOKIE", "")
        known = bool(given) and any(name in given for name in self.cookies)
        # "gzip;q=0" means no: seldom said, and then it is read with care.
        return environ["REQUEST_METHOD"] == "GET" and not known and "q=0" not in environ.get("HTTP_ACCEPT_ENCODING", "")

    def _found(self, environ: dict[str, Any], packed: bool) -> KeptPage | None:
        shelf: Shelf | None = self.app.extensions.get("pages")
        page: KeptPage | None = shelf.get(name_of(environ)) if shelf is not None else None
        at = clock.now()
        if page is None or packed not in page.heads or not page.is_young(at, FRESH_FOR):
            return None
        engine = self._engine()
        try:
            now = _stamps(engine, page.keys)
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
            # The application knows what to say while the database is away.
            return None
        # Where settings have changed the application has to read them anew, also for other pages.
        house = now[page.keys.index(HOUSE)] if HOUSE in page.keys else None
        if house == self.app.extensions.get("house_seen") and still_good(page.keys, page.stamps, now, page.counted_at, at):
            return page
        environ[SEEN] = (page.keys, now)
        return None

    def _engine(self) -> Engine:
        if self.engine is None:
            with self.app.app_context():
                self.engine = db.engine
        return self.engine


def _noting(environ: dict[str, Any], start_response: Any) -> Any:
    """Remember the headers that a kept page is sent with, for the next who asks."""

    def start(status: str, headers: Headers, *rest: Any) -> Any:
        page: KeptPage | None = environ.get(KEPT)
        named = {name: value for name, value in headers}
        if page is not None and status.startswith("200") and "Set-Cookie" not in named:
            page.heads[named.get("Content-Encoding") == GZIP] = list(headers)
        return start_response(status, headers, *rest)

    return start


def _stamps(engine: Engine, keys: tuple[Key, ...]) -> tuple[int, ...]:
    """As `versions.stamps`, past the session, and past what SQLAlchemy makes around a statement: that is five times what this one takes.

    Raises SQLAlchemyError, or what the driver raises.
    """
    made = _compiled(engine, shape_of(keys))
    given = made.given(stamp_values(keys))
    if engine.dispatch.before_cursor_execute:
        with engine.connect() as connection:
            return tuple(connection.exec_driver_sql(made.words, given).one())
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(made.words, given)
        found: Any = cursor.fetchone()
        return tuple(found)
    except BaseException:
        # It may be dead; whoever comes next gets another.
        raw.invalidate()
        raise
    finally:
        raw.close()


@lru_cache(maxsize=64)
def _compiled(engine: Engine, shape: tuple[tuple[str, bool], ...]) -> Compiled:
    return Compiled(reading(shape), engine.dialect)
