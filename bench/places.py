"""Which pages are looked at, by whom, and what one look costs inside the process: statements, time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from app.core import database, settings
from app.core.db import db
from app.discussions.models import Discussion
from config import Config

COOKIE = "dayroom-session"
PAGE = 20
DEEP = 500
"""The page of the long discussion that is looked at beside its first one; where it is shorter, its last full one."""
WHO = {"visitor": "", "member": "member-1", "moderator": "moderator-1"}
"""Audiences, and who stands for each."""
HOW = ("kept", "cold")
"""A page that was asked for before, and one of which nothing is kept."""
ONLY = {"desk": ("moderator",), "welcome desk": ("moderator",)}
"""Pages that are not for everybody."""


def notes_of(folder: Path) -> dict[str, Any]:
    """What `make_community` wrote down."""
    notes: dict[str, Any] = json.loads((folder / "bench.json").read_text())
    return notes


def application(folder: Path, notes: dict[str, Any]) -> Flask:
    """The house on that community, in this process. The schema follows the code: a kept community may be older."""
    app = create_app(Config(instance=folder, database_url=notes["database_url"], secret_key=""))
    with app.app_context():
        database.upgrade(db.engine)
    return app


def addresses(app: Flask, notes: dict[str, Any]) -> dict[str, str]:
    """Page by name; discussions by the address that everybody is led to."""
    client = app.test_client()
    long, short = (_settled(client, f"/discussions/{notes[name]}") for name in ("long", "short"))
    return {
        "home": "/",
        "directory": "/groups",
        "group": f"/groups/{notes['group']}",
        "long, page 1": long,
        "long, page 500": f"{long}?page={_deep(app, notes['long'])}",
        "short": short,
        "desk": "/desk",
        "welcome desk": "/welcome",
    }


def seen_by(page: str) -> list[str]:
    """The audiences a page is measured for."""
    return [name for name in WHO if name in ONLY.get(page, tuple(WHO))]


def many_discussions(app: Flask, most: int) -> list[str]:
    """Addresses of public discussions of at least twenty posts, each for one look with nothing kept of it."""
    with app.app_context():
        rows = db.session.execute(
            select(Discussion.id, Discussion.slug)
            .where(Discussion.audience == 0, Discussion.reply_count >= PAGE - 1, Discussion.removed_at.is_(None))
            .order_by(Discussion.id)
            .limit(most)
        ).all()
    return [f"/discussions/{key}-{slug}" for key, slug in rows]


class Eye:
    """One page as one audience sees it, asked in this process. Raises ValueError when it is not there for whoever asks."""

    def __init__(self, app: Flask, page: str, token: str) -> None:
        self.app, self.page = app, page
        self.client = app.test_client()
        if token:
            self.client.set_cookie(COOKIE, token)
        for _ in range(2):
            self.look()

    def look(self) -> int:
        """The bytes of the page, plain."""
        answer = self.client.get(self.page)
        if answer.status_code != 200:
            raise ValueError(f"{self.page} answers {answer.status_code}")
        return len(answer.get_data())

    def statements(self, how: str) -> int:
        """How many the page takes, `kept` or `cold`."""
        # What is kept goes bad after a while: it is made again before it is counted.
        self.look()
        self._forget(how)
        return counted(self.app, self.look)

    def times(self, how: str, number: int) -> list[float]:
        """Seconds that so many looks took: of processor time; on PostgreSQL, which works in processes of its own, from first to last."""
        with self.app.app_context():
            now = time.process_time if db.engine.dialect.name == "sqlite" else time.perf_counter
        found = []
        for _ in range(number):
            self._forget(how)
            began = now()
            self.look()
            found.append(now() - began)
        return found

    def _forget(self, how: str) -> None:
        if how != "cold":
            return
        with self.app.app_context():
            settings.forget()
        # Settings, guidelines and help lines are read again by a page that nobody measures, which also looks at their stamp: whoever
        # does first forgets them once more.
        self.app.test_client().get("/guidelines")


def counted(app: Flask, work: Callable[[], object]) -> int:
    """How many statements `work` executes; the words of transactions are not counted."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _settled(client: FlaskClient, page: str) -> str:
    answer = client.get(page)
    return str(answer.headers["Location"]) if answer.status_code in (301, 302) else page


def _deep(app: Flask, discussion_id: int) -> int:
    with app.app_context():
        posts = db.session.get_one(Discussion, discussion_id).reply_count + 1
    return min(DEEP, posts // PAGE)
