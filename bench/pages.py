"""Pages a second beside a bare Flask: `.venv/bin/python bench/pages.py FOLDER` (about 6 minutes; `--rounds 1 --seconds 0.5` 1 minute).

Dayroom and the bare application run on the same server with two workers each, and are asked in turns within the same seconds: a page
of Dayroom, the bare page of twenty posts (B), and as many ready bytes. All figures are of the client (see `bench/client.py`).
"""

from __future__ import annotations

import argparse
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import places
from bench.client import Run, again, get, kept_by_browser, load, processor_of
from bench.places import WHO
from bench.serving import Server, bare, dayroom
from bench.telling import keep, table

HEADS = (
    "page", "who", "lines", "a second", "of B", "of ready", "p50 ms", "p95", "p99", "p99/p50", "B's",
    "CPU ms", "B's CPU", "errors", "statements", "bytes", "sent", "fits",
)  # fmt: skip
COLD = "20 posts, cold"
BARS = {"visitor": 0.6, "member": 0.25, "moderator": 0.25, "desk": 0.1, "welcome desk": 0.1, COLD: 0.06}
"""The least share of B with the most connections: by page where it has one of its own, else by audience."""
MOST_SPREAD = 3.0
"""p99 of p50, with the most connections, in the middle one of the rounds."""


