"""The server's side of a request, as granian has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]


class Headers:
    """What came with a request."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def get(self, name: str, default: str) -> str:
        return dict(self.pairs).get(name, default)

    def items(self) -> list[tuple[str, str]]:
        return self.pairs


def asked(method: str = "GET", path: str = "/", *headers: tuple[str, str], **more: Any) -> Any:
    """What was asked."""
    given = {
        "method": method,
        "path": path,
        "query_string": "",
        "server": "127.0.0.1:8000",
        "client": "192.0.2.7:4711",
        "http_version": "1.1",
        "scheme": "http",
        "authority": None,
        "headers": Headers(list(headers)),
    }
    return SimpleNamespace(**{**given, **more})


class Proto:
    """Where the answer to one request goes. `refuses` pieces of a long answer from that number on: its reader has gone."""

    def __init__(self, body: bytes = b"", refuses: int = 99) -> None:
        self.body, self.refuses = body, refuses
        self.read = 0
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.pieces: list[bytes] = []

    async def __call__(self) -> bytes:
        self.read = len(self.body)
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.body), 100):
            self.read += 100
            yield self.body[at : at + 100]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.pieces = status, headers, [body]

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Proto:
        self.status, self.headers = status, headers
        return self

    async def send_bytes(self, part: bytes) -> None:
        if len(self.pieces) >= self.refuses:
            raise ProtocolClosed
        self.pieces.append(part)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Let a loop do this work."""
    # In a thread of its own: in this one the browser of another test may have a loop that runs.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
