"""Between granian and the application: requests come in on one thread, wait in lanes (`core.lanes`), and are answered by others.

By itself the server gives each request a thread as soon as it is there, in no order, until there are no threads: then pages wait behind
whatever forms wait for. Here a request that waits is an entry in a queue. The server's side is RSGI 1.6
(https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md), the application's WSGI 1.0 (PEP 3333).
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from app.core.forms_first import LATER, Later
from app.core.lanes import Lanes

log = logging.getLogger(__name__)

BLOCK = 64 * 1024
"""Bytes of a long answer that are sent at a time."""

_ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class Front:
    """The WSGI application `wsgi` as an application of RSGI, whose requests go on in `lanes`. A body is read up to `largest` bytes.

    Forms whose path is `in_company` are worked on together with others of them that wait.
    """

    def __init__(
        self, wsgi: Any, lanes: Lanes, largest: int, in_company: Callable[[str], bool] = lambda _path: False
    ) -> None:
        self.wsgi = wsgi
        self.lanes = lanes
        self.largest = largest
        self.in_company = in_company
        self._looking: asyncio.TimerHandle | None = None

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        loop = asyncio.get_running_loop()
        is_page = scope.method in ("GET", "HEAD")
        body = b"" if is_page else await self._body(scope, proto)
        asked = _Asked(loop, scope, proto, body)
        self.lanes.put(self._answer, asked, is_page=is_page, in_company=not is_page and self.in_company(scope.path))
        if len(self.lanes) and self._looking is None:
            self._look_again(loop)
        await asked.answered

    async def _body(self, scope: Any, proto: Any) -> bytes:
        """What was sent; of more than `largest` bytes a little more than these, so that the application refuses it."""
        said = scope.headers.get("content-length", "")
        if said.isdigit() and int(said) > self.largest:
            return b""
        if said:
            return bytes(await proto())
        found = bytearray()
        async for part in proto:
            found += part
            if len(found) > self.largest:
                break
        return bytes(found)

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = loop.call_later(self.lanes.patience / 2, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = None
        self.lanes.look()
        if len(self.lanes):
            self._look_again(loop)

    def _answer(self, asked: list[_Asked]) -> None:
        for one in asked:
            one.ask(self.wsgi, in_company=len(asked) > 1)
        later = [one.parts for one in asked if isinstance(one.parts, Later)]
        if later:
            try:
                later[0].work_on(later)
            except BaseException as error:  # noqa: BLE001 - the application is asked for each
                _tell(error)
        # Whose answer is there does not wait for those whom the application has yet to answer.
        for one in sorted(asked, key=_is_left) if later else asked:
            one.answer()


class _Asked:
    """A request, and where its answer goes: `parts`, once the application gave them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, scope: Any, proto: Any, body: bytes) -> None:
        self.loop = loop
        self.scope = scope
        self.proto = proto
        self.body = body
        self.answered: asyncio.Future[None] = loop.create_future()
        self.head = _Head()
        self.parts: Iterable[bytes] | Later | None = None

    def ask(self, wsgi: Any, *, in_company: bool) -> None:
        """Let the application answer, now or `Later`."""
        environ = environ_of(self.scope, self.body)
        if in_company:
            environ[LATER] = True
        try:
            self.parts = wsgi(environ, self.head)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the thread goes on with the next request
            _tell(error)

    def answer(self) -> None:
        """Send what there is. The server answers with 500 where there is nothing."""
        try:
            parts = self.parts.answer() if isinstance(self.parts, Later) else self.parts
            if isinstance(parts, list):
                self.proto.response_bytes(self.head.status, self.head.headers, b"".join(parts))
            elif parts is not None:
                _send_parts(self.loop, self.proto, self.head, parts)
        except ProtocolClosed:
            log.debug("nobody waits for the answer any more")
        except BaseException as error:  # noqa: BLE001 - as above
            _tell(error)
        with suppress(RuntimeError):
            # Raised when the server has ended meanwhile.
            self.loop.call_soon_threadsafe(self.answered.set_result, None)


def _is_left(one: _Asked) -> bool:
    return isinstance(one.parts, Later) and one.parts.is_left


def _tell(error: BaseException) -> None:
    # The kind and the way, never the message: it can hold what somebody typed.
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


class _Head:
    """What an application of WSGI calls before it answers."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
        self.status, self.headers = int(status[:3]), headers
        return _no_write


def _no_write(_part: bytes) -> object:
    raise NotImplementedError("the answer is what the application returns")


def environ_of(scope: Any, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 wants it: words of Latin-1, each character of which is a byte that came."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        **_ALWAYS,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _latin(scope.path),
        "QUERY_STRING": _latin(scope.query_string),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for key, value in scope.headers.items():
        # With "_" it would be taken for one with hyphens, such as what a trusted proxy says. The body is not in pieces any more, and
        # the address of the request says whose it is before a header does.
        if "_" in key or key == "transfer-encoding" or (key == "host" and scope.authority):
            continue
        variable = _UNPREFIXED.get(key) or f"HTTP_{key.upper().replace('-', '_')}"
        given = _latin(value)
        if variable in environ:
            given = f"{environ[variable]}{'; ' if key == 'cookie' else ','}{given}"
        environ[variable] = given
    if body:
        # Also of a body that came in pieces: so the application sees at once when it is too long.
        environ.setdefault("CONTENT_LENGTH", str(len(body)))
    return environ


def _latin(words: str) -> str:
    return words if words.isascii() else words.encode().decode("latin-1")


def _send_parts(loop: asyncio.AbstractEventLoop, proto: Any, head: _Head, parts: Iterable[bytes]) -> None:
    """An answer that is made while it is sent; whoever takes it slowly is waited for."""
    stream = proto.response_stream(head.status, head.headers)
    try:
        held = bytearray()
        for part in parts:
            held += part
            if len(held) >= BLOCK:
                asyncio.run_coroutine_threadsafe(_send(stream, bytes(held)), loop).result()
                held.clear()
        if held:
            asyncio.run_coroutine_threadsafe(_send(stream, bytes(held)), loop).result()
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


async def _send(stream: Any, part: bytes) -> None:
    await stream.send_bytes(part)
