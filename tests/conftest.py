"""Fixtures every test may use: a migrated database with nobody in it, or with the people of `tests.world`, on each engine.

`app` runs once on SQLite; in the data layer's test modules (models, policies, queries, commands, subscribers, jobs) it runs on
PostgreSQL as well. The schema comes from the migrations, once a session; each test gets a fresh copy.
"""

from __future__ import annotations

import copy
import gc
import os
import shutil
import smtplib
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis.internal.conjecture import providers
from sqlalchemy import event

from app import create_app
from app.accounts import passwords
from app.audit.keys import forget_key
from app.core import clock, database, settings
from app.core import db as core_db
from app.core.db import db
from config import Config
from tests.browser import close_browser, look_in_this_run
from tests.house.cradle import CRADLE
from tests.postgres import PostgresServer, postgres_server
from tests.world import World, build

DATA_LAYER = {"models", "policies", "queries", "commands", "subscribers", "jobs", "limits", "faces"}
"""Words in the name of a test module whose tests run on both databases."""
BARE = "empty"
"""The kept community of nobody: the migrations are run for it, and every other one is built on a copy of it."""
Within = Callable[[str, Callable[[], None]], Flask]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        words = set(Path(str(metafunc.module.__file__)).stem.split("_"))
        both = bool(words & DATA_LAYER) or metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize("backend", ["sqlite", "postgresql"] if both else ["sqlite"], scope="session")


LONG = ("tests/structure/test_linters.py", "tests/house/", "_for_real.py")
"""In names of files whose tests take long: begun last, one would keep its process busy while the other has nothing left to do."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Half of the processes begin with the tests that open a browser, half with the others that take long. Of the list they get even
    parts, and then take from the ends of one another's: what needs no database stands first and what needs PostgreSQL never at an end,
    so that a browser, an opened house and PostgreSQL are made ready in one of two processes."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    half, each = -(-processes // 2), -(-len(items) // processes)
    first: list[list[pytest.Item]] = [[] for _ in range(processes)]
    in_a_browser = [item for item in items if _opens_a_browser(item)]
    long = [item for name in LONG for item in items if name in item.nodeid]
    for number, item in enumerate(in_a_browser):
        first[number % half].append(item)
    for number, item in enumerate(long):
        first[-1 - number % half].append(item)
    early = {*in_a_browser, *long}
    others = sorted((item for item in items if item not in early), key=lambda item: DATABASES.index(_database(item)))
    items.clear()
    for mine in first:
        place = max(0, each - len(mine))
        items += mine + sorted(others[:place], key=lambda item: _database(item) == "sqlite")
        del others[:place]
    items += others


def _opens_a_browser(item: pytest.Item) -> bool:
    of_browsers = "tests/journeys/" in item.nodeid or hasattr(getattr(item, "module", None), "open_browser")
    return of_browsers and _database(item) != "postgresql"


DATABASES = ("", "sqlite", "postgresql")


def _database(item: pytest.Item) -> str:
    """Of `DATABASES`, the one that this test runs on; "" for none, or for one of its own."""
    return str(item.callspec.params.get("backend", "")) if hasattr(item, "callspec") else ""


def pytest_collection_finish() -> None:
    """What was loaded by now stays: looking for what can go need not look there, nor after every seven hundred things."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class Site:
    """One application on one engine, whose database can be laid anew in milliseconds."""

    def __init__(self, backend: str, folder: Path, server: PostgresServer | None) -> None:
        self.backend = backend
        self.folder = folder
        self.server = server
        self.url = server.create("site") if server else ""
        self.app = create_app(
            Config(instance=folder, database_url=self.url, secret_key="test", testing=True, mail_from="d@example.org")
        )
        self.kept: set[str] = set()
        self.world = World()
        self.laid: tuple[str, Any] | None = None
        """The community that lies in the database, and how one sees that nobody has written since."""

    def keep_world(self, world: World) -> None:
        """Remember who is who in the kept community."""
        self.world = world

    def prepare(self, name: str, fill: Callable[[], None]) -> None:
        """Build the community `name` once and keep it as a copy."""
        if name in self.kept:
            return
        if BARE not in self.kept:
            with self.app.app_context():
                self._leave()
                self._empty()
                database.upgrade(db.engine)
            self._keep(BARE)
        if name == BARE:
            return
        self.lay(BARE)
        with self.app.app_context():
            fill()
        self._keep(name)

    def _keep(self, name: str) -> None:
        with self.app.app_context():
            self._leave()
        if self.server:
            self.server.keep("site", name)
        else:
            self._checkpoint()
            shutil.copy(self.folder / "dayroom.db", self.folder / f"{name}.kept")
        self.kept.add(name)

    def _leave(self) -> None:
        # A connection that is still open would go on with the file of the former test.
        db.session.remove()
        db.engine.dispose()

    def lay(self, name: str) -> None:
        """Put the kept community `name` into the database."""
        with self.app.app_context():
            db.session.remove()
            settings.forget()
            self._lay_key()
            if self.laid != (name, self._written()):
                self._lay_rows(name)
                self.laid = name, self._written()
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        (self.folder / "audit.heads").unlink(missing_ok=True)

    def _lay_rows(self, name: str) -> None:
        # PostgreSQL changes rows under connections that stay open; those of a file that is replaced would keep the old one.
        if not (self.server and self.server.lay("site", name)):
            db.engine.dispose()
        if not self.server:
            self._empty()
            shutil.copy(self.folder / f"{name}.kept", self.folder / "dayroom.db")

    def _written(self) -> Any:
        """Something that is another as soon as anybody has written: how far the log is, or the file and the one beside it."""
        if self.server:
            return self.server.written()
        file, beside = self.folder / "dayroom.db", self.folder / "dayroom.db-wal"
        there = file.stat() if file.exists() else None
        return there and (there.st_ino, there.st_mtime_ns, there.st_size, beside.stat().st_size if beside.exists() else 0)

    def _lay_key(self) -> None:
        """The kept communities were linked with one key; a test may have taken it away or made another."""
        (self.folder / "audit.key").write_text("k" * 64 + "\n")
        forget_key()

    def _empty(self) -> None:
        if self.server:
            self.server.create("site")
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"dayroom.db{ending}").unlink(missing_ok=True)

    def _checkpoint(self) -> None:
        connection = sqlite3.connect(self.folder / "dayroom.db")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


