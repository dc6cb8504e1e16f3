"""Acknowledged replies a second beside a bare insert: `.venv/bin/python bench/posting.py FOLDER` (about 3 minutes; `--seconds 3` 1 minute).

Replies go the way of a browser: HTTP, a session, the token of the form, the checks, rendering, counters, notices; the job worker runs
beside. The bare view renders the same text and inserts one row into the same database on the same server. FOLDER is written into: take
a copy of a community that you want to keep.

Both sides write for a while before anything is measured, and what is measured without replies begins when the job worker has done what
these left to do. Readers are asked first while nobody writes, then beside as many writers as there were at most; the bare view has no
readers, so its rate is compared with that of the writers alone.
"""

from __future__ import annotations

import argparse
import itertools
import re
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.discussions.models import Discussion, Post
from app.groups.models import Membership
from bench import places
from bench.bare import rows as bare_rows
from bench.client import Run, beside, get, load, processor_of
from bench.community.bodies import usual_bodies
from bench.serving import Server, bare, dayroom, job_worker
from bench.telling import keep, table

HEADS = (
    "what",
    "writers",
    "a second",
    "of bare",
    "p50 ms",
    "p95",
    "CPU ms a post",
    "of jobs",
    "refused",
    "readers' p95 ms",
)
READERS = 2
WARM = 8
"""Members who write first, unmeasured."""
WARM_SECONDS = 2.0
"""How long as many as there are at most write then: each of their first posts meets less that is kept."""
REST_SECONDS = 0.5
"""How long a job worker that has nothing to do takes no processor time worth naming (a thirtieth)."""
AN_HOUR = 38
"""Replies that one member writes here: the house lets them write 40 an hour."""


