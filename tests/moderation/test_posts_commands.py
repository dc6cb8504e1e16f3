"""The desk with real posts, on both databases: what becomes of them when several people act at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
from app.core.policy import Conflict
from app.core.tokens import new_token
from app.discussions.commands.edit import edit_post, take_back
from app.discussions.inputs import EditInput
from app.discussions.models import Post
from app.moderation.commands import decide, flag, open_review
from app.moderation.inputs import DecisionInput, FlagInput
from app.moderation.models import Decision, ReviewItem
from app.notifications.models import Notice
from tests.world import World


def _at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[place] = acts[place]()
            except Exception as error:
                results[place] = error
            db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    return results


def _item_of(post_id: int) -> ReviewItem:
    db.session.rollback()
    return db.session.scalars(
        select(ReviewItem).where(ReviewItem.subject_kind == "post", ReviewItem.subject_id == post_id)
    ).one()


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _audited() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.fact == "ItemDecided")) or 0


def test_a_held_post_decided_twice_at_once_has_one_decision_entry_and_notice(world: World) -> None:
    post_id = world.corners["members"].held
    item_id, ana, bea = _item_of(post_id).id, world.actor("ana"), world.actor("bea")
    before = _audited()
    results = _at_once(
        _app(),
        lambda: decide(ana, item_id, DecisionInput(1, "publish", 6, "Fine.")),
        lambda: decide(bea, item_id, DecisionInput(1, "remove", 6, "A number.")),
    )
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 1, results
    winner = "Bea" if results[0] is refused[0] else "Ana"
    assert refused[0].facts["who"] == winner
    assert db.session.get_one(Post, post_id).state == ("removed" if winner == "Bea" else "published")
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
    assert _audited() == before + 1
    told = (
        select(func.count())
        .select_from(Notice)
        .where(Notice.member_id == world.members["ruth"], Notice.kind == "decision")
    )
    assert db.session.scalar(told) == 1


def test_an_author_who_edits_while_it_is_decided_waits_for_nobody_and_no_unseen_words_come_out(world: World) -> None:
    for place in ("public", "members", "private"):
        post_id = world.corners[place].held
        item = _item_of(post_id)
        item_id, version, ana, ruth = item.id, item.version, world.actor("ana"), world.actor("ruth")
        edited = EditInput(
            draft_key=new_token(), post_id=post_id, body="Ring me on 07700 900777, any time.", anyway=True
        )
        decided, rewritten = _at_once(
            _app(),
            lambda item_id=item_id, version=version, ana=ana: decide(
                ana, item_id, DecisionInput(version, "publish", 6, "Fine.")
            ),  # type: ignore[misc]
            lambda ruth=ruth, edited=edited: edit_post(ruth, edited),  # type: ignore[misc]
        )
        assert not isinstance(rewritten, Exception), rewritten
        post = db.session.get_one(Post, post_id)
        if isinstance(decided, Exception):
            assert isinstance(decided, Conflict), decided
            assert (decided.reason, post.state) == ("changed", "held")
        else:
            assert post.state == "published"
            assert "900777" not in post.body, "what was published is what the moderator saw"


def test_taking_back_and_deciding_at_once_leaves_one_of_the_two(world: World) -> None:
    post_id = world.corners["public"].held
    item_id, ana, ruth = _item_of(post_id).id, world.actor("ana"), world.actor("ruth")
    decided, taken = _at_once(
        _app(), lambda: decide(ana, item_id, DecisionInput(1, "publish", 6, "Fine.")), lambda: take_back(ruth, post_id)
    )
    assert not isinstance(taken, Exception), taken
    if isinstance(decided, Exception):
        assert isinstance(decided, Conflict), decided
        assert decided.reason == "withdrawn"
    assert db.session.get_one(Post, post_id).state == "withdrawn"


def test_flagged_and_removed_the_post_is_gone_and_put_back_it_stands_again(world: World) -> None:
    post_id = world.corners["public"].published
    item_id = flag(world.actor("kit"), "post", post_id, FlagInput("unkind")).item_id
    decide(world.actor("ana"), item_id, DecisionInput(1, "remove", 1, "It hurt somebody."))
    assert db.session.get_one(Post, post_id).state == "removed"
    again = open_review(world.actor("bea"), "post", post_id)
    assert again != item_id
    decide(world.actor("bea"), again, DecisionInput(1, "restore", 1, "We looked again; it may stand."))
    assert db.session.get_one(Post, post_id).state == "published"
