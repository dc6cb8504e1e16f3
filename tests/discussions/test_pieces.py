"""Posts and rows from stencils are what their templates would make of them, and a stencil holds nobody's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import fields, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask, current_app, g, render_template_string
from jinja2 import UndefinedError

from app.accounts.actor import VISITOR
from app.core import clock
from app.core.slots import marking, own
from app.core.stencils import unsaid
from app.core.wording import time_tag
from app.discussions.queries.lists import TalkRow
from app.discussions.queries.people import Author
from app.discussions.queries.post_rows import Answered, PostRow
from app.discussions.routes import pieces
from app.groups.audience import Audience

NOW = clock.now()
AUTHORS = (
    Author(7, "Zoë <b>&", "zoe", "", False),
    Author(None, "Somebody who has left", "", "", False),
    Author(9, "Ines", "ines-r", "mentor", False),
)
POST = PostRow(
    *(31, AUTHORS[0], NOW - timedelta(days=2), None, "<p>Slippers &amp; a book.</p>", "published", 0, None, False, 4),
    *(Audience.EVERYONE, None, False, None, True, False, False, True, False, False),
)
TALK = TalkRow(
    id=12,
    slug="first-night",
    title="First <night>",
    excerpt="Long & quiet.",
    author=AUTHORS[0],
    group_id=3,
    group_name="Heart & Co",
    audience=Audience.EVERYONE,
    new_count=0,
    is_new=False,
    is_waiting=False,
    waiting_since=NOW - timedelta(days=4),
    asked_again_at=None,
    reply_count=3,
    people_count=2,
    seats=("", "mentor"),
    has_mentor=True,
    last_post_at=NOW - timedelta(hours=30),
    is_pinned=False,
    is_locked=False,
    tags=("sleep", "<b>"),
)


@pytest.fixture
def request_of_nobody(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        g.actor = VISITOR
        yield


def _posts() -> Iterator[tuple[PostRow, int | None, Audience]]:
    """Every way in which a post that is nobody's own may look, a few of them at a time."""
    answers = (None, Answered(5, "O'Neil & I"))
    for number, (author, answered, state, edited) in enumerate(
        product(AUTHORS, answers, ("published", "hidden", "removed"), (None, NOW))
    ):
        flags: Any = {
            name: bool((number >> place) & 1)
            for place, name in enumerate(("may_reply", "may_flag", "may_review", "is_opening"))
        }
        changed = replace(
            POST, id=100 + number, author=author, in_reply_to=answered, state=state, edited_at=edited, **flags
        )
        changed = replace(
            changed, depth=int(answered is not None), may_read_revisions=number % 5 == 0, audience=Audience(number % 3)
        )
        yield changed, changed.id if number % 4 == 0 else 1, Audience.EVERYONE
        if state != "published":
            yield replace(changed, html=""), None, Audience.MEMBERS


@pytest.mark.usefixtures("request_of_nobody")
def test_a_post_from_its_stencil_is_what_the_template_makes_of_it(stop_clock: Callable[[], None]) -> None:
    stop_clock()
    for is_kept, (post, first_new, audience), is_member in product((False, True), _posts(), (False, True)):
        with marking() if is_kept else nullcontext():
            edited = time_tag(post.edited_at, inside=True) if post.edited_at else ""
            around = pieces.Around(first_new, audience)
            made = pieces._asked(pieces._POST, post, around, is_member, time_tag(post.at), edited)
            for _ in range(2):
                assert pieces.post_piece(post, first_new, audience, is_member) == made
    kept = [part for one in current_app.extensions["stencils"]["discussions.post"].values() for part in one.parts]
    words = ("Zo", "Ines", "ines", "Slippers", "Neil")
    assert len(kept) > 100 and not [part for part in kept if any(word in part for word in words)]


@pytest.mark.usefixtures("request_of_nobody")
def test_a_row_of_a_list_says_all_that_it_is_given_and_marks_what_is_its_readers_own() -> None:
    text = str(pieces.talk_piece(TALK, with_group=True))
    for words in (
        'href="/discussions/12-first-night">First &lt;night&gt;</a>',
        '<p class="talks__excerpt">Long &amp; quiet.</p>',
        "<span>Started by Zoë &lt;b&gt;&amp;</span>",
        "<span>in Heart &amp; Co</span>",
        "<span>sleep</span><span>&lt;b&gt;</span>",
        '3 replies, 2 people<span class="sr">, a mentor among them</span>',
        'data-role="mentor"',
        '<span class="soft">Last <time datetime=',
    ):
        assert words in text, words
    assert "data-unread" not in text and "new" not in text.replace("newest", "")
    new = str(pieces.talk_piece(replace(TALK, new_count=1200, slug="", excerpt="", tags=(), is_pinned=True)))
    assert "<li data-unread>" in new and '<span class="new">1,200 new</span>' in new and 'href="/discussions/12"' in new
    assert "talks__excerpt" not in new and "Heart" not in new and "Kept at the top" in new
    waits = replace(
        TALK, is_waiting=True, is_new=True, asked_again_at=NOW - timedelta(hours=5), audience=Audience.GROUP
    )
    again = str(pieces.talk_piece(waits))
    assert "Asked again 5 hours ago" in again and "This group only" in again and '<span class="new">New</span>' in again
    assert "Waiting 4 days" in str(pieces.talk_piece(replace(waits, asked_again_at=None)))
    with marking():
        text = str(pieces.talk_piece(TALK))
        assert str(own("unread", 12)) in text and str(own("new", 12)) in text


@pytest.mark.usefixtures("request_of_nobody")
def test_what_is_in_no_hole_and_no_kind_cannot_be_said() -> None:
    stand_in: Any = unsaid(PostRow, **{name: getattr(POST, name) for name in pieces.POST_KIND})
    said = {name for name in pieces.POST_KIND}
    for field in fields(PostRow):
        if field.name not in said:
            with pytest.raises(UndefinedError, match="belong to its kind"):
                render_template_string("{{ post[name] }}", post=stand_in, name=field.name)