def main() -> int:
    """Measure and tell."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path, help="a community of bench/make_community.py")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--seconds", type=float, default=1.0, help="for each page in each round")
    words.add_argument("--connections", type=int, nargs="+", default=[1, 16])
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--only", default="", help="pages whose name contains this")
    words.add_argument("--json", default="", help="where to write the figures")
    given = words.parse_args()
    notes = places.notes_of(given.folder)
    app = places.application(given.folder, notes)
    pages = {name: page for name, page in places.addresses(app, notes).items() if given.only in name}
    looks = {
        (name, who): places.Eye(app, page, notes["tokens"].get(WHO[who], ""))
        for name, page in pages.items()
        for who in places.seen_by(name)
    }
    cold = places.many_discussions(app, 40_000) if given.only in COLD else []
    with dayroom(given.folder, notes, given.workers) as house, bare(given.folder, notes, given.workers) as other:
        pair = Pair(house, other, given.seconds, given.connections)
        cookies = {who: notes["tokens"].get(name, "") for who, name in WHO.items()}
        cookies = {who: token and kept_by_browser(house.port, "/", token) for who, token in cookies.items()}
        for name, who in looks:
            # Each worker has made each page once before anything is measured.
            load(house.port, [repeat(get(pages[name], cookies[who]), 3)] * 8, 60)
        for _ in range(given.rounds):
            for (name, who), seen in looks.items():
                pair.measure((name, who), again(get(pages[name], cookies[who])), seen.look())
            for who in ("visitor", "member"):
                pair.once((COLD, who), cold, cookies[who])
        memory = {"dayroom": house.memory(), "bare": other.memory()}
        sent = {(name, who): pair.sent(get(pages[name], cookies[who])) for name, who in looks}
    rows = [_row(key, lines, pair, looks, sent) for key, lines in pair.runs]
    print(table(HEADS, rows))
    print(f"B is {_rate(pair.bare_runs):,.0f} a second with {max(given.connections)} connections.")
    print("client: our own, one process; its share of the time of both cores:", f"{pair.client_share:.0%}")
    print("MB a worker:", {name: [round(each) for each in found] for name, found in memory.items()})
    found = {"rows": [dict(zip(HEADS, row, strict=True)) for row in rows], "memory": memory, "posts": notes["posts"]}
    print("kept in", keep("pages", found, given.json))
    return 0 if all(row[-1] == "" for row in rows) else 1


def _rate(runs: list[Run]) -> float:
    seconds = sum(run.seconds for run in runs)
    return sum(len(run.waits) for run in runs) / seconds if seconds else 0.0


class Pair:
    """The house and the bare application, asked in turns."""

    def __init__(self, house: Server, other: Server, seconds: float, connections: list[int]) -> None:
        self.house, self.other, self.seconds, self.connections = house, other, seconds, connections
        self.runs: dict[tuple[tuple[str, str], int], Run] = defaultdict(Run)
        self.page: dict[tuple[tuple[str, str], int], Run] = defaultdict(Run)
        self.ready: dict[tuple[tuple[str, str], int], Run] = defaultdict(Run)
        self.spread: dict[tuple[tuple[str, str], int], list[float]] = defaultdict(list)
        self.bare_spread: dict[tuple[tuple[str, str], int], list[float]] = defaultdict(list)
        self.bare_runs: list[Run] = []
        self.spent, self.lasted = 0.0, 0.0

    @property
    def client_share(self) -> float:
        return self.spent / max(self.lasted * 2, 1e-9)

    def measure(self, key: tuple[str, str], requests: Iterator[bytes], size: int) -> None:
        """One round of a page: the page, then the two bare ones for half as long each."""
        for lines in self.connections:
            run = self._add(self.runs[key, lines], self.house, [requests] * lines, self.seconds)
            self.spread[key, lines].append(run.spread)
            run = self._add(self.page[key, lines], self.other, [again(get("/page"))] * lines, self.seconds / 2)
            self.bare_spread[key, lines].append(run.spread)
            if lines == max(self.connections):
                self.bare_runs.append(run)
            self._add(self.ready[key, lines], self.other, [again(get(f"/ready/{size}"))] * lines, self.seconds / 2)

    def once(self, key: tuple[str, str], pages: list[str], cookies: str) -> None:
        """Pages of which nothing is kept: each address is asked for once, by all connections together."""
        lines = max(self.connections)
        at = self.runs[key, lines].codes.total() if pages else 0
        if at < len(pages) - lines:
            requests = (get(page, cookies) for page in pages[at:])
            self._add(self.runs[key, lines], self.house, [requests] * lines, self.seconds)
            self._add(self.page[key, lines], self.other, [again(get("/page"))] * lines, self.seconds / 2)

    def sent(self, request: bytes) -> int:
        """Bytes that come over the wire for a page, as a browser asks for it."""
        return _length(self.house.port, request)

    def _add(self, to: Run, server: Server, scripts: list[Iterator[bytes]], seconds: float) -> Run:
        spent = processor_of(server.workers)
        run = load(server.port, scripts, seconds, server.workers)
        run.served = processor_of(server.workers) - spent
        to.add(run)
        self.spent, self.lasted = self.spent + run.processor, self.lasted + run.seconds
        return run


def _length(port: int, request: bytes) -> int:
    with socket.create_connection(("127.0.0.1", port)) as made:
        made.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        whole = b"".join(iter(lambda: made.recv(1 << 16), b""))
    return len(whole.split(b"\r\n\r\n", 1)[1])


def _row(
    key: tuple[str, str], lines: int, pair: Pair, looks: dict[tuple[str, str], Any], sent: dict[tuple[str, str], int]
) -> tuple[Any, ...]:
    run, page, ready, seen = pair.runs[key, lines], pair.page[key, lines], pair.ready.get((key, lines)), looks.get(key)
    of_bare = run.rate / page.rate if page.rate else None
    waits = [run.milliseconds(share) for share in (0.5, 0.95, 0.99)]
    spread, bare_spread = (_middle(found.get((key, lines), [])) for found in (pair.spread, pair.bare_spread))
    fits = run.errors == 0
    if lines == max(pair.connections):
        bar = BARS.get(key[0]) or BARS[key[1]]
        fits = fits and of_bare is not None and of_bare >= bar and (spread is None or spread <= MOST_SPREAD)
    return (
        *key,
        lines,
        run.rate,
        of_bare,
        run.rate / ready.rate if ready and ready.rate else None,
        *waits,
        spread,
        bare_spread,
        run.served / max(len(run.waits), 1) * 1000,
        page.served / max(len(page.waits), 1) * 1000,
        run.errors,
        seen.statements("kept") if seen else None,
        seen.look() if seen else None,
        sent.get(key),
        "" if fits else "NO",
    )


def _middle(rounds: list[float]) -> float | None:
    return median(rounds) if rounds else None


if __name__ == "__main__":
    sys.exit(main())
