"""What people meet at the server's doors while the processes behind them die and begin."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.serve import server_of
from config import ROOT
from tests.house.running import children, free_port, is_alive, wait_for

SETTLED = "from app.core import doors; doors.SETTLED = 0;"
"""Every process counts as one that could begin."""


@dataclass(frozen=True)
class Server:
    """Processes that answer, and the one that starts them."""

    port: int
    process: subprocess.Popen[bytes]

    def line(self, path: str = "/") -> http.client.HTTPConnection:
        """A new connection on which a page was asked for."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", path)
        return line

    def answers(self) -> bool:
        try:
            return _answer(self.line()) == b"here"
        except (OSError, http.client.HTTPException):
            return False

    def refuses(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=60).close()
        except ConnectionRefusedError:
            return True
        return False

    def end_one(self, number: signal.Signals = signal.SIGKILL) -> None:
        """The process that answers, and see that it ended."""
        (pid,) = children(self.process.pid)
        os.kill(pid, number)
        assert wait_for(lambda: not is_alive(pid))


def _answer(line: http.client.HTTPConnection) -> bytes:
    try:
        return line.getresponse().read()
    finally:
        line.close()


@contextmanager
def _server(workers: int = 1, first: str = "") -> Iterator[Server]:
    port = free_port()
    words = f"{first}from app.core.serve import server_of; server_of('tests.core.slow_front:app', '127.0.0.1', {port}).serve()"
    process = subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, env={**os.environ, "WORKERS": str(workers)})
    made = Server(port, process)
    try:
        assert wait_for(made.answers)
        yield made
    finally:
        # The application has no leash: its processes would go on without the one that started them.
        left = children(process.pid)
        process.kill()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_who_comes_between_two_processes_is_answered_by_the_next(number: signal.Signals) -> None:
    with _server() as server:
        os.kill(server.process.pid, signal.SIGSTOP)
        server.end_one(number)
        line = server.line()
        os.kill(server.process.pid, signal.SIGCONT)
        assert _answer(line) == b"here"


def test_who_was_not_yet_let_in_by_the_process_that_is_killed_is_answered_by_the_next() -> None:
    with _server() as server:
        os.kill(children(server.process.pid)[0], signal.SIGSTOP)
        line = server.line()
        server.end_one()
        assert _answer(line) == b"here"


def test_a_process_may_be_killed_again_and_again() -> None:
    with _server(first=SETTLED) as server:
        for _ in range(3):
            server.end_one()
            assert wait_for(server.answers)


def test_a_death_that_was_told_while_another_was_seen_to_is_seen_to_next() -> None:
    server = server_of("tests.core.slow_front:app", "127.0.0.1", free_port())
    server.interrupt_children = [0]
    server._respawn_workers([], None, None)
    assert server.main_loop_interrupt.is_set()


def test_a_server_whose_process_cannot_begin_ends() -> None:
    with _server() as server:
        server.end_one()
        assert wait_for(lambda: len(children(server.process.pid)) == 1)
        server.end_one()
        assert server.process.wait(60) == 1


def test_who_comes_while_the_server_ends_is_refused_and_may_ask_another(tmp_path: Path) -> None:
    began = tmp_path / "began"
    with _server(workers=2) as server, ThreadPoolExecutor() as pool:
        asked = pool.submit(_answer, server.line(f"/waits?{began}"))
        assert wait_for(began.exists)
        server.process.terminate()
        assert wait_for(server.refuses)
        assert not asked.done()
        began.unlink()
        assert asked.result(60) == b"here"
        assert server.process.wait(60) == 0
