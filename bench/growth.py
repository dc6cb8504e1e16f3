"""How pages grow with the community: `.venv/bin/python bench/growth.py --keep FOLDER` (10⁴, 10⁵, 10⁶ posts: about 4 minutes the first
time, 2 then; `--sizes 10000 40000` 1 minute; 10⁷ takes 10 minutes more and 25 GB). PostgreSQL: `--into postgresql://…`, a server where
databases may be made.

Each size has a process of its own, and they are asked in turns, so that what disturbs one disturbs all. Pages are asked for inside
the process: kept ones, and ones of which nothing is kept. Exit code 1 when a page grows by more than a quarter, the 500th page of the
long discussion costs more than 1.3 of its first, or the numbers of statements differ.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
from collections import defaultdict
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench import places
from bench.places import WHO
from bench.telling import keep, table
from config import ROOT

SIZES = (10_000, 100_000, 1_000_000)
MOST = 1.25
MOST_DEEP = 1.3
LOOKS = 5
Key = tuple[str, str, str]
"""(page, audience, kept or cold)."""


def main() -> int:
    """Make what is missing, measure, tell."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    words.add_argument("--keep", type=Path, required=True, help="where the communities are, or will be")
    words.add_argument("--into", default="", help="a PostgreSQL server: postgresql://…/postgres")
    words.add_argument("--members", type=int, default=50_000)
    words.add_argument("--rounds", type=int, default=9)
    words.add_argument("--json", default="", help="where to write the figures")
    given = words.parse_args()
    folders = [_community(given.keep, size, given.members, given.into) for size in sorted(given.sizes)]
    watchers = [Watcher(folder) for folder in folders]
    for _ in range(given.rounds):
        for watcher in watchers:
            watcher.go_round()
    rows, fits = _rows(watchers)
    small, large = min(given.sizes), max(given.sizes)
    heads = ("page", "who", "kept", *(f"{size:,}" for size in sorted(given.sizes)), "grows", "statements", "fits")
    print(table(heads, rows))
    counted = "waited for the answer" if given.into else "of processor time"
    print(f"milliseconds {counted}, middle of {given.rounds} rounds; 'grows': {large:,} posts over {small:,}")
    found = {
        "database": given.into.split(":")[0] or "sqlite",
        "rows": [dict(zip(heads, row, strict=True)) for row in rows],
    }
    print("kept in", keep("growth", found, given.json))
    for watcher in watchers:
        watcher.end()
    return 0 if fits else 1


def _rows(watchers: list[Watcher]) -> tuple[list[tuple[Any, ...]], bool]:
    """A row for each page, and whether all of them fit."""
    rows, fits = [], True
    for key in watchers[0].times:
        each = [median(watcher.times[key]) * 1000 for watcher in watchers]
        statements = [watcher.statements[key] for watcher in watchers]
        grows = each[-1] / each[0]
        fit = grows <= MOST and len(set(statements)) == 1
        if key[0] == "long, page 500":
            first = [median(watcher.times["long, page 1", *key[1:]]) * 1000 for watcher in watchers]
            fit = fit and all(deep <= MOST_DEEP * one for deep, one in zip(each, first, strict=True))
        fits = fits and fit
        rows.append(
            (*key, *each, grows, "/".join(str(number) for number in sorted(set(statements))), "" if fit else "NO")
        )
    return rows, fits


class Watcher:
    """A process that holds one community and looks at its pages when told to."""

    def __init__(self, folder: Path) -> None:
        self.pipe, there = multiprocessing.get_context("fork").Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=_watch, args=(folder, there), daemon=True)
        self.process.start()
        self.times: dict[Key, list[float]] = defaultdict(list)
        self.statements: dict[Key, int] = self.pipe.recv()

    def go_round(self) -> None:
        """Look at everything some times; each page's middle counts."""
        self.pipe.send("go")
        for key, times in self.pipe.recv().items():
            self.times[key].append(median(times))

    def end(self) -> None:
        self.pipe.send("")
        self.process.join()


def _watch(folder: Path, pipe: Connection) -> None:
    notes = places.notes_of(folder)
    app = places.application(folder, notes)
    pages = {
        (name, who): (page, notes["tokens"].get(WHO[who], ""))
        for name, page in places.addresses(app, notes).items()
        for who in places.seen_by(name)
    }
    eyes = {key: places.Eye(app, *asked) for key, asked in pages.items()}
    pipe.send({(*key, how): eye.statements(how) for key, eye in eyes.items() for how in places.HOW})
    while pipe.recv():
        pipe.send(_looks(eyes))


def _looks(eyes: dict[tuple[str, str], places.Eye]) -> dict[Key, list[float]]:
    """Some looks at each page, page after page each time: what disturbs one disturbs all. The first of them makes what is kept."""
    found: dict[Key, list[float]] = defaultdict(list)
    for how in places.HOW:
        for number in range(LOOKS + 1):
            for key, eye in eyes.items():
                times = eye.times(how, 1)
                found[*key, how] += times if number else []
    return found


def _community(keep_in: Path, size: int, members: int, into: str) -> Path:
    """The folder of the community of that size, made if it is not there."""
    folder = keep_in / f"{'postgresql' if into else 'sqlite'}-{size}"
    if (folder / "bench.json").exists():
        return folder
    command = [
        sys.executable,
        str(ROOT / "bench" / "make_community.py"),
        "--posts",
        str(size),
        "--members",
        str(members),
    ]
    command += (
        ["--into", _database(into, f"bench_{size}"), "--instance", str(folder)] if into else ["--into", str(folder)]
    )
    subprocess.run(command, check=True)
    return folder


def _database(server: str, name: str) -> str:
    """The address of an empty database `name` on that server."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )
    return make_url(server).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    sys.exit(main())
