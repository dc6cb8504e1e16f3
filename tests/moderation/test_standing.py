"""The next step that the desk suggests, and the pages on which members read what counts for them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.accounts.actor import READ_ONLY, SLOW, SUSPENDED, SYSTEM
from app.accounts.commands.sessions import open_session
from app.core import clock
from app.core.tokens import new_token
from app.moderation.commands import decide_about_member
from app.moderation.inputs import MemberDecisionInput
from app.moderation.measures import NOTE, WARNING
from app.moderation.standing import Part, standing, suggestion
from tests.world import World

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WHY = "We asked three times, and it was about somebody else each time."


def _part(kind: str, clause: int = 4, days: int = 7) -> Part:
    is_limit = kind in (SLOW, READ_ONLY, SUSPENDED)
    until = NOW + timedelta(days=days) if is_limit else None
    return Part(
        1, 1, kind, "/1/", "Heart", NOW, until, NOW + timedelta(days=100), None, "", is_limit, clause, "Be kind", WHY
    )


@pytest.mark.parametrize(
    ("parts", "clause", "measure", "days"),
    [
        ((), 4, NOTE, None),
        ((_part(NOTE),), 4, WARNING, None),
        ((_part(WARNING),), 4, SLOW, 7),
        ((_part(SLOW),), 4, READ_ONLY, 7),
        ((_part(READ_ONLY), _part(NOTE)), 4, SUSPENDED, 14),
        ((_part(SUSPENDED, days=30),), 4, SUSPENDED, 60),
        ((_part(SUSPENDED, days=80),), 4, SUSPENDED, 90),
        ((_part(READ_ONLY, clause=6),), 4, NOTE, None),
        ((_part(READ_ONLY, clause=6), _part(NOTE, clause=7)), 4, WARNING, None),
        ((_part(READ_ONLY, clause=6),), None, SUSPENDED, 14),
    ],
)
def test_the_desk_suggests_one_step_more_under_the_same_guideline(
    app: Flask, parts: tuple[Part, ...], clause: int | None, measure: str, days: int | None
) -> None:
    found = suggestion(standing(parts), clause)
    assert (found.measure, found.days) == (measure, days)
    assert found.why.endswith(".") and "{" not in found.why


def test_the_suggestion_says_what_it_rests_on_and_until_when_that_counts(app: Flask) -> None:
    why = suggestion(standing((_part(WARNING),)), 4).why
    assert why == "A warning under this guideline counts until 10 February 2027. This is the next step."


def _decide(world: World, kind: str, path: str, days: int | None = None) -> int:
    until = clock.now() + timedelta(days=days) if days else None
    decision = MemberDecisionInput(kind, 4, WHY, path, until)
    return decide_about_member(SYSTEM, world.members["maren"], decision).decision_id


def _browser(world: World, app: Flask) -> Any:
    client = app.test_client()
    client.set_cookie("dayroom-session", open_session(world.members["maren"], "Test").token)
    return client


def _page(client: Any, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return html.unescape(answer.get_data(as_text=True))


def _send(client: Any, url: str, **fields: str) -> Any:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/look").get_data(as_text=True))
    assert token
    return client.post(url, data={**fields, "csrf_token": token.group(1)})


def test_ones_own_standing_says_what_why_until_when_and_when_it_is_forgotten(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    client = _browser(world, site.app)
    assert "Nothing stands against you." in _page(client, "/account/standing")
    with time_machine.travel(NOW, tick=False):
        _decide(world, NOTE, world.corners["members"].path)
        decision_id = _decide(world, READ_ONLY, world.corners["public"].path, 7)
        client = _browser(world, site.app)
        text = _page(client, "/account/standing")
        assert text.index("Reading only in Heart") < text.index("A note")
        for words in ("Until 9 November 2026", "9 November 2027", WHY, "Guideline 4", f"/decisions/{decision_id}"):
            assert words in text, words
        with count_statements() as seen:
            _page(client, "/account/standing")
        assert len(seen) == 3, "the last but one for the limits, which every page of somebody limited knows"
    with time_machine.travel(NOW + timedelta(days=3000), tick=False):
        assert "Nothing stands against you." in _page(_browser(world, site.app), "/account/standing")


def test_who_may_only_read_keeps_what_they_typed_and_is_told_why_and_until_when(world: World, site: Any) -> None:
    heart = world.corners["public"]
    decision_id = _decide(world, READ_ONLY, heart.path, 7)
    client = _browser(world, site.app)
    for url in (f"/groups/{heart.slug}", f"/discussions/{heart.discussion}", f"/groups/{heart.slug}/start"):
        client_text = html.unescape(client.get(url, follow_redirects=True).get_data(as_text=True))
        assert "In Heart you can read, but not write," in client_text, url
        assert f"/decisions/{decision_id}" in client_text and "Post reply" not in client_text, url
    key, words = new_token(), "Bring a long lead, and slippers."
    answer = _send(client, f"/discussions/{heart.discussion}/replies", draft=key, body=words, do="post")
    assert answer.status_code == 403 and words in html.unescape(answer.get_data(as_text=True))
    assert words in _page(client, "/drafts"), "what they typed is kept"
    assert _send(client, f"/drafts/{key}/post", anyway="yes").status_code == 422
    elsewhere = f"/discussions/{world.corners['members'].discussion}/replies"
    assert _send(client, elsewhere, draft=new_token(), body=words, accepts="y").status_code == 303, (
        "only Heart is meant"
    )
    profile = {"display_name": "Maren", "about": "New here", "keeps_name": "Maren"}
    assert _send(client, "/account", **profile).status_code == 303
    _decide(world, READ_ONLY, "/", 7)
    assert _send(client, "/account", **profile).status_code == 403, "what others read of them counts as words"
    assert _send(client, "/account/card", condition="Heart failure", condition_for="members").status_code == 403


def test_who_may_write_a_little_is_told_when_they_can_again(world: World, site: Any) -> None:
    heart = world.corners["public"]
    with time_machine.travel(NOW, tick=False) as moment:
        _decide(world, SLOW, heart.path, 7)
        client = _browser(world, site.app)
        assert "You can write 3 posts a day in Heart" in _page(client, f"/groups/{heart.slug}/start")
        url, said = f"/discussions/{heart.discussion}/replies", []
        for hour in range(5):
            moment.move_to(NOW + timedelta(hours=hour, minutes=5))
            for words in (f"Word {hour}.", f"More of {hour}."):
                answer = _send(client, url, draft=new_token(), body=words, accepts="y")
                said.append(answer.status_code)
        assert said == [303, 429] * 3 + [429] * 4, "one an hour, three a day"
        assert "You can write again in" in html.unescape(answer.get_data(as_text=True))
        crisis = _send(
            client, url, draft=new_token(), body="I cannot go on. I want to end my life tonight.", accepts="y"
        )
        assert crisis.status_code == 303, "somebody in danger never waits"
        assert len(set(re.findall(r"More of \d", _page(client, "/drafts")))) == 5


def test_who_is_suspended_from_a_group_reads_only_what_everybody_reads_there(world: World, site: Any) -> None:
    kidney, heart = world.corners["members"], world.corners["public"]
    _decide(world, SUSPENDED, kidney.path, 7)
    _decide(world, SUSPENDED, heart.path, 7)
    client = _browser(world, site.app)
    text = _page(client, f"/groups/{kidney.slug}")
    assert "You are suspended from Kidney until" in text and "Ablation on Thursday" not in text
    _page(client, f"/discussions/{kidney.discussion}", 404)
    assert "Ablation on Thursday" in _page(client, f"/groups/{heart.slug}")
    assert (
        _send(client, f"/discussions/{heart.discussion}/replies", draft=new_token(), body="Hello.").status_code == 403
    )
    assert _send(client, f"/groups/{kidney.slug}/join").status_code in (303, 403)
    _page(client, f"/discussions/{kidney.discussion}", 404)


def test_a_suspended_member_comes_to_one_page_and_every_other_one_leads_there(world: World, site: Any) -> None:
    decision_id = _decide(world, SUSPENDED, "/", 30)
    client = _browser(world, site.app)
    text = _page(client, "/account/suspended")
    ways = (f"/decisions/{decision_id}", "/notices", "/account/data", "/account/leave", "/help", "/guidelines")
    for words in (
        "Your account is suspended",
        "opens again on",
        WHY,
        "Guideline 4",
        *(f'href="{way}"' for way in ways),
    ):
        assert words in text, words
    refused = _page(client, "/groups", 403)
    assert WHY in refused and all(f'href="{way}"' in refused for way in ways)
    for way in (*ways, "/account/standing"):
        _page(client, way)
    gus = site.app.test_client()
    gus.set_cookie("dayroom-session", world.tokens["gus"])
    old = _page(gus, "/account/suspended")
    assert "Unkind again and again." in old and "Read the decision" not in old, "from before decisions were kept"
    kit = site.app.test_client()
    kit.set_cookie("dayroom-session", world.tokens["kit"])
    assert kit.get("/account/suspended").location == "/account/standing"
