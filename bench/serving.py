"""Dayroom as `./dayroom serve` runs it, and the bare application beside it, on ports of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import leash
from bench.client import get, load
from config import ROOT

START_SECONDS = 90
LOG = "bench.log"


@dataclass(frozen=True)
class Held:
    """MB of memory that a process holds. `resident` counts what several share in each of them, `share` divides it among them (PSS);
    `own` is nobody else's."""

    resident: float
    share: float
    own: float


@dataclass(frozen=True)
class Server:
    """A running server with its worker processes."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """Ids of the processes that answer."""
        found = subprocess.run(
            ["ps", "--ppid", str(self.pid), "-o", "pid="], capture_output=True, text=True, check=False
        )
        return [int(word) for word in found.stdout.split()]

    def memory(self) -> list[float]:
        """MB that each worker holds (its own and its share of what several use)."""
        return [held(pid).share for pid in self.workers]


def held(pid: int) -> Held:
    """What a process holds now. Raises OSError when it is gone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(value.split()[0]) for name, value in (line.split(":") for line in lines)}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return Held(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024, own / 1024)


@contextmanager
def dayroom(folder: Path, notes: dict[str, Any], workers: int) -> Iterator[Server]:
    """The house on the community of `folder`, without its job worker."""
    with _running(["-P", "-m", "app.core.terminal", "serve"], folder, notes, workers, "/healthz") as server:
        yield server


@contextmanager
def job_worker(folder: Path, notes: dict[str, Any]) -> Iterator[int]:
    """The worker that writes notices and letters; its process id."""
    process = _start(["-P", "-m", "app.core.terminal", "jobs", "work"], _environment(folder, notes, 0, 1))
    try:
        yield process.pid
    finally:
        _stop(process)


@contextmanager
def bare(folder: Path, notes: dict[str, Any], workers: int) -> Iterator[Server]:
    """The bare application with the same settings, on the same database."""
    port = _free_port()
    with _running([str(ROOT / "bench" / "bare.py"), str(port)], folder, notes, workers, "/ready/10", port) as server:
        yield server


@contextmanager
def _running(
    words: list[str], folder: Path, notes: dict[str, Any], workers: int, page: str, port: int = 0
) -> Iterator[Server]:
    port = port or _free_port()
    process = _start(words, _environment(folder, notes, port, workers))
    try:
        _wait(process, port, page)
        yield Server(port, process.pid)
    finally:
        _stop(process)


def _environment(folder: Path, notes: dict[str, Any], port: int, workers: int) -> dict[str, str]:
    given = {"DAYROOM_INSTANCE": str(folder), "PORT": str(port), "WORKERS": str(workers), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **given, "DATABASE_URL": notes["database_url"], "HOST": "127.0.0.1"}


def _start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """On the leash: what is measured ends with the measurement, however that ends. What goes wrong stands in a file of the folder."""
    with (Path(environment["DAYROOM_INSTANCE"]) / LOG).open("ab") as log:
        command = [sys.executable, *words]
        return subprocess.Popen(command, env=environment, cwd=ROOT, preexec_fn=leash.hold, stderr=log)  # noqa: PLW1509


def _wait(process: subprocess.Popen[bytes], port: int, page: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if load(port, [iter([get(page)])], 5).codes:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
