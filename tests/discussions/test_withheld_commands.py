"""Hidden, without some words, closed: the post keeps its place and its counters, and nobody reads what was taken out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid
from app.discussions.commands.waiting import apply_decision
from app.discussions.models import Discussion, Post, Revision
from app.discussions.policies import posts_seen, see_post
from app.discussions.queries.thread import discussion_page
from app.groups.models import Group
from app.moderation.commands import decide, open_review
from app.moderation.inputs import DecisionInput
from app.moderation.models import Decision, ReviewItem
from app.moderation.queries.opened import opened
from tests.world import PHONE, World, answer, start

WHY = "A number that strangers can ring is not safe here."
COUNTED = ("reply_count", "people_count", "people_ids", "last_post_id", "answered_at", "last_seq")
READERS = ("visitor", "kit", "maren", "ruth", "ana", "marta")


def _post(post_id: int | None) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post_id)


def _talk(discussion_id: int) -> dict[str, Any]:
    db.session.rollback()
    return {name: getattr(db.session.get_one(Discussion, discussion_id), name) for name in COUNTED}


def _item_of(post_id: int) -> ReviewItem:
    found = select(ReviewItem).where(ReviewItem.subject_id == post_id, ReviewItem.state == "open")
    return db.session.scalars(found).one()


def _shown(world: World, who: str, discussion_id: int, post_id: int) -> tuple[str, str]:
    """State and words of a post as somebody reads it in the talk."""
    db.session.rollback()
    rows = discussion_page(world.actor(who), discussion_id).posts.items
    return next((row.state, row.html) for row in rows if row.id == post_id)


def test_a_hidden_post_keeps_its_place_and_its_words_are_for_author_and_moderators(world: World) -> None:
    corner = world.corners["public"]
    before, words = _talk(corner.discussion), _post(corner.published).html
    item_id = open_review(world.actor("ana"), "post", corner.published)
    outcome = decide(world.actor("ana"), item_id, DecisionInput(1, "hide", 1, WHY))
    assert _talk(corner.discussion) == before, "every counter keeps its place"
    for who in READERS:
        expected = words if who in ("maren", "ana", "marta") else ""
        assert _shown(world, who, corner.discussion, corner.published) == ("hidden", expected), who
        post, talk = _post(corner.published), db.session.get_one(Discussion, corner.discussion)
        group, actor = db.session.get_one(Group, corner.group_id), world.actor(who)
        one = see_post(actor, post, talk, group)
        many = (
            select(Post.id).join(Discussion, Post.discussion_id == Discussion.id).join(Group).where(posts_seen(actor))
        )
        assert one == (corner.published in db.session.scalars(many).all()) == bool(expected), who
    kept = db.session.get_one(Decision, outcome.decision_id).before
    assert (kept["state"], kept["reply_count"], kept["seq"]) == (
        "published",
        before["reply_count"],
        _post(corner.published).seq,
    )
    again = open_review(world.actor("bea"), "post", corner.published)
    decide(world.actor("bea"), again, DecisionInput(1, "restore", 1, "We looked again; it may stand."))
    assert _talk(corner.discussion) == before
    assert _shown(world, "visitor", corner.discussion, corner.published) == ("published", words)


def test_a_hidden_post_that_is_removed_and_put_back_is_counted_once(world: World) -> None:
    corner = world.corners["public"]
    before = _talk(corner.discussion)
    for action in ("hide", "remove", "restore"):
        apply_decision(world.actor("ana"), corner.published, action, None)
        expected = before["reply_count"] - (action == "remove")
        assert _talk(corner.discussion)["reply_count"] == expected, action
    assert {**_talk(corner.discussion), "last_seq": 0} == {**before, "last_seq": 0}
    with pytest.raises(Conflict):
        apply_decision(world.actor("ana"), corner.held, "hide", None)


def test_a_hidden_opening_leaves_the_talk_readable_and_its_first_words_off_the_lists(world: World) -> None:
    corner = world.corners["public"]
    apply_decision(world.actor("ana"), corner.opening, "hide", None)
    talk = db.session.get_one(Discussion, corner.discussion)
    assert (talk.excerpt, talk.is_out) == ("", True)
    assert _shown(world, "kit", corner.discussion, corner.opening) == ("hidden", "")
    assert _shown(world, "kit", corner.discussion, corner.published)[0] == "published"
    apply_decision(world.actor("ana"), corner.opening, "restore", None)
    assert db.session.get_one(Discussion, corner.discussion).excerpt == _post(corner.opening).excerpt != ""


def test_a_held_post_comes_out_without_the_words_and_its_author_keeps_them_in_its_history(world: World) -> None:
    corner, ana = world.corners["public"], world.actor("ana")
    item, former = _item_of(corner.held), _post(corner.held).revision_id
    assert "redact" in opened(ana, item.id).actions
    before = _talk(corner.discussion)["reply_count"]
    outcome = decide(ana, item.id, DecisionInput(item.version, "redact", 6, WHY))
    post = _post(corner.held)
    assert (post.state, _talk(corner.discussion)["reply_count"]) == ("published", before + 1)
    assert "[telephone number taken out by a moderator]" in post.body
    decision = db.session.get_one(Decision, outcome.decision_id)
    (words,) = decision.words
    assert words in PHONE
    for text in (post.body, post.html, post.excerpt, str(decision.before)):
        assert words not in text
    assert (decision.before["revision_id"], decision.before["made_revision_id"]) == (former, post.revision_id)
    states = dict(db.session.execute(select(Revision.id, Revision.state).where(Revision.post_id == post.id)).all())
    assert states == {former: "past", post.revision_id: "current"}
    assert db.session.get_one(Revision, former).body == PHONE


def test_a_number_in_a_title_leaves_the_address_too(world: World) -> None:
    begun = start(
        world.actor("ruth"), world.corners["public"].group_id, "Ring 020 7946 0018 please", PHONE, anyway=True
    )
    item = _item_of(begun.post_id or 0)
    decide(world.actor("ana"), item.id, DecisionInput(item.version, "redact", 6, WHY))
    talk = db.session.get_one(Discussion, begun.discussion_id)
    assert "7946" not in talk.title + talk.slug + talk.excerpt
    assert "taken out by a moderator" in talk.title
    assert talk.is_out


def test_words_are_taken_out_only_of_the_text_in_which_they_were_found(world: World) -> None:
    corner, ana = world.corners["public"], world.actor("ana")
    item_id = open_review(ana, "post", corner.published)
    assert "redact" not in opened(ana, item_id).actions
    with pytest.raises(Invalid, match="unknown_action"):
        decide(ana, item_id, DecisionInput(1, "redact", 6, WHY))


def test_a_decision_closes_the_talk_and_another_opens_it(world: World) -> None:
    corner, ana = world.corners["public"], world.actor("ana")
    item_id = open_review(ana, "post", corner.published)
    assert {"lock", "unlock"} & set(opened(ana, item_id).actions) == {"lock"}
    decide(ana, item_id, DecisionInput(1, "lock", 1, WHY))
    with pytest.raises(Forbidden, match="locked"):
        answer(world.actor("ruth"), corner.discussion, "One more thing.")
    again = open_review(ana, "post", corner.published)
    assert {"lock", "unlock"} & set(opened(ana, again).actions) == {"unlock"}
    decide(ana, again, DecisionInput(1, "unlock", 1, "It is calm again."))
    assert answer(world.actor("ruth"), corner.discussion, "One more thing.").state == "published"
