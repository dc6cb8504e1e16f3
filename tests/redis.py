"""A throw-away Redis: a socket in a fresh folder, nothing kept, gone at the end."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def redis_server(program: Path) -> Iterator[str]:
    """A running server's address."""
    with tempfile.TemporaryDirectory(prefix="dayroom-redis-") as name:
        place = Path(name) / "r.sock"
        words = [str(program), "--port", "0", "--unixsocket", str(place), "--save", "", "--appendonly", "no", "--dir", name]
        server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 10
            while not place.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            yield f"unix://{place}?db=0"
        finally:
            server.terminate()
            server.wait(10)
