"""A load client that costs little: one process, raw sockets that stay open, one request at a time on each."""

from __future__ import annotations

import multiprocessing
import os
import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

BLOCK = 1 << 16
PATIENCE = 30.0
"""Seconds without any answer after which a run is given up."""
MOST_TRIES = 20
"""Connections that are made for one that a process with room for it takes."""


@dataclass
class Run:
    """What came back. `waits` are seconds from request to whole answer; `codes` counts status codes, 0 for connections that broke."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    processor: float = 0.0
    """Seconds of the client's own processor time."""
    served: float = 0.0
    """Seconds of the servers' processor time, where somebody looked."""

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds if self.seconds else 0.0

    @property
    def spread(self) -> float:
        """How many times the middle wait the slowest of a hundred took."""
        return self.milliseconds(0.99) / self.milliseconds(0.5)

    @property
    def errors(self) -> int:
        """Answers that are no success, not changed or see other, and connections that broke."""
        return sum(number for code, number in self.codes.items() if code not in (200, 302, 303, 304))

    def milliseconds(self, share: float) -> float:
        """The wait that `share` of all requests did not exceed."""
        ranked = sorted(self.waits)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000 if ranked else float("nan")

    def add(self, other: Run) -> None:
        self.seconds += other.seconds
        self.waits += other.waits
        self.codes += other.codes
        self.processor += other.processor
        self.served += other.served


def get(path: str, token: str = "") -> bytes:
    """A request as a browser sends it."""
    cookie = f"Cookie: dayroom-session={token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{cookie}\r\n".encode()


def kept_by_browser(port: int, path: str, token: str) -> str:
    """The session's token with whatever other cookies the page gives a browser that comes for the first time, for `get`."""
    with socket.create_connection(("127.0.0.1", port)) as made:
        made.sendall(get(path, token).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        head = b"".join(iter(lambda: made.recv(BLOCK), b"")).split(b"\r\n\r\n", 1)[0].decode("latin-1")
    given = [line.partition(":")[2] for line in head.splitlines() if line.lower().startswith("set-cookie:")]
    return "; ".join([token, *(one.split(";")[0].strip() for one in given)])


def again(request: bytes) -> Iterator[bytes]:
    """The same request for ever."""
    while True:
        yield request


class _Line:
    """One connection: what it sends next, and what has come back so far."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.port, self.requests = port, requests
        self.socket = self._connect()
        self.sent = 0.0
        self.answer = bytearray()
        self.whole = 0

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self) -> bool:
        request = next(self.requests, None)
        if request is None:
            return False
        self.answer, self.whole, self.sent = bytearray(), 0, time.perf_counter()
        self.socket.sendall(request)
        return True

    def read(self) -> int | None:
        """The status code once the answer is whole, 0 when the connection broke, else None."""
        try:
            part = self.socket.recv(BLOCK)
        except OSError:
            part = b""
        if not part:
            self.socket.close()
            self.socket = self._connect()
            return 0
        self.answer += part
        if not self.whole:
            head = self.answer.find(b"\r\n\r\n")
            if head < 0:
                return None
            lines = bytes(self.answer[:head]).lower()
            at = lines.find(b"content-length:")
            length = int(lines[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.whole = head + 4 + length
        return int(self.answer[9:12]) if len(self.answer) >= self.whole else None


def load(port: int, scripts: list[Iterator[bytes]], seconds: float, workers: Sequence[int] = ()) -> Run:
    """One connection for each of `scripts`, each as quickly as it is answered, for so long or until the scripts end.

    `workers`: the processes of the server, where they are to have equally many each. The kernel deals them by their ports, and with
    sixteen of them that decides more about the slowest answers than all that a page does (measured: 8 and 8 made 2.4 of p99/p50, 5 and
    11 made 5). What stands in front of a server, and more than a few people, even that out.
    """
    lines = _even_lines(port, scripts, workers)
    poll, by_number, run = select.epoll(), {}, Run()
    processor, began = time.process_time(), time.perf_counter()
    end = began + seconds
    for line in lines:
        if line.send():
            by_number[line.socket.fileno()] = line
            poll.register(line.socket.fileno(), select.EPOLLIN)
    while by_number:
        ready = poll.poll(PATIENCE)
        if not ready:
            raise TimeoutError(f"no answer for {PATIENCE:.0f} seconds")
        for number, _ in ready:
            _serve(poll, by_number, number, run, end)
    run.seconds = time.perf_counter() - began
    run.processor = time.process_time() - processor
    for line in lines:
        line.socket.close()
    poll.close()
    return run


def _even_lines(port: int, scripts: list[Iterator[bytes]], workers: Sequence[int]) -> list[_Line]:
    if not workers:
        return [_Line(port, script) for script in scripts]
    most, has, lines, spare = -(-len(scripts) // len(workers)), Counter[int | None](), [], []
    for script in scripts:
        for _ in range(MOST_TRIES):
            before = _sockets_of(workers)
            line = _Line(port, script)
            worker = _taken_by(before)
            if worker is None or has[worker] < most:
                break
            # It stays open until all have their places, so that the next one is not taken for it.
            spare.append(line)
        has[worker] += 1
        lines.append(line)
    for line in set(spare) - set(lines):
        line.socket.close()
    return lines


def _taken_by(before: dict[int, int]) -> int | None:
    """The process that has one socket more than it had; None when none has within a moment."""
    end = time.perf_counter() + 0.05
    while time.perf_counter() < end:
        for worker, number in _sockets_of(list(before)).items():
            if number > before[worker]:
                return worker
    return None


def _sockets_of(workers: Sequence[int]) -> dict[int, int]:
    found = {}
    for worker in workers:
        open_files = (os.path.join(f"/proc/{worker}/fd", name) for name in os.listdir(f"/proc/{worker}/fd"))
        found[worker] = sum(_is_socket(file) for file in open_files)
    return found


def _is_socket(file: str) -> bool:
    try:
        return os.readlink(file).startswith("socket:")
    except FileNotFoundError:
        return False


def _serve(poll: select.epoll, by_number: dict[int, _Line], number: int, run: Run, end: float) -> None:
    line = by_number[number]
    code = line.read()
    if code is None:
        return
    now = time.perf_counter()
    run.codes[code] += 1
    if code:
        run.waits.append(now - line.sent)
    else:
        del by_number[number]
        by_number[line.socket.fileno()] = line
        poll.register(line.socket.fileno(), select.EPOLLIN)
    if now >= end or not line.send():
        poll.unregister(line.socket.fileno())
        del by_number[line.socket.fileno()]


def beside(work: Callable[[], Any]) -> Callable[[], Any]:
    """Start `work` in a process of its own; what is answered waits for it and gives what it answered."""
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)

    def do() -> None:
        there.send(work())

    process = multiprocessing.get_context("fork").Process(target=do)
    process.start()

    def finish() -> Any:
        # The pipe first: a process with much to say does not end before somebody listens.
        while not here.poll(1):
            if not process.is_alive() and not here.poll(0):
                raise RuntimeError("the process beside ended without an answer")
        answer = here.recv()
        process.join()
        return answer

    return finish


def processor_of(pids: list[int]) -> float:
    """Seconds of processor time that these processes have taken so far."""
    ticks = 0
    for pid in pids:
        try:
            parts = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()  # noqa: SIM115
        except FileNotFoundError:
            continue
        ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")
