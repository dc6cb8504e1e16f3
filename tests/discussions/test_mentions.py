"""Whom a post mentions is a link to their profile, for those who may open one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core.markup import render
from app.discussions.mentions import linked
from app.discussions.queries import thread
from tests.world import World, answer

PROFILES = {"ruth": "/members/ruth", "o-neil": "/members/o-neil"}
RUTH = '<a href="/members/ruth">@Ruth</a>'


@pytest.mark.parametrize(
    ("text", "html", "why"),
    [
        ("Thank you, @Ruth!", f"<p>Thank you, {RUTH}!</p>", "as it was typed"),
        ("*@Ruth* @kit", f"<p><em>{RUTH}</em> @kit</p>", "nobody whom it did not mention"),
        ("@o-neil.", '<p><a href="/members/o-neil">@o-neil</a>.</p>', "a handle with a dash"),
        (
            "me@ruth.example and @ruthie",
            "<p>me@ruth.example and @ruthie</p>",
            "a mail address and a longer name are no mention",
        ),
        ("`@Ruth`", "<p><code>@Ruth</code></p>", "code stays as it is"),
    ],
)
def test_a_mention_becomes_a_link_and_nothing_else_changes(text: str, html: str, why: str) -> None:
    assert linked(render(text).html, PROFILES).strip() == html, why


def test_a_name_in_a_link_or_its_title_is_left_alone() -> None:
    html = render('[to @ruth](https://example.org/ "a > b @ruth") @Ruth').html
    assert linked(html, PROFILES) == html.replace("</a> @Ruth", f"</a> {RUTH}")


def test_members_follow_a_mention_to_the_profile_and_visitors_read_a_name(app: Flask, world: World) -> None:
    talk = world.corners["public"].discussion
    answer(world.actor("maren"), talk, "As @ruth said, and @nobody-here.")
    client = app.test_client()
    address = f"/discussions/{talk}"
    assert "As @ruth said" in client.get(address, follow_redirects=True).text
    client.set_cookie("dayroom-session", world.tokens["kit"])
    page = client.get(address, follow_redirects=True).text
    assert 'As <a href="/members/ruth">@ruth</a> said, and @nobody-here.' in page
    assert client.get("/members/ruth").status_code == 200


def test_a_page_without_a_mention_asks_for_none(world: World, count_statements: Any) -> None:
    talk = world.corners["public"].discussion
    kit = world.actor("kit")
    with count_statements() as without:
        thread.discussion_page(kit, talk)
    answer(world.actor("maren"), talk, "As @ruth said.")
    with count_statements() as once:
        thread.discussion_page(kit, talk)
    for number in range(5):
        answer(world.actor("maren"), talk, f"And @ingrid said, {number}.")
    with count_statements() as more:
        thread.discussion_page(kit, talk)
    assert (len(once), len(more)) == (len(without) + 1, len(without) + 1)
