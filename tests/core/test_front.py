"""What the server hands over reaches the application as WSGI has it, and the answer goes back whole, in pieces, or as an error."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from app.core.front import BLOCK, Front, environ_of
from app.core.lanes import Lanes
from config import ROOT
from tests.core.rsgi import Proto, asked, run
from tests.core.slow_front import LONG
from tests.house.running import free_port, wait_for

LARGEST = 1000


def _answered(wsgi: Any, *requests: tuple[Any, Proto]) -> None:
    async def serve() -> None:
        front = Front(wsgi, Lanes(1, 1, 2, patience=0.01), LARGEST)
        await asyncio.gather(*(front.__rsgi__(scope, proto) for scope, proto in requests))

    run(serve())


def test_a_request_reaches_the_application_as_it_was_sent() -> None:
    said = asked(
        "POST",
        "/groups/café",
        ("host", "dayroom.example"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-length", "7"),
        ("cookie", "one=1"),
        ("cookie", "two=2"),
        ("accept-language", "en"),
        ("accept-language", "es"),
        query_string="q=caf%C3%A9",
        client="[2001:db8::7]:4711",
    )
    request = Request(environ_of(said, b"a=b&c=d"))
    assert (request.method, request.path, request.args["q"]) == ("POST", "/groups/café", "café")
    assert request.form.to_dict() == {"a": "b", "c": "d"}
    assert request.cookies.to_dict() == {"one": "1", "two": "2"}
    assert request.remote_addr == "2001:db8::7"
    assert request.headers["Accept-Language"] == "en,es"
    assert request.host_url == "http://dayroom.example/"
    http2 = environ_of(asked("GET", "/", ("host", "other.example"), authority="dayroom.example", http_version="2"), b"")
    assert (http2["HTTP_HOST"], http2["SERVER_PROTOCOL"]) == ("dayroom.example", "HTTP/2")


def test_a_header_that_would_pass_for_what_a_trusted_proxy_says_is_dropped() -> None:
    given = environ_of(asked("GET", "/", ("x_forwarded_for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")), b"")
    assert given["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"


def _reads(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    request = Request(environ)
    request.max_content_length = LARGEST
    try:
        answer = Response(request.get_data())
    except RequestEntityTooLarge as error:
        answer = Response(status=error.code)
    return list(answer(environ, start))


@pytest.mark.parametrize("length, status", [(0, 200), (LARGEST, 200), (LARGEST + 1, 413), (LARGEST * 50, 413)])
@pytest.mark.parametrize("says_how_long", [True, False])
def test_a_body_is_read_as_far_as_it_may_be_long(length: int, status: int, says_how_long: bool) -> None:
    proto = Proto(b"x" * length)
    headers = [("content-length", str(length))] if says_how_long else [("transfer-encoding", "chunked")]
    _answered(_reads, (asked("POST", "/", *headers), proto))
    assert proto.status == status
    assert proto.pieces == [b"x" * length] or status == 413
    assert proto.read <= LARGEST + 100


def test_a_long_answer_is_sent_in_pieces_and_closed_when_its_reader_has_gone(caplog: pytest.LogCaptureFixture) -> None:
    closed: list[str] = []

    class Lines:
        def __init__(self, name: str) -> None:
            self.name = name
            self.lines = iter([b"y" * (BLOCK // 2)] * 7)

        def __iter__(self) -> Iterator[bytes]:
            return self.lines

        def close(self) -> None:
            closed.append(self.name)

    def lines(environ: dict[str, Any], start: Any) -> Lines:
        start("200 OK", [("Content-Type", "text/plain")])
        return Lines(environ["PATH_INFO"])

    whole, left = Proto(), Proto(refuses=1)
    _answered(lines, (asked("GET", "/whole"), whole))
    assert [len(piece) for piece in whole.pieces] == [BLOCK, BLOCK, BLOCK, BLOCK // 2]
    assert (whole.status, whole.headers, closed) == (200, [("Content-Type", "text/plain")], ["/whole"])
    _answered(lines, (asked("GET", "/left"), left))
    assert len(left.pieces) == 1 and closed == ["/whole", "/left"]
    assert caplog.text == ""


def test_an_application_that_fails_is_told_of_without_its_words_and_the_next_is_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/fails":
            raise LookupError(environ["QUERY_STRING"])
        start("204 NO CONTENT", [])
        return []

    failed, fine = Proto(), Proto()
    _answered(fails, (asked("GET", "/fails", query_string="typed"), failed), (asked(), fine))
    # Of a request that nothing was answered to the server says 500.
    assert (failed.status, fine.status) == (0, 204)
    assert "LookupError" in caplog.text and "typed" not in caplog.text


def test_the_server_sends_long_answers_and_ends_after_what_it_is_answering(tmp_path: Path) -> None:
    port = free_port()
    words = f"from app.core.serve import server_of; server_of('tests.core.slow_front:app', '127.0.0.1', {port}).serve()"
    server = subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, env={**os.environ, "WORKERS": "1"})
    try:
        assert wait_for(lambda: _code(port, "/") == 200)
        assert _code(port, "/fails") == 500
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/long") as answer:
            assert answer.headers["Content-Length"] == str(len(LONG)) and answer.read() == LONG
        with ThreadPoolExecutor() as pool:
            slow = pool.submit(_code, port, f"/slow?{tmp_path / 'began'}")
            assert wait_for((tmp_path / "began").exists)
            server.send_signal(signal.SIGTERM)
            assert slow.result(20) == 200
        assert server.wait(20) == 0
    finally:
        server.kill()
        server.wait()


def _code(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_a_page_that_takes_long_does_not_hold_up_the_next() -> None:
    other = asyncio.Event()

    def answers(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        if environ["PATH_INFO"] == "/slow":
            # Ends only when the other has been answered meanwhile.
            asyncio.run_coroutine_threadsafe(other.wait(), loop[0]).result(20)
        else:
            loop[0].call_soon_threadsafe(other.set)
        return [b"done"]

    loop: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loop.append(asyncio.get_running_loop())
        front = Front(answers, Lanes(1, 1, 2, patience=0.01), LARGEST)
        await asyncio.gather(*(front.__rsgi__(asked("GET", path), Proto()) for path in ("/slow", "/quick")))

    run(serve())
    assert other.is_set()
