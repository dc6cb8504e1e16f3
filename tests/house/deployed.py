"""The layout of three machines as plain processes on this one, under load, while its parts are killed: run it by hand, `deploy/try.sh`.

Commands and settings are those of the units and the environment file in `deploy/`; addresses, folders and the domain are replaced. Caddy
stands in front where it is installed (or CADDY names it, `none` for none); else everybody keeps to one of the two servers.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import database
from app.core.db import db
from app.core.jobs import Promise
from app.discussions.models import Post
from config import ROOT, Config
from tests.available import redis_bin
from tests.house.deployed_people import Author, Kill, Log, Person, Reader, seconds_away
from tests.house.running import children, free_port, wait_for
from tests.house.test_away import _control
from tests.house.test_kill import Writer, _prepare
from tests.postgres import OPTIONS, PostgresServer, postgres_server
from tests.world import answer

DEPLOY = ROOT / "deploy"
KILL_EVERY = float(os.environ.get("KILL_EVERY", "5"))
"""Seconds between two kills, of the two servers in turn."""
KILL = os.environ.get("KILL", "process")
"""process: the one that answers, of a server with one; its parent makes another. server: all of it, as when the machine fails; a service
manager starts it again, and Python loads everything anew, which takes longer than five seconds on a busy machine."""
RESTART_AFTER = 1.0
"""As `RestartSec` in the unit."""
WRITERS = tuple(f"writer{number}" for number in range(12))
EAGER = "eager"
"""Has written a good deal, and writes as quickly as they can while Redis is away, until the house says that it is too much."""
WRITTEN = 34
READERS = 6
AN_HOUR = 40
"""Posts that one member may write."""
LONGEST_AWAY = 10.0
"""Seconds for which pages may say that the database is away, when it is restarted at once."""


def settings_of(name: str) -> dict[str, str]:
    """The settings of an environment file in `deploy/`."""
    lines = (line.strip() for line in (DEPLOY / name).read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def command_of(unit: str) -> list[str]:
    """What a unit in `deploy/` starts, with this checkout's script."""
    line = next(line for line in (DEPLOY / unit).read_text().splitlines() if line.startswith("ExecStart="))
    return line.removeprefix("ExecStart=").replace("/opt/dayroom/dayroom", str(ROOT / "dayroom")).split()


