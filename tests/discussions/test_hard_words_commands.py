"""Hard words where nobody holds them: staff chose help lines only, or their writer looks after the group."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from app.accounts.models import SignInSession
from app.core.db import db
from app.discussions.commands.answering import say_all_right
from app.discussions.commands.edit import edit_post
from app.discussions.inputs import COACHED, CRISIS, PUBLISHED, EditInput
from app.discussions.models import Post
from app.discussions.queries.reading_now import reading_now
from app.guidelines import effects_in_force as in_force
from app.guidelines.effects import Effect, EffectRow
from app.guidelines.registry import PlacedRow
from app.moderation.queries import place_in_line
from tests.world import PHONE, World, answer

HARD_WORDS = "I do not want to be here any more. I have been thinking about ending my life all week."


@pytest.fixture
def lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    row = PlacedRow("/", EffectRow("crisis", Effect.NOTE, level="medium"))
    monkeypatch.setattr(in_force, "added_rows", lambda: (row,))


@pytest.mark.usefixtures("lines_only")
def test_where_help_lines_are_enough_hard_words_go_up_at_once_and_their_author_sees_the_card(
    world: World, site: Any
) -> None:
    maren, talk = world.actor("maren"), world.corners["public"].discussion
    outcome = answer(maren, talk, HARD_WORDS)
    assert (outcome.state, outcome.assessment.is_crisis) == (PUBLISHED, True)
    assert not place_in_line("post", outcome.post_id or 0).open_item
    client = site.app.test_client()
    client.set_cookie("dayroom-session", world.token("maren"))
    card = client.get(f"/posts/{outcome.post_id}/help").text
    assert "You do not have to sit with this alone" in card
    assert "has been asked to read it" not in card and "stand first for them" not in card
    assert "I am all right, the check got this wrong" in card
    say_all_right(maren, outcome.post_id or 0)
    denied = client.get(f"/posts/{outcome.post_id}/help").text
    assert "You told us that the check got this wrong" in denied and "I am all right" not in denied
    # With a number in them they are no more sent back than before: they are kept, and wait.
    assert answer(maren, talk, f"{HARD_WORDS} {PHONE}").state == CRISIS


def test_who_looks_after_a_group_is_not_asked_to_mend_hard_words_that_no_page_shows(world: World, site: Any) -> None:
    ana, talk = world.actor("ana"), world.corners["public"].discussion
    outcome = answer(ana, talk, HARD_WORDS)
    assert (outcome.state, outcome.assessment.is_crisis) == (PUBLISHED, True)
    edited = edit_post(ana, EditInput("key-of-an-edit-of-ana", outcome.post_id or 0, f"{HARD_WORDS} Still."))
    assert edited.state == PUBLISHED
    assert db.session.get_one(Post, outcome.post_id).is_published
    coached = answer(ana, talk, f"{HARD_WORDS} {PHONE}")
    assert coached.state == COACHED
    client = site.app.test_client()
    client.set_cookie("dayroom-session", world.token("ana"))
    page = client.get(f"/drafts/{coached.draft_key}/check").text
    assert "see who listens now" in page and "It goes up as it is, and we keep a note that you saw this." in page
    db.session.execute(delete(SignInSession).where(SignInSession.member_id != ana.member_id))
    here = [reading_now(world.actor(name), world.corners["public"].path).is_here for name in ("maren", "ana")]
    assert here == [True, False], "nobody is told that they read here themselves"
    assert "moderator reads it first" not in page and "waits for a moderator" not in page