def main() -> int:
    """Measure and tell."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path, help="a community of bench/make_community.py; it is written into")
    words.add_argument("--seconds", type=float, default=15.0, help="for each of the six runs")
    words.add_argument("--writers", type=int, nargs="+", default=[1, 16])
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--people", type=int, default=240, help="members who write; each may 40 times an hour")
    words.add_argument("--json", default="", help="where to write the figures")
    given = words.parse_args()
    notes = places.notes_of(given.folder)
    app = places.application(given.folder, notes)
    with app.app_context():
        texts = [each.text for each in usual_bodies(Random(3), 40)]
        people = writing_members(app, notes, given.people)
        bare_rows.create(db.engine, checkfirst=True)
    reading = [places.addresses(app, notes)[name] for name in ("short", "group", "home")]
    with (
        dayroom(given.folder, notes, given.workers) as house,
        bare(given.folder, notes, given.workers) as other,
        job_worker(given.folder, notes) as jobs,
    ):
        # Each worker has read what it needs for a page and for a draft before anything is measured.
        load(house.port, [itertools.islice(_reading(reading, notes), 6)] * 8, 60)
        load(house.port, [iter(each) for each in _scripts(people[:WARM], texts[:2], WARM, 2)], 60)
        found, most = [], max(given.writers)
        warm, *shares = _shared_out(people[WARM:], [most, *given.writers, most])
        load(house.port, [iter(each) for each in _scripts(warm, texts, most)], WARM_SECONDS)
        _bare(other, most, texts, WARM_SECONDS)
        _rest(jobs)
        quiet = load(house.port, [_reading(reading, notes)] * READERS, given.seconds, house.workers)
        for writers, some in zip(given.writers, shares, strict=False):
            found.append(_posting(app, house, jobs, _scripts(some, texts, writers), given.seconds))
            _rest(jobs)
            found.append(_bare(other, writers, texts, given.seconds))
        beside_them = beside(
            lambda: load(house.port, [_reading(reading, notes)] * READERS, given.seconds, house.workers)
        )
        found.append(_posting(app, house, jobs, _scripts(shares[-1], texts, most), given.seconds))
        found[-1]["readers"] = beside_them()
    with app.app_context():
        bare_rows.drop(db.engine)
    rows = _rows([*given.writers, most], found)
    print(table(HEADS, rows))
    print(f"readers: {READERS}, quiet p50 {quiet.milliseconds(0.5):.1f} ms, p95 {quiet.milliseconds(0.95):.1f} ms")
    lost = sum(each["acknowledged"] - each["stored"] for each in found)
    print("acknowledged posts that are not stored:", lost)
    database = "postgresql" if notes["database_url"] else "sqlite"
    kept = {"database": database, "posts": notes["posts"], "rows": [dict(zip(HEADS, row, strict=True)) for row in rows]}
    print("kept in", keep("posting", {**kept, "lost": lost, "quiet_p95": quiet.milliseconds(0.95)}, given.json))
    return 1 if lost or any(row[-2] for row in rows) else 0


class Writer:
    """A member with a session, the token of the form, and the discussions where they may write."""

    def __init__(self, app: Flask, token: str, talks: list[int]) -> None:
        self.talks = itertools.cycle(talks)
        client = app.test_client()
        client.set_cookie(places.COOKIE, token)
        page = client.get(f"/discussions/{talks[0]}", follow_redirects=True).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = client.get_cookie("dayroom-form")
        if found is None or form is None:
            raise ValueError("there is no form on the page of a discussion")
        self.csrf, self.cookies = found[1], f"{places.COOKIE}={token}; dayroom-form={form.value}"

    def request(self, text: str) -> bytes:
        """One reply."""
        given = {
            "csrf_token": self.csrf,
            "draft": secrets.token_urlsafe(32),
            "reply_to": "",
            "body": text,
            "do": "post",
        }
        return _post(f"/discussions/{next(self.talks)}/replies", given, self.cookies)


def writing_members(app: Flask, notes: dict[str, Any], number: int) -> list[Writer]:
    """Members who belong to a public group, each with some of its newest discussions."""
    newest = select(Discussion.id).where(Discussion.audience == 0, Discussion.locked_at.is_(None))
    found: list[tuple[str, list[int]]] = []
    for name in notes["writers"]:
        if len(found) == number:
            break
        member = int(name.removeprefix("writer-"))
        mine = select(Membership.group_id).where(Membership.member_id == member)
        talks = list(
            db.session.scalars(newest.where(Discussion.group_id.in_(mine)).order_by(Discussion.id.desc()).limit(5))
        )
        if talks:
            found.append((notes["tokens"][name], talks))
    db.session.remove()
    return [Writer(app, token, talks) for token, talks in found]


def _shared_out(people: list[Writer], writers: list[int]) -> list[list[Writer]]:
    """Members for each run, of whom nobody writes in another: as many more as more of them write at once, within six times."""
    weights = [min(number, 6) for number in writers]
    ends = [round(len(people) * end / sum(weights)) for end in itertools.accumulate(weights)]
    return [people[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def _scripts(people: list[Writer], texts: list[str], writers: int, turns: int = AN_HOUR) -> list[list[bytes]]:
    """What each of the connections sends, made before anything is measured: members take turns, and stop before the house stops them."""
    scripts = []
    for at in range(writers):
        mine = people[at::writers]
        scripts.append([each.request(texts[turn % len(texts)]) for turn in range(turns) for each in mine])
    return scripts


def _reading(pages: list[str], notes: dict[str, Any]) -> Iterator[bytes]:
    """Somebody who reads: half the time signed in."""
    for number in itertools.count():
        yield get(pages[number % len(pages)], notes["tokens"]["member-1"] if number % 2 else "")


def _posting(
    app: Flask,
    house: Server,
    jobs: int,
    scripts: list[list[bytes]],
    seconds: float,
) -> dict[str, Any]:
    before, spent, apart = _stored(app), processor_of(house.workers), processor_of([jobs])
    run = load(house.port, [iter(each) for each in scripts], seconds, house.workers)
    used = processor_of(house.workers) - spent
    time.sleep(1)
    sent = run.codes[303]
    return {
        "run": run,
        "acknowledged": sent,
        "stored": _stored(app) - before,
        "processor": used / max(sent, 1) * 1000,
        "jobs": (processor_of([jobs]) - apart) / max(sent, 1) * 1000,
    }


def _bare(other: Server, writers: int, texts: list[str], seconds: float) -> dict[str, Any]:
    spent = processor_of(other.workers)
    requests = itertools.cycle([_post("/post", {"body": text}) for text in texts])
    run = load(other.port, [requests] * writers, seconds, other.workers)
    used = (processor_of(other.workers) - spent) / max(len(run.waits), 1) * 1000
    return {"run": run, "acknowledged": 0, "stored": 0, "processor": used}


def _rest(jobs: int) -> None:
    """Wait until the job worker has nothing to do."""
    spent = -1.0
    while processor_of([jobs]) - spent > REST_SECONDS / 30:
        spent = processor_of([jobs])
        time.sleep(REST_SECONDS)


def _stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.max(Post.id))) or 0


def _post(path: str, given: dict[str, str], cookies: str = "") -> bytes:
    body = urlencode(given).encode()
    heads = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/x-www-form-urlencoded"]
    heads += [f"Content-Length: {len(body)}", f"Cookie: {cookies}"]
    return "\r\n".join(heads).encode() + b"\r\n\r\n" + body


def _rows(writers: list[int], found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Replies and bare posts in turns, and at the end replies beside readers, with no bare ones to compare them with."""
    rows = []
    for at, each in enumerate(found):
        run: Run = each["run"]
        is_reply, rate = at % 2 == 0, run.codes[303] / run.seconds
        bare_rate = found[at + 1]["run"].rate if is_reply and at + 1 < len(found) else None
        readers = each["readers"].milliseconds(0.95) if "readers" in each else None
        rows.append(
            (
                "beside readers" if readers else "a reply" if is_reply else "bare",
                writers[at // 2],
                rate,
                rate / bare_rate if bare_rate else None,
                *(run.milliseconds(0.5), run.milliseconds(0.95)),
                # With readers beside, the processor time is not the posts' alone.
                *((None, None) if readers else (each["processor"], each.get("jobs"))),
                run.codes.total() - run.codes[303],
                readers,
            )
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
