"""The layout of three machines as plain processes on this one, under load, while its parts are killed: run it by hand, `deploy/try.sh`.

Commands and settings are those of the units and the environment file in `deploy/`; addresses, folders and the domain are replaced. Caddy
stands in front where it is installed (or CADDY names it); else the writers speak to both servers in turn.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from app.core import database
from app.core.db import db
from app.core.jobs import Promise
from app.core.tokens import new_token
from app.discussions.models import Post
from config import ROOT, Config
from tests.available import redis_bin
from tests.house.running import free_port, wait_for
from tests.house.test_away import _control
from tests.house.test_kill import Writer, _prepare
from tests.postgres import OPTIONS, PostgresServer, postgres_server

DEPLOY = ROOT / "deploy"
KILL_EVERY = float(os.environ.get("KILL_EVERY", "5"))
"""Seconds between two kills. Longer than a server takes to start on this machine, or none is ever there."""


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

    def start(self) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.process = subprocess.Popen(command_of(self.unit), env={**kept, **self.settings}, start_new_session=True)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Steady(Writer):
    """Writes until told to stop; notes what was answered, second by second."""

    ports: tuple[int, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    answers: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)

    def write(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            words, key = f"{self.name} writes line {number}", new_token()
            while True:
                began = time.monotonic()
                self.port = self.ports[self.tries % len(self.ports)]
                done = self._post(words, key)
                if done:
                    self.answers["kept"] += 1
                    self.took.append(time.monotonic() - began)
                    self.acknowledged.append(words)
                    break
                time.sleep(0.1)

    def noted(self, answer: str) -> None:
        """A status, or how the connection ended."""
        self.answers[answer] += 1


def main(seconds: float) -> int:
    """Run it; 0 when every acknowledged post is there, once."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dayroom-deployed-")))
        server = stack.enter_context(postgres_server())
        assert server is not None, "PostgreSQL is not here"
        place = folder / "queue.sock"
        base = _base(server, f"unix://{place}")
        redis = _redis(place)
        stack.callback(lambda: redis[0].kill())
        config = Config(
            instance=folder / "made", database_url=base["DATABASE_URL"], secret_key=base["SECRET_KEY"],
            audit_key=base["AUDIT_KEY"], testing=True,
        )  # fmt: skip
        site = create_app(config)
        with site.app_context():
            database.upgrade(db.engine)
        webs = [_machine("dayroom-web.service", base, folder / name) for name in ("a", "b")]
        jobs = _machine("dayroom-jobs.service", base, folder / "a")
        ports = tuple(int(web.settings["PORT"]) for web in webs)
        writers = [Steady(**vars(writer), ports=ports) for writer in _prepare(site, ports[0])]
        for machine in (*webs, jobs):
            machine.start()
            stack.callback(machine.kill)
        front = stack.enter_context(_caddy(folder, ports))
        assert wait_for(lambda: all(writer._post(f"{writer.name} tries", new_token()) for writer in writers[:1]), 120)
        for writer in writers:
            writer.ports = (front,) if front else ports
            writer.answers.clear()
        print("open;", "Caddy in front" if front else "no Caddy here: the writers take turns", flush=True)
        threads = [threading.Thread(target=writer.write) for writer in writers]
        for thread in threads:
            thread.start()
        _trouble(seconds, webs, redis, place, server)
        for writer in writers:
            writer.stop.set()
        for thread in threads:
            thread.join(60)
        return _told(site, writers)


def _trouble(
    seconds: float, webs: list[Machine], redis: list[subprocess.Popen[bytes]], place: Path, server: PostgresServer
) -> None:
    """One server killed every five seconds; Redis away for the second third of the time; PostgreSQL restarted in the last."""
    began, kills, done = time.monotonic(), 0, set()
    while (gone := time.monotonic() - began) < seconds:
        time.sleep(KILL_EVERY)
        web = webs[kills % len(webs)]
        web.kill()
        kills += 1
        time.sleep(1)
        web.start()
        if gone > seconds / 3 and "redis" not in done:
            done.add("redis")
            redis[0].kill()
            redis[0].wait()
            print(f"{gone:.0f} s: Redis killed", flush=True)
        elif gone > seconds / 2 and "redis back" not in done:
            done.add("redis back")
            redis[0] = _redis(place)[0]
            print(f"{gone:.0f} s: Redis back, empty", flush=True)
        elif gone > 2 * seconds / 3 and "database" not in done:
            done.add("database")
            began_again = time.monotonic()
            _control(server, "restart", "-m", "immediate", "-o", f"{OPTIONS} -k {server.folder}")
            print(f"{gone:.0f} s: PostgreSQL restarted in {time.monotonic() - began_again:.1f} s", flush=True)
    print(f"{kills} servers killed", flush=True)


def _told(site: object, writers: list[Steady]) -> int:
    with site.app_context():  # type: ignore[attr-defined]
        posted = Counter(db.session.scalars(select(Post.body).where(Post.body.contains("writes line"))))
        kept = [words for writer in writers for words in writer.acknowledged]
        lost = [words for words in kept if not posted[words]]
        twice = [words for words, times in posted.items() if times > 1]
        took = sorted(second for writer in writers for second in writer.took)
        print(
            f"{len(kept)} posts acknowledged, {len(lost)} lost, {len(twice)} twice; {sum((w.answers for w in writers), Counter())}"
        )
        print(f"answers: median {took[len(took) // 2] * 1000:.0f} ms, longest {took[-1]:.1f} s")
        print(
            "answers that were neither 303 nor 5xx:", [trouble for writer in writers for trouble in writer.trouble][:5]
        )
        began = time.monotonic()
        done = wait_for(lambda: _waiting() == 0, 240)
        print(
            f"what was promised was done {time.monotonic() - began:.0f} s later"
            if done
            else f"{_waiting()} jobs still wait"
        )
        return 0 if kept and not lost and not twice and done else 1


def _waiting() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(Promise)) or 0)


def _base(server: PostgresServer, redis_url: str) -> dict[str, str]:
    url = server.create("deployed").replace("+psycopg", "")
    settings = settings_of("three-machines.env")
    ours = {"HOST": "127.0.0.1", "PUBLIC_URL": "", "SMTP_URL": "", "TRUSTED_PROXIES": "127.0.0.1"}
    return {**settings, **ours, "DATABASE_URL": url, "REDIS_URL": redis_url}


def _machine(unit: str, base: dict[str, str], instance: Path) -> Machine:
    return Machine(unit, {**base, "DAYROOM_INSTANCE": str(instance), "PORT": str(free_port())})


def _redis(place: Path) -> list[subprocess.Popen[bytes]]:
    place.unlink(missing_ok=True)
    words = [str(redis_bin()), "--port", "0", "--unixsocket", str(place), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(words, cwd=place.parent, stdout=subprocess.DEVNULL)
    assert wait_for(place.exists, 10)
    return [process]


@contextmanager
def _caddy(folder: Path, ports: tuple[int, ...]) -> Iterator[int]:
    """Its port, or 0 where it is not installed."""
    program = os.environ.get("CADDY") or shutil.which("caddy")
    if not program:
        yield 0
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
            yield port
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