@pytest.fixture(scope="session")
def backend() -> str:
    return "sqlite"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer | None]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def one_look(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one process looked at need not be looked at by another."""
    own = tmp_path_factory.getbasetemp()
    look_in_this_run((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "looked-at")


_sites: dict[str, Site] = {}


@pytest.fixture(scope="session")
def site(backend: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    if backend not in _sites:
        server = None
        if backend == "postgresql":
            server = request.getfixturevalue("postgres")
            if server is None:
                pytest.skip("PostgreSQL is not here")
        _sites[backend] = Site(backend, tmp_path_factory.mktemp(backend), server)
    return _sites[backend]


@pytest.fixture
def within(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Within]:
    """`within("name", fill)`: the application's context on the community that `fill` makes, once a session for each name.

    For a fixture that many tests ask for: what it makes is laid as a copy, as `app` and `world` are.
    """
    with ExitStack() as stack:

        def enter(name: str, fill: Callable[[], None]) -> Flask:
            monkeypatch.setattr(settings, "FRESH_SECONDS", 1e9)
            site.prepare(name, fill)
            site.lay(name)
            stack.enter_context(site.app.app_context())
            stack.callback(db.session.remove)
            return site.app

        yield enter


@pytest.fixture
def app(within: Within) -> Flask:
    """The application on an empty, migrated database, inside its context."""
    return within(BARE, lambda: None)


@pytest.fixture
def world(site: Site, within: Within) -> World:
    """The people of `tests.world`, in the application's context."""
    within("world", lambda: site.keep_world(build()))
    return copy.deepcopy(site.world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


_HASHING = (passwords._hasher, passwords._NOBODY)


@pytest.fixture
def hashing_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as in the house: slowly, on purpose. Elsewhere in the tests they are hashed quickly."""
    for name, kept in zip(("_hasher", "_NOBODY"), _HASHING, strict=True):
        monkeypatch.setattr(passwords, name, kept)


@pytest.fixture(autouse=True)
def stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may open a connection beyond loopback, nor speak SMTP to anything but loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(address, tuple) and host not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    assert smtplib.SMTP


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`stop_clock()`: no hour ends from now on, and no day, at which limits begin anew and dates are others."""

    def stop() -> None:
        moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stop


@pytest.fixture
def count_statements(site: Site) -> Callable[[], Any]:
    """`with count_statements() as seen: …` then `len(seen)`; transaction words are not counted."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA", "ROLLBACK")):
                seen.append(statement)

        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


# No test asserts on seconds: an example may take as long as a busy machine needs. The same examples each time, so that whoever changes
# something else is not the one who meets a new one; with SEEK=1 in the environment others are looked for, and numbers and words of the
# code are tried as well: to find them each process reads all of it, and another line of it would make other examples.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=not os.environ.get("SEEK"),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")
if not os.environ.get("SEEK"):
    providers._get_local_constants = lambda: providers._local_constants


def pytest_configure(config: pytest.Config) -> None:
    core_db.SYNCHRONOUS = "OFF"
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords._NOBODY = passwords._hasher.hash("nobody has this password")
    config.addinivalue_line("markers", "both_databases: this test runs on SQLite and PostgreSQL")
    os.environ.setdefault("TZ", "UTC")


def pytest_sessionfinish() -> None:
    close_browser()
    CRADLE.close()
