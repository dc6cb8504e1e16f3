"""A name that moderators took back stands in nobody's quotes, and is there again when it was given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.commands.profile import ProfileInput, edit_profile
from app.accounts.commands.profile_parts import give_part_back, take_part
from app.accounts.models import ABOUT, NAME, Member
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise, run_due
from app.core.markup import quoted
from app.core.tokens import new_token
from app.discussions.commands import renaming
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.edit import edit_post
from app.discussions.inputs import DraftInput, EditInput
from app.discussions.models import Discussion, Post, PostQuote
from tests.accounts.leavers import places_with
from tests.world import PHONE, World, answer

RUDE = "Rude Rita"
SAID = quoted("I go in at seven.", RUDE)


@command
def _never_kept(post_id: int) -> None:
    """As it was before quotes were kept."""
    db.session.execute(delete(PostQuote).where(PostQuote.post_id == post_id))


def _body(post_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Post, post_id).body


def _name(world: World) -> str:
    db.session.rollback()
    return db.session.get_one(Member, world.members["ruth"]).display_name


def _everything_follows(world: World) -> None:
    after: int | None = 0
    while after is not None:
        after = renaming.rename_quotes(world.members["ruth"], after, is_back=False)


def test_quotes_follow_a_name_that_is_taken_and_given_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renaming, "AT_ONCE", 2)
    ruth, maren, marta = (world.actor(name) for name in ("ruth", "maren", "marta"))
    edit_profile(ruth, ProfileInput(RUDE, ""))
    talk, opening = world.corners["public"].discussion, world.corners["public"].opening
    quote = answer(maren, talk, SAID + "Me too.", to=opening).post_id or 0
    nested = answer(maren, talk, quoted(SAID + "Me too.", "Maren") + "All of us.").post_id or 0
    edited = answer(maren, talk, SAID + "Not me.").post_id or 0
    edit_post(maren, EditInput(new_token(), edited, "Without a quote now."))
    own = answer(ruth, talk, SAID + "As I said.").post_id or 0
    old = answer(maren, talk, SAID + "Long ago.").post_id or 0
    _never_kept(old)
    answer(maren, talk, f"{SAID}{PHONE}", anyway=True)
    save_draft(maren, DraftInput(new_token(), "reply", discussion_id=talk, body=SAID))
    run_due()
    assert {"posts.body", "revisions.html", "drafts.body", "review_causes.snapshot"} <= places_with(RUDE)

    take_part(marta, world.members["ruth"], ABOUT)
    assert not db.session.scalars(select(Promise.id).where(Promise.job == "discussions.rename_quotes")).all()
    kept = take_part(marta, world.members["ruth"], NAME)
    promised = db.session.scalars(select(Promise.arguments).where(Promise.job == "discussions.rename_quotes")).all()
    assert RUDE not in str(promised)
    late = answer(maren, talk, SAID + "I was writing this.").post_id or 0
    run_due()
    neutral = _name(world)
    assert places_with(RUDE) == {"taken_profile_parts.words"}
    assert _body(quote) == quoted("I go in at seven.", neutral) + "Me too."
    assert f"> > **{neutral}** wrote:" in _body(nested) and "> **Maren** wrote:" in _body(nested)
    assert f"<strong>{neutral}</strong> wrote:" in db.session.get_one(Post, own).html
    version = db.session.get_one(Discussion, talk).version
    _everything_follows(world)
    db.session.rollback()
    assert db.session.get_one(Discussion, talk).version == version, "a second time changes nothing"

    # Somebody else takes the name, and is quoted under it: that is theirs.
    edit_profile(maren, ProfileInput(RUDE, ""))
    hers = answer(ruth, talk, quoted("Without a quote now.", RUDE) + "I see.").post_id or 0
    _everything_follows(world)
    assert f"**{RUDE}** wrote:" in _body(hers)
    edit_profile(maren, ProfileInput("Maren", "", keeps_name=True))

    assert give_part_back(marta, kept)
    run_due()
    assert places_with(neutral) == set()
    assert all(f"**{RUDE}** wrote:" in _body(post_id) for post_id in (quote, nested, own, old, late))


def test_who_was_writing_when_a_name_was_taken_does_not_leave_it_standing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = world.corners["public"].discussion
    edit_profile(world.actor("ruth"), ProfileInput(RUDE, ""))
    take_part(world.actor("marta"), world.members["ruth"], NAME)
    run_due()
    late = answer(world.actor("maren"), talk, SAID + "I was writing this.").post_id or 0
    assert RUDE in _body(late)
    then = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    run_due()
    assert f"**{_name(world)}** wrote:" in _body(late)
