"""Memory of the processes that answer, minute by minute: `.venv/bin/python bench/steady.py FOLDER` (10 minutes; `--minutes 4`).

Two workers answer 16 connections that ask for what a living community asks for: the pages of `bench/places.py`, tens of thousands of
different discussions, every public group, pages deep in the long discussion, the desks, as visitors, some two thousand members and the
staff, and now and then a reply; so every cache fills to its bound. FOLDER is written into: take a copy of a community that you want to
keep. What counts is a process's own memory with its part of what several share. Exit code 1 when a worker ends above 120 MB, holds
above 1.05 of what it held at half time, or anything was answered with an error.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.discussions.models import Discussion
from app.groups.models import Group
from bench import places
from bench.client import Run, beside, get, load
from bench.community.bodies import usual_bodies
from bench.posting import AN_HOUR, Writer, writing_members
from bench.serving import Held, Server, dayroom, held, job_worker
from bench.telling import keep, table

MOST = 120.0
"""MB a worker."""
FLAT = 1.05
"""What it holds at the end, of what it held at half time."""
EVERY = 15.0
"""Seconds between two looks."""
CONNECTIONS = 16
DISCUSSIONS = 40_000
WRITERS = 240
WRITES = 0.02
"""The share of requests that are replies."""
WHO = {"visitor": 40, "member": 45, "staff": 15}
WHERE = {"usual": 25, "discussion": 50, "group": 15, "deep": 10}
HEADS = ("minute", "worker", "MB", "its own", "with all it shares")


@dataclass(frozen=True)
class Town:
    """What can be asked for, and by whom."""

    usual: list[str]
    desks: dict[str, str]
    discussions: list[str]
    groups: list[str]
    long: str
    pages: int
    tokens: dict[str, list[str]]


@dataclass(frozen=True)
class Look:
    """What one worker held, so many seconds after the beginning."""

    second: float
    worker: int
    held: Held


def main() -> int:
    """Measure and tell."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path, help="a community of bench/make_community.py; it is written into")
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--json", default="", help="where to write the figures")
    given = words.parse_args()
    notes = places.notes_of(given.folder)
    app = places.application(given.folder, notes)
    town, replies = _town(app, notes), _replies(app, notes)
    scripts = [_script(Random(at), town, mine) for at, mine in enumerate(replies)]
    with dayroom(given.folder, notes, given.workers) as house, job_worker(given.folder, notes) as jobs:
        working = beside(lambda: load(house.port, scripts, given.minutes * 60))
        looks = list(_watch(house, given.minutes * 60))
        around = {"the process they are forked from": held(house.pid), "the worker of jobs": held(jobs)}
        run: Run = working()
    rows = _by_minute(looks)
    print(table(HEADS, rows))
    found = _findings(looks, given.minutes)
    for name, each in around.items():
        print(f"{name}: {each.share:.0f} MB, its own {each.own:.0f}")
    print(f"{len(run.waits):,} answers, {run.codes[303]:,} of them replies; {run.errors} errors {dict(run.codes)}")
    for one in found:
        print(f"worker {one['worker']}: {one['at the end']:.1f} MB at the end, {one['grows']:.3f} of half time")
    kept = {"posts": notes["posts"], "minutes": given.minutes, "answers": dict(run.codes), "workers": found}
    kept |= {"looks": [asdict(look) for look in looks], "around": {name: asdict(each) for name, each in around.items()}}
    print("kept in", keep("steady", kept, given.json))
    return 0 if not run.errors and all(one["fits"] for one in found) else 1


def _town(app: Flask, notes: dict[str, Any]) -> Town:
    known = places.addresses(app, notes)
    with app.app_context():
        public = select(Discussion.group_id).where(Discussion.audience == 0)
        slugs = db.session.scalars(select(Group.slug).where(Group.id.in_(public)).order_by(Group.id)).all()
    tokens = defaultdict(list)
    for name, token in notes["tokens"].items():
        tokens[name.rsplit("-", 1)[0]].append(token)
    return Town(
        usual=[page for name, page in known.items() if name not in places.ONLY],
        desks={"moderator": known["desk"], "mentor": known["welcome desk"]},
        discussions=places.many_discussions(app, DISCUSSIONS),
        groups=[f"/groups/{slug}" for slug in slugs],
        long=known["long, page 1"],
        pages=int(known["long, page 500"].rsplit("=", 1)[1]),
        tokens={"member": tokens["member"] + tokens["writer"], **{who: tokens[who] for who in ("moderator", "mentor")}},
    )


def _replies(app: Flask, notes: dict[str, Any]) -> list[Iterator[bytes]]:
    """For each connection, replies of members of its own, who stop before the house stops them."""
    with app.app_context():
        texts = [each.text for each in usual_bodies(Random(3), 40)]
        people = writing_members(app, notes, WRITERS)
    return [_turns(people[at::CONNECTIONS], texts) for at in range(CONNECTIONS)]


def _turns(people: list[Writer], texts: list[str]) -> Iterator[bytes]:
    for text in itertools.islice(itertools.cycle(texts), AN_HOUR):
        for each in people:
            yield each.request(text)


def _script(dice: Random, town: Town, replies: Iterator[bytes]) -> Iterator[bytes]:
    """What one connection asks for, without end."""
    while True:
        reply = next(replies, None) if dice.random() < WRITES else None
        yield reply or _page(dice, town)


def _page(dice: Random, town: Town) -> bytes:
    who = dice.choices(list(WHO), list(WHO.values()))[0]
    if who == "staff":
        who = dice.choice(list(town.desks))
        if dice.random() < 0.1:
            return get(town.desks[who], dice.choice(town.tokens[who]))
    token = dice.choice(town.tokens[who]) if who in town.tokens else ""
    where = dice.choices(list(WHERE), list(WHERE.values()))[0]
    if where == "deep":
        return get(f"{town.long}?page={dice.randint(1, town.pages)}", token)
    among = {"usual": town.usual, "discussion": town.discussions, "group": town.groups}[where]
    return get(dice.choice(among), token)


def _watch(house: Server, seconds: float) -> Iterator[Look]:
    """Look again and again, also at the very end."""
    began, workers = time.monotonic(), house.workers
    for turn in range(1, max(1, round(seconds / EVERY)) + 1):
        time.sleep(max(0.0, began + min(turn * EVERY, seconds - 1) - time.monotonic()))
        for number, pid in enumerate(workers, 1):
            yield Look(time.monotonic() - began, number, held(pid))


def _by_minute(looks: list[Look]) -> list[tuple[Any, ...]]:
    minutes: dict[tuple[int, int], list[Held]] = defaultdict(list)
    for look in looks:
        minutes[int(look.second // 60) + 1, look.worker].append(look.held)
    return [
        (*key, mean(one.share for one in each), mean(one.own for one in each), mean(one.resident for one in each))
        for key, each in sorted(minutes.items())
    ]


def _findings(looks: list[Look], minutes: float) -> list[dict[str, Any]]:
    """For each worker what it held in the last minute, of what it held in the minute after half time, and whether that fits."""
    found = []
    for worker in sorted({look.worker for look in looks}):
        mine = [look for look in looks if look.worker == worker]
        half = minutes * 30
        at_half = mean(look.held.share for look in mine if half - EVERY <= look.second <= half + 60)
        at_end = mean(look.held.share for look in mine if look.second >= minutes * 60 - 60)
        grows = at_end / at_half
        fits = at_end <= MOST and grows <= FLAT
        found.append({"worker": worker, "at half time": at_half, "at the end": at_end, "grows": grows, "fits": fits})
    return found


if __name__ == "__main__":
    sys.exit(main())
