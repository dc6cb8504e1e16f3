"""A public group's feed: what everybody may read and nothing else, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from app.accounts.actor import SYSTEM
from app.core.command import command
from app.core.db import db
from app.discussions.models import Discussion
from app.groups.audience import Audience
from app.groups.commands import EditInput, edit_group
from tests.world import World, start

ATOM = "{http://www.w3.org/2005/Atom}"


@command
def _change(discussion_id: int, **values: Any) -> None:
    talk = db.session.get_one(Discussion, discussion_id)
    for name, value in values.items():
        setattr(talk, name, value)


def test_the_feed_holds_the_latest_discussions_that_everybody_may_read(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    ruth, heart = world.actor("ruth"), world.corners["public"].group_id
    ids = [start(ruth, heart, f"Walk {number} & <rest>", "Slow & steady.").discussion_id or 0 for number in range(22)]
    _change(ids[3], audience=int(Audience.MEMBERS), title="Behind the door")
    _change(ids[4], title="A title\x0bwith a bad\ufffe sign")
    _change(ids[21], removed_at=db.session.get_one(Discussion, ids[21]).created_at)
    client = site.app.test_client()
    client.get("/groups/heart/feed")
    with count_statements() as seen:
        answer = client.get("/groups/heart/feed")
    assert len(seen) == 1, "kept, and made of what it was made of"
    assert answer.mimetype == "application/atom+xml"
    assert "Set-Cookie" not in answer.headers
    feed = ElementTree.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert len(entries) == 20
    assert titles[0] == "Walk 20 & <rest>" and "A titlewith a bad sign" in titles
    assert (
        "Behind the door" not in answer.text and "Who can ring me" not in answer.text and "Something else" not in titles
    )
    assert {entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries} == {"Ruth"}
    link = entries[0].find(f"{ATOM}link")
    assert link is not None and link.get("href") == f"http://127.0.0.1:8000/discussions/{ids[20]}-walk-20-rest"
    assert client.get("/groups/heart/feed", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    _change(ids[20], title="Walk 20, by the river")
    assert "Walk 20, by the river" in client.get("/groups/heart/feed").text


def test_groups_that_are_not_for_everybody_have_no_feed_for_anybody(world: World, site: Any) -> None:
    client = site.app.test_client()
    client.set_cookie("dayroom-session", world.token("ana"))
    for corner in ("members", "private"):
        assert client.get(f"/groups/{world.corners[corner].slug}/feed").status_code == 404
        assert "/feed" not in client.get(f"/groups/{world.corners[corner].slug}").text
    assert 'type="application/atom+xml" href="/groups/heart/feed"' in client.get("/groups/heart").text
    edit_group(SYSTEM, world.corners["public"].group_id, EditInput("Hearts", "Hearts.", "public"))
    former = client.get("/groups/heart/feed")
    assert (former.status_code, former.location) == (301, "/groups/hearts/feed")


def test_former_words_of_a_discussion_answer_one_301_and_no_words_a_302(world: World, site: Any) -> None:
    client, talk = site.app.test_client(), world.corners["public"].discussion
    right = f"/discussions/{talk}-ablation-on-thursday"
    for address, status in ((f"/discussions/{talk}-once-called-so", 301), (f"/discussions/{talk}", 302)):
        answer = client.get(f"{address}?from=1.1")
        assert (answer.status_code, answer.location) == (status, f"{right}?from=1.1")
        assert answer.headers["Cache-Control"] == "no-cache"
    _change(talk, audience=int(Audience.MEMBERS))
    client.set_cookie("dayroom-session", world.token("maren"))
    answer = client.get(right)
    assert (answer.status_code, answer.location) == (301, f"/discussions/{talk}")
    assert client.get(f"/discussions/{talk}").status_code == 200
