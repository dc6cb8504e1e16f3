"""Processes share the pages they made through Redis, and go on without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app import create_app
from app.core import clock, shared
from app.core.command import command
from app.core.db import db
from app.core.pages import OVERHEAD, KeptPage, Shelf, name_of
from app.core.versions import Key
from app.discussions.commands.waiting import apply_decision
from tests.available import redis_bin
from tests.redis import redis_server
from tests.world import World

OURS = "http://us.example"


@command
def _remove(world: World, post_id: int) -> None:
    apply_decision(world.actor("ana"), post_id, "remove", None)


def test_one_process_makes_a_page_and_the_other_sends_it_while_it_is_so(
    world: World, site: Any, count_statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = redis_bin()
    if program is None:
        pytest.skip("Redis is not here")
    # A busy machine keeps Redis from answering for longer than a page takes, and it would be left alone then.
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 60.0)
    corner = world.corners["public"]
    page = f"/discussions/{corner.discussion}-ablation-on-thursday"
    config = replace(site.app.config["DAYROOM"], public_url=OURS)
    with redis_server(program) as url:
        one, other = (create_app(replace(config, redis_url=url, testing=False)) for _ in range(2))
        words = one.test_client().get(page, base_url=OURS).text
        assert "A phone lead" in words
        with other.app_context(), count_statements() as seen:
            assert other.test_client().get(page, base_url=OURS).text == words
        assert len(seen) == 1
        # Made-up words are kept in each process, within its bound, and not put there for all; made-up hosts nowhere.
        there = one.extensions["shared_pages"].redis.dbsize
        known = there()
        pages = one.extensions["pages"]
        here = len(pages)
        one.test_client().get("/groups/heart?tag=made-up", base_url=OURS)
        assert (there(), len(pages)) == (known, here + 3)
        assert one.test_client().get("/groups", base_url="http://made-up.example").status_code == 200
        assert (there(), len(pages)) == (known, here + 3), "the page, and two parts of it"
        one.test_client().get("/groups", base_url=OURS)
        assert there() == known + 1
        _remove(world, corner.published)
        assert "A phone lead" not in other.test_client().get(page, base_url=OURS).text
        assert "A phone lead" not in one.test_client().get(page, base_url=OURS).text
    # Redis is gone: nobody sees an error, and what changes is seen.
    one.extensions.pop("pages")
    assert one.test_client().get(page, base_url=OURS).status_code == 200
    assert one.extensions["shared_pages"].rests_until > 0
    assert "A phone lead" not in other.test_client().get(page, base_url=OURS).text
    for app in (one, other):
        with app.app_context():
            db.engine.dispose()


def test_what_is_not_a_page_of_ours_is_not_sent() -> None:
    assert shared._unpacked(b"nonsense\nmore") is None
    assert shared._unpacked(b'{"plain": 3}\nabc') is None


def test_a_shelf_holds_so_many_bytes_and_lets_the_longest_unused_go() -> None:
    def page(size: int) -> KeptPage:
        now = clock.now()
        return KeptPage(b"x" * size, b"", "e", "text/html", (Key("house"),), (0,), now, now)

    shelf = Shelf(most=3 * (2_400 + OVERHEAD) + 500)
    for name in ("a", "b", "c"):
        shelf.put(name, page(2_400))
    assert shelf.get("a") is not None
    shelf.put("d", page(2_400))
    assert [shelf.get(name) is not None for name in "abcd"] == [True, False, True, True]
    shelf.put("a", page(100))
    shelf.put("huge", page(20_000))
    assert shelf.get("huge") is None and shelf.size == 2 * (2_400 + OVERHEAD) + 100 + OVERHEAD


def test_a_host_that_somebody_makes_up_is_never_the_name_of_another_page() -> None:
    around = {"wsgi.url_scheme": "https", "SERVER_NAME": "127.0.0.1"}
    linked = name_of({**around, "HTTP_HOST": "us.example", "PATH_INFO": "/groups", "QUERY_STRING": "127.0.0.1||/help|"})
    made_up = name_of({**around, "HTTP_HOST": "us.example|127.0.0.1||/groups", "PATH_INFO": "/help"})
    assert linked != made_up
