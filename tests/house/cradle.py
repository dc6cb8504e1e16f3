"""A process that has loaded what `./dayroom run` and `./dayroom WORD` load, and forks one of the two whenever a test asks.

Loading takes seconds of processor time at each start, and the tests of the house start some fifty processes. What is forked is a process
of its own, with its own environment, folder, session and terminal, and ends as Python ends; so is the word that one of these starts.
That the words at the terminal load by themselves, and are started so by others, is tried where the house is opened for the first time
(`conftest.py`).

Over its socket: one request and three open files in, the process id out, and its exit code when it ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

from config import ROOT

ASKED = 65536
"""The longest request, in bytes: words and an environment."""


class Forked:
    """What a test holds of a process that was forked for it; named as `subprocess.Popen` names the same things."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._heard = b""
        self.returncode: int | None = None
        assert self._hears(1, 60), "nothing was forked"
        self.pid = int(self._heard.split(b"\n")[0])

    def poll(self) -> int | None:
        """The exit code, as Python gives it, when it has ended."""
        if self.returncode is None and self._hears(2, 0):
            self.returncode = int(self._heard.split(b"\n")[1])
            self._line.close()
        return self.returncode

    def wait(self, seconds: float = 60) -> int:
        """Wait until it ends. Raises subprocess.TimeoutExpired."""
        if self.returncode is None and not self._hears(2, seconds):
            raise subprocess.TimeoutExpired(str(self.pid), seconds)
        code = self.poll()
        assert code is not None
        return code

    def kill(self) -> None:
        """kill -9."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _hears(self, lines: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self._heard.count(b"\n") < lines:
            if not select.select([self._line], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return False
            self._heard += self._line.recv(64)
        return True


class Cradle:
    """The process, started when it is asked for the first time, and its socket."""

    def __init__(self) -> None:
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def fork(
        self, module: str, words: tuple[str, ...], environment: dict[str, str], files: tuple[int, int, int], how: str = ""
    ) -> Forked:
        """`python -m app.core.MODULE WORDS` with these files as its input, output and errors.

        `how`: "session" for one of its own, "terminal" when `files` are one, else "".
        """
        return _ask(self._place(), {"module": module, "words": words, "environment": environment, "how": how}, files)

    def close(self) -> None:
        """End it; what it forked lives on."""
        if self.process is not None and self.folder is not None:
            self.process.kill()
            self.process.wait()
            self.folder.cleanup()
        self.process = self.folder = None

    def _place(self) -> str:
        if self.folder is None:
            self.folder = tempfile.TemporaryDirectory(prefix="cradle-")
            place = str(Path(self.folder.name) / "socket")
            kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tests.house.cradle", place],
                cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            )  # fmt: skip
            assert self.process.stdout is not None
            with self.process.stdout:
                assert self.process.stdout.readline() == b"ready\n"
        return str(Path(self.folder.name) / "socket")


def _ask(place: str, request: dict[str, object], files: tuple[int, int, int]) -> Forked:
    line = socket.socket(socket.AF_UNIX)
    line.connect(place)
    asked = json.dumps(request).encode()
    assert len(asked) < ASKED
    socket.send_fds(line, [asked], list(files))
    return Forked(line)


CRADLE = Cradle()
"""That of this test process."""


def main(place: str) -> None:
    """Load everything, then fork until killed; ends with the process that started it."""
    importlib.import_module("app.core.leash").hold()
    programs = {name: importlib.import_module(f"app.core.{name}") for name in ("run", "terminal")}
    programs["terminal"].subprocess = SimpleNamespace(run=partial(_run, place))  # type: ignore[attr-defined]
    _load_packages()
    # Whoever is forked would look through all of it at the end, and copy each page on the way: four times what a word itself takes.
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(16)
        os.write(1, b"ready\n")
        while True:
            line, _ = door.accept()
            asked, files, _, _ = socket.recv_fds(line, ASKED, 3)
            if os.fork() == 0:
                door.close()
                request = json.loads(asked)
                if _wait_for_child(line, files):
                    _be(request, files)
                    sys.exit(programs[request["module"]].main(request["words"]))
            line.close()
            for file in files:
                os.close(file)
            _reap()


def _run(
    place: str, command: list[str], *, input: str | None, text: bool, env: dict[str, str], check: bool
) -> subprocess.CompletedProcess[str]:
    """`subprocess.run`, as a command calls it that starts another: forked here as well, and not by who asks, who has a database open."""
    assert command[:4] == [sys.executable, "-P", "-m", "app.core.terminal"] and text and not check
    with tempfile.TemporaryFile("w+") as given:
        given.write(input or "")
        given.seek(0)
        files = (0 if input is None else given.fileno(), 1, 2)
        word = _ask(place, {"module": "terminal", "words": command[4:], "environment": env, "how": ""}, files)
        return subprocess.CompletedProcess(command, word.wait(90))


def _load_packages() -> None:
    """The modules that `create_app` plugs in, and the tables as SQLAlchemy knows them."""
    packages = importlib.import_module("app.packages")
    for package in packages.PACKAGES:
        for module in packages.MODULES:
            name = f"app.{package}.{module}"
            if find_spec(f"app.{package}") is not None and find_spec(name) is not None:
                importlib.import_module(name)
    importlib.import_module("sqlalchemy.orm").configure_mappers()


def _wait_for_child(line: socket.socket, files: list[int]) -> bool:
    """Fork once more. True in the new process; the present one tells `line` of it, waits for it and ends with it."""
    pid = os.fork()
    if pid == 0:
        line.close()
        return True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for file in (0, 1, 2, *files):
        os.close(file)
    line.sendall(f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    line.sendall(f"{code}\n".encode())
    os._exit(0)


def _be(request: dict[str, object], files: list[int]) -> None:
    """Be the process that was asked for."""
    if request["how"] == "terminal":
        os.login_tty(os.dup(files[0]))
    else:
        for number, file in enumerate(files):
            os.dup2(file, number)
    if request["how"] == "session":
        os.setsid()
    for file in files:
        os.close(file)
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]
    # A test run that was started in the background ignores Ctrl-C, and its children would as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[arg-type]


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main(sys.argv[1])
