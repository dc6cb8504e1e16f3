"""Two things at one moment: what another transaction wrote while ours waited must not be lost, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event, select, text

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.discussions.commands.edit import edit_post
from app.discussions.commands.order import move_discussion
from app.discussions.commands.watch import mark_read, watch
from app.discussions.inputs import EditInput
from app.discussions.models import Discussion, ReadMark, Revision, Watch
from app.moderation.commands import decide
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from tests.world import PHONE, answer

KEY = "k" * 20


@contextmanager
def just_before(words: str, act: Any) -> Iterator[None]:
    """Call `act` once, before the first statement that contains `words`."""
    done: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if words in statement and not done:
            done.append(statement)
            act()

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def elsewhere(statement: str) -> Any:
    """A function that runs `statement` in a transaction of its own."""

    def act() -> None:
        with db.engine.connect() as connection:
            connection.execute(text(statement))
            connection.commit()

    return act


def test_publishing_at_the_desk_counts_a_reply_that_came_while_the_desk_waited(world: Any, backend: str) -> None:
    corner = world.corners["public"]
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == corner.held)).one()
    given = DecisionInput(item.version, "publish", 6, "Thank you.", None)
    came = f"UPDATE discussions SET reply_count = 7, last_seq = 9 WHERE id = {corner.discussion}"
    item_id = item.id
    if backend == "sqlite":
        # It has one writer: the reply came before.
        elsewhere(came)()
        decide(world.actor("ana"), item_id, given)
    else:
        with just_before("FROM discussions \nWHERE discussions.id", elsewhere(came)):
            decide(world.actor("ana"), item_id, given)
    found = db.session.get_one(Discussion, corner.discussion)
    assert (found.reply_count, found.last_seq) == (8, 10)


def test_moving_holds_what_waits_before_the_discussion_as_deciding_does(world: Any, count_statements: Any) -> None:
    corner = world.corners["public"]
    item_id = db.session.scalars(select(ReviewItem.id).where(ReviewItem.subject_id == corner.held)).one()
    with count_statements() as seen:
        move_discussion(SYSTEM, corner.discussion, world.corners["other"].group_id)
    held = next(place for place, words in enumerate(seen) if "review_items.claimed_until" in words)
    locked = next(place for place, words in enumerate(seen) if words.startswith("SELECT discussions.id"))
    assert held < locked
    assert db.session.get_one(ReviewItem, item_id).scope_path == world.corners["other"].path


def test_two_windows_that_open_a_discussion_at_once_both_mark_it(app: Flask, world: Any, backend: str) -> None:
    kit, discussion_id = world.actor("kit"), world.corners["public"].discussion
    first = f"INSERT INTO read_marks (member_id, discussion_id, seq, at) VALUES ({kit.member_id}, {discussion_id}, 2, CURRENT_TIMESTAMP)"
    if backend == "sqlite":
        elsewhere(first)()
        mark_read(kit, discussion_id, 3)
    else:
        with just_before("INSERT INTO read_marks", elsewhere(first)):
            mark_read(kit, discussion_id, 3)
    assert db.session.get_one(ReadMark, (kit.member_id, discussion_id)).seq == 3
    mark_read(kit, discussion_id, 1)
    assert db.session.get_one(ReadMark, (kit.member_id, discussion_id)).seq == 3


def test_following_twice_is_once(world: Any) -> None:
    kit, discussion_id = world.actor("kit"), world.corners["public"].discussion
    watch(kit, discussion_id)
    watch(kit, discussion_id)
    assert db.session.get(Watch, (discussion_id, kit.member_id)) is not None


def test_an_edit_that_waits_and_is_sent_twice_is_one(world: Any) -> None:
    ruth = world.actor("ruth")
    post_id = answer(ruth, world.corners["public"].discussion, "Slippers.").post_id or 0
    states = [edit_post(ruth, EditInput(KEY, post_id, f"Slippers. {PHONE}", anyway=True)).state for _ in range(2)]
    assert states == ["held", "held"]
    assert len(db.session.scalars(select(Revision).where(Revision.post_id == post_id)).all()) == 2
    assert db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == post_id)).one().version == 1
