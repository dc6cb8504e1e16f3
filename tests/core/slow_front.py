"""A small application behind the house's own front, for a server of its own: `/long` is sent in pieces, `/slow?FILE` makes FILE and takes
half a second, `/waits?FILE` makes FILE and takes until it is gone, `/fails` does."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.core.front import BLOCK, Front
from app.core.lanes import Lanes

LONG = b"one line\n" * BLOCK


def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise LookupError
    if path == "/slow":
        Path(environ["QUERY_STRING"]).touch()
        time.sleep(0.5)
    if path == "/waits":
        waits_for = Path(environ["QUERY_STRING"])
        waits_for.touch()
        while waits_for.exists():
            time.sleep(0.01)
    if path == "/long":
        start("200 OK", [("Content-Length", str(len(LONG)))])
        return (LONG[at : at + 9000] for at in range(0, len(LONG), 9000))
    start("200 OK", [])
    return [b"here"]


app = Front(answer, Lanes(at_once=1, forms=1, threads=2), largest=1000)
