"""A real house for tests: server and worker as processes of their own, on a free port, with an instance folder of their own."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from config import ROOT
from tests.house.cradle import CRADLE, Forked

PASSWORD = "a lamp on the window sill"


_ports = itertools.count(os.getpid() * 97)
"""Of the processes that run tests side by side, each begins elsewhere."""


def free_port() -> int:
    """A port that nobody uses now, of those that the system never gives away: a browser takes hundreds of these meanwhile."""
    for number in _ports:
        port = 20_000 + number % 12_000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is always another")


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that live, oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(folder.name))
    return sorted(found)


def is_alive(pid: int) -> bool:
    """Whether `pid` still runs; a zombie does not."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class RunningHouse:
    """`./dayroom run` without the script: the supervisor, and what it prints."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.instance = instance
        self.settings = settings
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | Forked | None = None
        self.output: IO[str] | None = None
        self.said = ""

    def environment(self, **more: str) -> dict[str, str]:
        """A clean one: no setting of the person who runs the tests reaches the house."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        ours = {"PYTHONPATH": str(ROOT), "DAYROOM_INSTANCE": str(self.instance), "PORT": str(self.port)}
        return {**kept, **ours, **self.settings, **more}

    def ask(self, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """`./dayroom run WORDS` when it is expected to end by itself."""
        return done_in_a_process("run", words, self.environment(**more), given)

    def word(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """`./dayroom WORDS`."""
        return done_in_a_process("terminal", words, self.environment(), given)

    def open(self, *words: str, given: str = "", from_nothing: bool = False) -> None:
        """Start it and wait until it says its address. `from_nothing`: with Python and all."""
        start = _started if from_nothing else _forked
        self.process, self.output = start(words, self.environment(), given)
        self.said = ""
        for line in self.output:
            self.said += line
            if line.startswith("Ctrl-C"):
                return
        raise AssertionError(f"the house did not open:\n{self.said}")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def server(self) -> int:
        """The process id of the server; the job worker is the other child."""
        return min(children(self.pid), key=lambda pid: -len(children(pid)))

    def worker(self) -> int:
        """The process id of the job worker."""
        return min(children(self.pid), key=lambda pid: len(children(pid)))

    def answers(self) -> bool:
        """Whether a page comes."""
        try:
            with urllib.request.urlopen(f"{self.url}/guidelines", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def close(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send `number` to the whole group, as the terminal does on Ctrl-C; answers the exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, number)
        code = self.process.wait(30)
        assert self.output is not None
        self.said += self.output.read()
        self.output.close()
        return code

    def end(self) -> None:
        """Leave nothing running, whatever happened."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self.output is not None:
            self.output.close()


def done_in_a_process(
    module: str, words: tuple[str, ...], environment: dict[str, str], given: str = ""
) -> subprocess.CompletedProcess[str]:
    """`python -m app.core.MODULE WORDS` from its beginning to its end."""
    with ExitStack() as stack:
        given_to, said, complained = (stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3))
        given_to.write(given)
        given_to.seek(0)
        process = CRADLE.fork(module, words, environment, (given_to.fileno(), said.fileno(), complained.fileno()))
        code = process.wait(90)
        said.seek(0)
        complained.seek(0)
        return subprocess.CompletedProcess((module, *words), code, said.read(), complained.read())


def _forked(words: tuple[str, ...], environment: dict[str, str], given: str) -> tuple[Forked, IO[str]]:
    ours, output = os.pipe()
    with tempfile.TemporaryFile("w+") as given_to:
        given_to.write(given)
        given_to.seek(0)
        process = CRADLE.fork("run", words, environment, (given_to.fileno(), output, output), "session")
    os.close(output)
    return process, os.fdopen(ours, encoding="utf-8")


def _started(words: tuple[str, ...], environment: dict[str, str], given: str) -> tuple[subprocess.Popen[bytes], IO[str]]:
    ours, output = os.pipe()
    with tempfile.TemporaryFile("w+") as given_to:
        given_to.write(given)
        given_to.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.core.run", *words],
            cwd=ROOT, env=environment, start_new_session=True, stdin=given_to, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    os.close(output)
    return process, os.fdopen(ours, encoding="utf-8")


def copy_of(instance: Path, folder: Path) -> Path:
    """A copy of a closed house's instance folder."""
    return Path(shutil.copytree(instance, folder / "instance"))
