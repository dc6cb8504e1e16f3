"""The composer and the coach as pages: what they say to somebody who writes here for the first time."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from app.core.tokens import new_token
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import DraftInput, StartInput
from app.discussions.queries.page_numbers import PAGE
from tests.world import PHONE, World, answer

UNKIND = "You are an idiot if you believe that."


def _client(app: Flask, world: World, name: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("dayroom-session", world.tokens[name])
    return client


def _coached(app: Flask, world: World, body: str) -> str:
    given = DraftInput(new_token(), "reply", discussion_id=world.corners["public"].discussion, body=body)
    return _client(app, world, "maren").get(f"/drafts/{save_draft(world.actor('maren'), given)}/check").text


def _main_buttons(page: str) -> list[str]:
    return re.findall(r'class="button button--main[^"]*"[^>]*><span>([^<]+)', page)


def test_what_has_no_change_by_one_press_is_changed_by_hand_before_it_is_posted_as_it_is(
    app: Flask, world: World
) -> None:
    unkind = _coached(app, world, UNKIND)
    assert "This may hurt somebody" in unkind and "Post it as it is" in unkind
    assert _main_buttons(unkind) == ["Check it again"] and "<details open>" in unkind
    both = _coached(app, world, f"{UNKIND} {PHONE}")
    assert "<details>" in both, "the box would stand between the changes that take one press"
    number = _coached(app, world, PHONE)
    assert _main_buttons(number) == ["Make the change and post"] and "<details>" in number


def test_a_quote_says_whose_lines_they_are_and_where_to_write(app: Flask, world: World) -> None:
    client, post = _client(app, world, "maren"), world.corners["public"].published
    assert (
        "are quoted: others see whose words they are. Write yours below"
        in client.get(f"/posts/{post}/reply?quote=1").text
    )
    assert "are quoted" not in client.get(f"/posts/{post}/reply").text


def test_whoever_starts_a_discussion_reads_what_anyone_means(app: Flask, world: World) -> None:
    client = _client(app, world, "maren")
    said = "Anyone: also people without an account, and search engines may show it."
    assert said in client.get(f"/groups/{world.corners['public'].slug}/start").text
    assert said not in client.get(f"/groups/{world.corners['members'].slug}/start").text


def test_joining_the_group_to_answer_leads_back_to_the_place_to_answer(app: Flask, world: World) -> None:
    page = _client(app, world, "newcomer").get(
        f"/discussions/{world.corners['public'].discussion}", follow_redirects=True
    )
    assert re.search(r'name="next" value="/discussions/[^"]+#reply"', page.text)


def test_report_never_looks_like_the_first_thing_to_do(app: Flask, world: World) -> None:
    page = (
        _client(app, world, "newcomer")
        .get(f"/discussions/{world.corners['public'].discussion}", follow_redirects=True)
        .text
    )
    assert ">Report<" in page and "button--reply" not in page
    theirs = (
        _client(app, world, "maren")
        .get(f"/discussions/{world.corners['public'].discussion}", follow_redirects=True)
        .text
    )
    assert theirs.count("button--reply") == theirs.count("<span>Reply<")


def test_a_visitor_finds_the_way_in_on_the_first_page_of_a_long_talk_as_well(app: Flask, world: World) -> None:
    talk = world.corners["public"].discussion
    for number in range(PAGE + 1):
        answer(world.actor("maren"), talk, f"One more thing, number {number}.")
    page = app.test_client().get(f"/discussions/{talk}", follow_redirects=True).text
    assert "More posts" in page and "Your reply" not in page
    assert re.search(r'href="/join\?next=/discussions/[^"]+"><b>Join, to answer</b>', page)
    assert "Join, to answer" not in _client(app, world, "maren").get(f"/discussions/{talk}", follow_redirects=True).text


def test_tags_are_called_so_in_words_that_every_screen_reader_says(app: Flask, world: World) -> None:
    given = StartInput(
        new_token(), world.corners["public"].group_id, "Slippers", "Which?", ("packing",), accepts_guidelines=True
    )
    begun = start_discussion(world.actor("maren"), given)
    page = app.test_client().get(f"/discussions/{begun.discussion_id}", follow_redirects=True).text
    assert '<span class="sr">Tags: </span><a class="chip"' in page and not re.search(r"<p[^>]*aria-label", page)


def test_the_guidelines_open_beside_words_that_are_not_posted_yet(app: Flask, world: World) -> None:
    page = _client(app, world, "kit").get(f"/groups/{world.corners['other'].slug}/start").text
    assert 'name="accepts"' in page and '<a href="/guidelines" target="_blank">guidelines</a>' in page


def test_a_visitor_who_was_sent_a_members_link_may_join_and_come_back_to_it(app: Flask, world: World) -> None:
    hidden = f"/discussions/{world.corners['members'].discussion}"
    for address in (hidden, "/discussions/987654"):
        answered = app.test_client().get(address)
        assert answered.status_code == 404
        assert re.search(
            rf'href="/join\?next=(/|%2F)discussions(/|%2F){address.split("/")[-1]}">Join</a>', answered.text
        )
