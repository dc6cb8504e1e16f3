"""What becomes of a discussion while somebody writes in it counts: nobody holds it until the reply takes its place there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select, text, update

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.limits import LimitCount
from app.core.policy import Forbidden, Invalid, NotFound
from app.core.tokens import new_token
from app.discussions.commands import replying
from app.discussions.commands.edit import edit_post
from app.discussions.commands.order import lock, move_discussion
from app.discussions.commands.replying import reply
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import HELD, PUBLISHED, EditInput, Outcome, ReplyInput
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Post
from app.discussions.models.marks import ReadMark
from app.groups.commands import admit, archive_group, unarchive_group
from app.guidelines.queries import current
from app.moderation.models import ReviewItem
from tests.suspending import suspend
from tests.world import PHONE, World, answer, start

TAKES = "placed AS ("
"""In the statement in which a reply takes its place: what it decided on was read before."""

STAMPS = "INSERT INTO page_versions"
"""The last statement of a reply, which holds its discussion by then."""


class Beside:
    """Something that another process does at the same moment, in a thread with a session of its own."""

    def __init__(self, app: Flask, act: Callable[[], Any]) -> None:
        self.app, self.act = app, act
        self.found: list[Any] = []
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with self.app.app_context():
            try:
                self.found.append(self.act())
            except Exception as error:
                self.found.append(error)
            finally:
                db.session.remove()

    def done(self) -> Any:
        """Begin it, if it has not begun, wait for its end, and answer what it did."""
        if self.thread.ident is None:
            self.thread.start()
        self.thread.join(20)
        return self.found[0]

    def waits(self) -> None:
        """Begin it, and return when it waits for somebody's row."""
        self.thread.start()
        blocked = text(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        with self.app.app_context():
            while not self.found:
                with db.engine.connect() as connection:
                    if connection.scalar(blocked):
                        return


@contextmanager
def just_before(words: str, act: Callable[[], Any]) -> Iterator[None]:
    """Call `act` once, before the first statement that has `words` in it."""
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
    assert done


@pytest.fixture
def meanwhile(site: Any, backend: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """`with meanwhile(act):` what a reply finds when `act` happens between its reading and its writing.

    On PostgreSQL that is right before it takes its place. On SQLite it is right after its look, before its turn to write.
    """
    standings = replying.standings

    def and_then(beside: Beside, *asked: Any) -> Any:
        looked = standings(*asked)
        if threading.current_thread() is not beside.thread:
            beside.done()
        return looked

    @contextmanager
    def found(act: Callable[[], Any]) -> Iterator[None]:
        beside = Beside(site.app, act)
        if backend == "sqlite":
            # What is kept in memory is read anew now, not in the command.
            replying.prepare(SYSTEM, "reply", "Fine.")
            current()
            db.session.rollback()
            with monkeypatch.context() as patched:
                patched.setattr(replying, "standings", partial(and_then, beside))
                yield
        else:
            with just_before(TAKES, lambda: beside.done()):
                yield
        assert not isinstance(beside.found[0], Exception)

    return found


def _talk(discussion_id: int) -> Discussion:
    db.session.rollback()
    return db.session.get_one(Discussion, discussion_id, populate_existing=True)


def _counters(discussion_id: int) -> tuple[int, int, int, int]:
    talk = _talk(discussion_id)
    return talk.last_seq, talk.reply_count, talk.people_count, talk.version


def _of_kit(world: World) -> int:
    """A discussion that Kit has just begun."""
    group_id = world.corners["other"].group_id
    return start(world.actor("kit"), group_id, "Which shoes", "For the ward.").discussion_id or 0


def test_a_reply_is_decided_on_what_is_true_when_it_takes_its_place(world: World, meanwhile: Any) -> None:
    heart, other = world.corners["public"], world.corners["other"]
    maren, ana = world.actor("maren"), world.actor("ana")
    before = _counters(heart.discussion)
    refused: list[tuple[Callable[[], Any], Callable[[], Any], type[Exception], str]] = [
        (
            lambda: lock(ana, heart.discussion, locked=True),
            lambda: lock(ana, heart.discussion, locked=False),
            Forbidden,
            "locked",
        ),
        (
            lambda: apply_decision(ana, heart.opening, "remove", None),
            lambda: apply_decision(ana, heart.opening, "restore", None),
            NotFound,
            "",
        ),
        (
            lambda: archive_group(SYSTEM, heart.group_id),
            lambda: unarchive_group(SYSTEM, heart.group_id),
            Forbidden,
            "group_archived",
        ),
        (
            lambda: apply_decision(ana, heart.published, "remove", None),
            lambda: apply_decision(ana, heart.published, "restore", None),
            Invalid,
            "reply_gone",
        ),
    ]
    for act, undo, error, reason in refused:
        with meanwhile(act), pytest.raises(error, match=reason or None):
            answer(maren, heart.discussion, "Slip-on shoes.", to=heart.published)
        undo()
    assert _counters(heart.discussion)[:3] == before[:3]
    assert db.session.scalar(select(func.count()).where(Post.body == "Slip-on shoes.")) == 0
    used = select(func.sum(LimitCount.count)).where(LimitCount.kind == POSTING.kind)
    counted = db.session.scalar(used)
    with meanwhile(lambda: answer(world.actor("ruth"), heart.discussion, "Slippers.")):
        answer(maren, heart.discussion, "Slip-on shoes.")
    assert _counters(heart.discussion)[:3] == (before[0] + 2, before[1] + 2, before[2])
    assert db.session.scalar(used) == (counted or 0) + 2, "each was tried once, and counted once"
    with meanwhile(lambda: move_discussion(SYSTEM, heart.discussion, other.group_id)), pytest.raises(Forbidden):
        answer(maren, heart.discussion, "Where am I?")
    assert _talk(heart.discussion).group_id == other.group_id


def test_whoever_was_shut_out_since_they_came_in_writes_nothing(world: World, meanwhile: Any, backend: str) -> None:
    maren, marta, there = world.actor("maren"), world.actor("marta"), world.corners["public"].discussion

    def shut_out() -> None:
        suspend(marta, world.members["maren"], None, "Unkind.")

    if backend == "sqlite":
        # Also while they waited for their turn to write.
        with meanwhile(shut_out), pytest.raises((Forbidden, NotFound)):
            answer(maren, there, "Still here.")
    else:
        shut_out()
    with pytest.raises((Forbidden, NotFound)):
        answer(maren, there, "Still here.")


def test_what_others_write_meanwhile_takes_no_id_from_a_reply(world: World, meanwhile: Any) -> None:
    ruth, there = world.actor("ruth"), world.corners["public"].discussion
    mine = answer(ruth, there, "I went in shoes.").post_id or 0
    with meanwhile(lambda: edit_post(ruth, EditInput(new_token(), mine, "I went in slip-on shoes."))):
        assert answer(world.actor("maren"), there, "So did I.").state == PUBLISHED


def test_words_that_wait_are_brought_to_the_desk_of_where_the_discussion_stands(
    world: World, site: Any, backend: str
) -> None:
    heart, other = world.corners["public"], world.corners["other"]
    moving = Beside(site.app, lambda: move_discussion(SYSTEM, heart.discussion, other.group_id))
    ana = world.actor("ana")
    if backend == "sqlite":
        moving.done()
        with pytest.raises(Forbidden):
            answer(world.actor("maren"), heart.discussion, PHONE, anyway=True)
        return
    # Its author holds the discussion before the item is opened: who moves it waits, and takes the item along.
    with just_before("INSERT INTO review_items", moving.waits):
        assert answer(world.actor("maren"), heart.discussion, PHONE, anyway=True).state == HELD
    assert not isinstance(moving.done(), Exception)
    db.session.rollback()
    newest = db.session.scalars(select(ReviewItem).order_by(ReviewItem.id.desc()).limit(1)).one()
    assert (newest.scope_path, ana.moderates(newest.scope_path)) == (other.path, False)


def test_two_who_write_at_the_same_moment_stand_one_behind_the_other(world: World, site: Any, backend: str) -> None:
    kit, begun = world.actor("kit"), _of_kit(world)
    second = Beside(site.app, lambda: answer(world.actor("samuel"), begun, "Me too."))
    with just_before(STAMPS, second.waits if backend == "postgresql" else lambda: None):
        first = answer(kit, begun, "Me first.")
    last = second.done()
    db.session.rollback()
    seqs = dict(db.session.execute(select(Post.id, Post.seq).where(Post.discussion_id == begun)).all())
    assert (seqs[first.post_id or 0], seqs[last.post_id]) == (2, 3)
    found = _talk(begun)
    assert (found.last_seq, found.reply_count, found.people_count, found.last_post_id) == (3, 2, 2, last.post_id)
    assert sorted(found.people_ids) == sorted([world.members["kit"], world.members["samuel"]])


def test_one_draft_sent_twice_at_the_same_moment_is_one_post_and_two_windows_are_one_person(
    world: World, site: Any, backend: str
) -> None:
    begun, samuel = _of_kit(world), world.actor("samuel")
    given = ReplyInput(new_token(), begun, "Once is enough.", accepts_guidelines=True)
    again = Beside(site.app, lambda: reply(samuel, given))
    with just_before(STAMPS, again.waits if backend == "postgresql" else lambda: None):
        first = reply(samuel, given)
    assert again.done().post_id == first.post_id
    assert _counters(begun)[:3] == (2, 1, 2)
    admit(world.corners["other"].group_id, {world.members["maren"]: clock.now()})
    other = Beside(site.app, lambda: answer(world.actor("maren"), begun, "From the sofa."))
    with just_before(STAMPS, other.waits if backend == "postgresql" else lambda: None):
        answer(world.actor("maren"), begun, "From the kitchen.")
    assert not isinstance(other.done(), Exception)
    assert _counters(begun)[:3] == (4, 3, 3), "one more person, in two windows"


def test_nine_people_are_drawn_in_the_order_in_which_they_came(world: World) -> None:
    begun = _of_kit(world)

    @command
    def seven_more() -> None:
        db.session.execute(
            update(Discussion)
            .where(Discussion.id == begun)
            .values(people_ids=[*range(901, 908), world.members["kit"]], people_count=8)
        )

    seven_more()
    for name in ("samuel", "kit", "marta"):
        answer(world.actor(name), begun, f"{name} was here.")
    found = _talk(begun)
    assert found.people_ids == [*range(901, 908), world.members["kit"], world.members["samuel"]]
    assert found.people_count == 10


def test_who_reads_or_drafts_there_holds_up_no_reply_on_postgresql(world: World, site: Any, backend: str) -> None:
    """A row that names a discussion holds that it stays, until its command commits."""
    if backend == "postgresql":
        heart = world.corners["public"].discussion
        with db.engine.begin() as other:
            mark = insert(ReadMark).values(member_id=world.members["kit"], discussion_id=heart, seq=1, at=clock.now())
            other.execute(mark)
            sent = Beside(site.app, lambda: answer(world.actor("maren"), heart, "Slip-on shoes."))
            assert isinstance(sent.done(), Outcome)
