"""What a first visit costs a phone with little left: the bytes of a full discussion, of style and scripts, and how often it must ask."""

from __future__ import annotations

import gzip
import itertools
import re
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from flask import current_app
from playwright.sync_api import Page
from sqlalchemy import insert

from app.core import clock
from app.core.db import db
from app.discussions.models import Discussion, Post
from config import ROOT
from tests.browser import VIEWS, open_browser, seen_as, served
from tests.world import PEOPLE, World

MOST_PAGE, MOST_DRESS, MOST_REQUESTS = 12_000, 40_000, 8
"""Packed bytes of the page, of all style and scripts there are, and requests until a browser that was never here shows the page."""
POSTS, LETTERS = 20, 400


def _posts(world: World) -> str:
    """A discussion of twenty posts of 400 letters, each in other words; answers its address."""
    talk = db.session.get_one(Discussion, world.corners["public"].discussion)
    random, now = Random(7), clock.now()
    words = sorted(set(re.findall(r"[a-z']{2,}", (ROOT / "docs" / "reading.md").read_text().lower())))
    writers = itertools.cycle(world.members[name] for name in PEOPLE)
    rows = []
    for seq in range(talk.last_seq + 1, talk.last_seq + POSTS + 1):
        body = " ".join(random.choice(words) for _ in range(LETTERS // 4))[:LETTERS].capitalize()
        times = {"created_at": now, "state_at": now, "published_at": now - timedelta(minutes=97 * (40 - seq))}
        row = {
            "discussion_id": talk.id,
            "author_id": next(writers),
            "branch_seq": seq,
            "seq": seq,
            "state": "published",
        }
        rows.append({**row, **times, "audience": 0, "body": body, "html": f"<p>{body}</p>", "excerpt": body[:200]})
    db.session.execute(insert(Post), rows)
    talk.last_seq += POSTS
    talk.reply_count += POSTS
    db.session.commit()
    return f"/discussions/{talk.id}-{talk.slug}"


def _asked_for(page: Page, address: str) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    page.goto(address, wait_until="networkidle")
    return found


def test_a_full_discussion_is_light_to_fetch_for_everybody_and_asks_nobody_else(world: World) -> None:
    app, address = current_app._get_current_object(), _posts(world)  # type: ignore[attr-defined]
    for token in ("", world.tokens["maren"], world.tokens["ana"]):
        client = app.test_client()
        if token:
            client.set_cookie("dayroom-session", token)
        page = client.get(address, follow_redirects=True).get_data()
        assert page.count(b'<li class="post') >= POSTS
        assert len(gzip.compress(page)) <= MOST_PAGE, f"{len(gzip.compress(page))} bytes"
    assets = app.extensions["assets"]
    dress = ["app.css", "contrast.css", *(path.name for path in Path(ROOT / "static" / "js").glob("*.js"))]
    assert len(dress) > 3
    assert sum(len(assets.get(name).packed or assets.get(name).body) for name in dress) <= MOST_DRESS
    with served(app) as root, open_browser() as browser:
        for token in ("", world.tokens["maren"]):
            context = seen_as(browser, VIEWS[3])
            if token:
                context.add_cookies([{"name": "dayroom-session", "value": token, "url": root}])
            asked = _asked_for(context.new_page(), f"{root}{address}")
            context.close()
            assert {urlsplit(url).netloc for url in asked} == {urlsplit(root).netloc}
            assert len(asked) <= MOST_REQUESTS, asked