@dataclass
class Machine:
    """One that runs a unit, and runs it again when it ends."""

    unit: str
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts_at: float = 0.0

    def start(self) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.process = subprocess.Popen(command_of(self.unit), env={**kept, **self.settings}, start_new_session=True)

    def kill(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_process(self) -> None:
        """The process that answers alone."""
        assert self.process is not None
        for pid in children(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def look_after(self) -> None:
        """As a service manager: what has ended, however that came, is started again after a while."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.starts_at = self.starts_at or now + RESTART_AFTER
        if now >= self.starts_at:
            self.starts_at = 0.0
            self.start()


@dataclass
class Parts:
    """What can be killed, and when it was."""

    database: PostgresServer
    place: Path
    webs: list[Machine] = field(default_factory=list)
    jobs: list[Machine] = field(default_factory=list)
    log: Log = field(default_factory=Log)
    redis: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_server(self) -> None:
        web = self.webs[len(self.log.kills) % len(self.webs)]
        began = time.monotonic()
        web.kill_process() if KILL == "process" else web.kill()
        self.log.kills.append(Kill(int(web.settings["PORT"]), began, time.monotonic()))

    def start_redis(self) -> None:
        """Empty, also when it comes back."""
        self.redis.append(_redis(self.place))
        self.log.redis = (self.log.redis[0], time.monotonic())

    def kill_redis(self) -> None:
        self.log.redis = (time.monotonic(), 0.0)
        self.end_redis()

    def end_redis(self) -> None:
        while self.redis:
            process = self.redis.pop()
            process.kill()
            process.wait()

    def restart_database(self) -> None:
        self.log.database = (time.monotonic(), 0.0)
        _control(self.database, "restart", "-m", "immediate", "-o", f"{OPTIONS} -k {self.database.folder}")
        self.log.database = (self.log.database[0], time.monotonic())


def main(seconds: float) -> int:
    """Run it; 0 when everything holds that docs/deploying.md says of it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dayroom-deployed-")))
        server = stack.enter_context(postgres_server())
        assert server is not None, "PostgreSQL is not here"
        parts = Parts(server, folder / "queue.sock")
        base = _base(server, f"unix://{parts.place}")
        parts.start_redis()
        stack.callback(parts.end_redis)
        site, people, eager = _open(folder, base, seconds)
        parts.webs = [_machine("dayroom-web.service", base, folder / name) for name in ("a", "b")]
        parts.jobs = [_machine("dayroom-jobs.service", base, folder / "a")]
        for machine in (*parts.webs, *parts.jobs):
            machine.start()
            stack.callback(machine.kill)
        ports = [int(web.settings["PORT"]) for web in parts.webs]
        front = stack.enter_context(_caddy(folder, ports))
        assert wait_for(lambda: all(map(_answers, (*ports, *front))), 120), "they answer"
        for number, person in enumerate((*people, eager)):
            person.port = (front or ports)[number % len(front or ports)]
        print("open;", "Caddy in front" if front else "no Caddy here: everybody keeps to one server", flush=True)
        threads = [threading.Thread(target=person.work) for person in (eager, *people)]
        for thread in threads[1:]:
            thread.start()
        _trouble(seconds, parts, threads[0])
        eager.stop.set()
        for thread in threads:
            thread.join(60)
        return _told(site, people, eager, parts)


def _open(folder: Path, base: dict[str, str], seconds: float) -> tuple[Flask, list[Author | Reader], Author]:
    """An empty community with a discussion, who reads and writes there, and the eager one."""
    config = Config(
        instance=folder / "made", database_url=base["DATABASE_URL"], secret_key=base["SECRET_KEY"],
        audit_key=base["AUDIT_KEY"], testing=True,
    )  # fmt: skip
    site = create_app(config)
    with site.app_context():
        database.upgrade(db.engine)
    stop, (*writers, last) = threading.Event(), _prepare(site, 0, (*WRITERS, EAGER))
    with site.app_context():
        member = actor_of(db.session.scalars(select(Member.id).where(Member.username == EAGER)).one())
        for number in range(1, WRITTEN):
            answer(member, last.discussion, f"{EAGER} says this {number} times")
        db.session.remove()
        db.engine.dispose()
    pause = seconds / (AN_HOUR - 2)
    authors = [_author(one, stop, pause) for one in writers]
    pages = ("/", "/groups", "/groups/heart", f"/discussions/{last.discussion}-what-did-you-pack", "/guidelines")
    cookies = [each.cookie if number % 2 else "" for number, each in enumerate(writers[:READERS])]
    readers = [Reader(0, cookie, stop, pages=pages) for cookie in cookies]
    return site, [*authors, *readers], _author(last, stop, 0)


def _author(one: Writer, stop: threading.Event, pause: float) -> Author:
    return Author(0, one.cookie, stop, name=one.name, discussion=one.discussion, opening=one.opening, pause=pause)


def _trouble(seconds: float, parts: Parts, eager: threading.Thread) -> None:
    """One server killed every few seconds; Redis away from a third of the time to half of it; PostgreSQL restarted in the last third."""
    kills = [KILL_EVERY * number for number in range(1, int(seconds / KILL_EVERY))]
    what: list[tuple[float, str, Callable[[], None]]] = [(at, "", parts.kill_server) for at in kills]
    what += [
        (seconds / 3, "Redis killed", parts.kill_redis),
        (seconds / 3 + 1, "somebody begins to write as quickly as they can", eager.start),
        (seconds / 2 + 1, "Redis back, empty", parts.start_redis),
        (seconds * 0.75 + KILL_EVERY / 2, "PostgreSQL restarted at once", parts.restart_database),
    ]
    began = parts.log.began = time.monotonic()
    for at, words, do in sorted(what, key=lambda each: each[0]):
        _until(began + at, parts)
        do()
        if words:
            print(f"{at:.0f} s: {words}", flush=True)
    _until(began + seconds, parts)


def _until(moment: float, parts: Parts) -> None:
    while time.monotonic() < moment:
        for machine in (*parts.webs, *parts.jobs):
            machine.look_after()
        time.sleep(0.05)


def _told(site: Flask, people: Sequence[Author | Reader], eager: Author, parts: Parts) -> int:
    everybody: list[Person] = [*people, eager]
    failures = [failure for person in everybody for failure in person.failures]
    why = Counter((failure.what, failure.came, parts.log.why(failure) or "NO REASON") for failure in failures)
    took = sorted(second for person in everybody for second in person.took)
    with site.app_context():
        kept = [words for person in everybody if isinstance(person, Author) for words in person.acknowledged]
        posted = Counter(db.session.scalars(select(Post.body).where(Post.body.contains(" writes line "))))
        lost = [words for words in kept if not posted[words]]
        twice = [words for words, times in posted.items() if times > 1]
        began = time.monotonic()
        done = wait_for(lambda: _waiting() == 0, 240)
        away = seconds_away(failures, parts.log)
        print(f"{len(parts.log.kills)} kills; {sum((person.answers for person in everybody), Counter())}")
        print(f"answers: median {took[len(took) // 2] * 1000:.0f} ms, longest {took[-1]:.1f} s")
        print(f"{len(kept)} posts acknowledged, {len(lost)} lost, {len(twice)} twice")
        for (what, came, reason), number in sorted(why.items()):
            print(f"failed: {number} × {what} {came}: {reason}")
        odd = sorted(failure.ended - parts.log.began for failure in failures if not parts.log.why(failure))
        print("those without a reason, by second:", dict(Counter(int(second) for second in odd)))
        print(f"PostgreSQL was away {parts.log.database[1] - parts.log.database[0]:.1f} s; pages said so for {away:.1f} s")
        print(f"without Redis: {WRITTEN + len(eager.acknowledged)} posts of one member, then refused: {eager.was_limited}")
        print(f"jobs: done {time.monotonic() - began:.0f} s later" if done else f"jobs: {_waiting()} still wait")
    unexplained = any(reason == "NO REASON" for _, _, reason in why)
    fits = kept and not lost and not twice and done and not unexplained and away <= LONGEST_AWAY
    return 0 if fits and eager.was_limited and len(eager.acknowledged) + WRITTEN <= AN_HOUR else 1


def _waiting() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(Promise)) or 0)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/guidelines")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _base(server: PostgresServer, redis_url: str) -> dict[str, str]:
    url = server.create("deployed").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        # As an installation has it: what is acknowledged outlives PostgreSQL. The server of tests does not wait for that.
        connection.execute("ALTER DATABASE deployed SET synchronous_commit = on")
    settings = settings_of("three-machines.env")
    ours = {"HOST": "127.0.0.1", "PUBLIC_URL": "", "SMTP_URL": "", "TRUSTED_PROXIES": "127.0.0.1"}
    processes = "1" if KILL == "process" else settings["WORKERS"]
    return {**settings, **ours, "DATABASE_URL": url, "REDIS_URL": redis_url, "WORKERS": processes}


def _machine(unit: str, base: dict[str, str], instance: Path) -> Machine:
    return Machine(unit, {**base, "DAYROOM_INSTANCE": str(instance), "PORT": str(free_port())})


def _redis(place: Path) -> subprocess.Popen[bytes]:
    place.unlink(missing_ok=True)
    words = [str(redis_bin()), "--port", "0", "--unixsocket", str(place), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(words, cwd=place.parent, stdout=subprocess.DEVNULL)
    assert wait_for(place.exists, 10)
    return process


@contextmanager
def _caddy(folder: Path, ports: Sequence[int]) -> Iterator[list[int]]:
    """Its port; none where it is not installed."""
    program = os.environ.get("CADDY") or shutil.which("caddy")
    if program in (None, "none"):
        yield []
        return
    port = free_port()
    text = (DEPLOY / "Caddyfile.three-machines").read_text()
    text = text.replace("talk.example.org", f"http://127.0.0.1:{port}")
    for address, at in zip(("10.0.0.1:8000", "10.0.0.2:8000"), ports, strict=True):
        text = text.replace(address, f"127.0.0.1:{at}")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    words = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with (
        (folder / "caddy.log").open("wb") as log,
        subprocess.Popen(words, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield [port]
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
