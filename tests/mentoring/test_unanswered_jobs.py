"""Nobody is left waiting: asked after a day, on the review desk after three, gone from it with the first answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, NotFound
from app.discussions.commands.order import lock, move_discussion
from app.discussions.commands.relocation import relocate
from app.discussions.commands.waiting import apply_decision
from app.discussions.models import Discussion, Post
from app.groups.commands import admit, archive_group, unarchive_group
from app.groups.models import Group
from app.mentoring.jobs.asking import look_after_unanswered
from app.mentoring.models import Asked
from app.moderation.commands import close_as_seen, decide
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from app.moderation.queries.desk import inbox
from app.moderation.queries.which import Which
from app.notifications.models import Notice
from app.notifications.queries import newest
from tests.suspending import suspend
from tests.two_workers import held_by_another
from tests.world import World, answer, start


@pytest.fixture
def later(world: World) -> Any:
    """`later(hours)`: the job runs that long from the beginning of the test."""
    began = clock.now()

    def run(hours: float) -> None:
        db.session.rollback()
        with time_machine.travel(began + timedelta(hours=hours), tick=False):
            look_after_unanswered()

    return run


def _asked(discussion_id: int) -> set[int]:
    told = select(Notice.member_id).where(Notice.kind == "asked", Notice.subject_id == discussion_id)
    return set(db.session.scalars(told))


def _items(discussion_id: int) -> list[tuple[str, str]]:
    rows = select(ReviewItem).where(ReviewItem.subject_kind == "unanswered", ReviewItem.subject_id == discussion_id)
    return [(item.kind, item.state) for item in db.session.scalars(rows.order_by(ReviewItem.id))]


def _item_id(discussion_id: int) -> int:
    waiting = select(ReviewItem.id).where(ReviewItem.subject_kind == "unanswered", ReviewItem.state == "open")
    return db.session.scalars(waiting.where(ReviewItem.subject_id == discussion_id)).one()


def _ask(world: World, title: str = "Slippers for the ward", access: str = "public") -> int:
    outcome = start(world.actor("ruth"), world.corners[access].group_id, title, "Which ones do you wear?")
    return outcome.discussion_id or 0


def test_after_a_day_who_answered_there_is_asked_once(world: World, later: Callable[[float], None]) -> None:
    talk = _ask(world)
    later(23)
    assert _asked(talk) == set()
    answer(world.actor("ruth"), talk, "Nobody yet? My own reply is no answer.")
    with held_by_another(Discussion) as is_held:
        if is_held:
            later(25)
        assert _asked(talk) == set(), "another worker is at it: passed over"
    later(25)
    later(26)
    assert _asked(talk) == {world.members["maren"]}, "she answered in Heart; Gus is suspended, Kit belongs elsewhere"
    (row,) = newest(world.actor("maren"), kinds=["asked"])
    assert (row.view.title, row.view.url) == (
        "“Slippers for the ward” waits for an answer in Heart",
        f"/discussions/{talk}",
    )
    assert db.session.get_one(Asked, talk).asked_count == 1
    answer(world.actor("maren"), talk, "The ones with a heel.")
    (row,) = newest(world.actor("maren"), kinds=["asked"])
    assert row.view.title == "“Slippers for the ward” in Heart has an answer now"


def test_nobody_is_asked_of_what_is_answered_old_imported_or_closed(
    world: World, later: Callable[[float], None]
) -> None:
    answered, locked, imported, old = (_ask(world, title) for title in ("Tea", "Bags", "Long ago", "Socks"))
    answer(world.actor("maren"), answered, "With milk.")
    lock(world.actor("ana"), locked, locked=True)
    db.session.execute(update(Post).where(Post.discussion_id == imported).values(draft_key=None))
    db.session.commit()
    later(80)
    assert [_asked(talk) for talk in (answered, locked, imported)] == [set(), set(), set()]
    assert [_items(talk) for talk in (answered, locked, imported)] == [[], [], []]
    assert _asked(old), "what the clock missed for days is done as soon as it runs"
    assert _items(old) == [("unanswered", "open")]
    very_old = _ask(world, "Scarves")
    later(24 * 31)
    assert (_asked(very_old), _items(very_old)) == (set(), [])


def test_nobody_is_asked_more_than_twice_a_week_nor_while_suspended(
    world: World, later: Callable[[float], None]
) -> None:
    talks = [_ask(world, title) for title in ("Slippers", "Ablation tea", "Bags for Thursday")]
    later(25)
    maren = world.members["maren"]
    assert [maren in _asked(talk) for talk in talks] == [True, True, False]
    fourth = _ask(world, "Scarves")
    admit(world.corners["public"].group_id, {world.members["kit"]: clock.now()})
    answer(world.actor("kit"), talks[2], "A big one.")
    suspend(world.actor("marta"), world.members["kit"], None, "Unkind.")
    later(24 * 9)
    assert _asked(fourth) == {maren}, "a week later Maren may be asked again; Kit cannot read it"


def test_after_three_days_it_stands_on_the_desk_until_somebody_answers(
    world: World, later: Callable[[float], None]
) -> None:
    talk = _ask(world)
    later(71)
    assert _items(talk) == []
    later(73)
    later(74)
    assert _items(talk) == [("unanswered", "open")]
    ana, samuel = world.actor("ana"), world.actor("samuel")
    (row,) = inbox(ana, Which(kind="unanswered")).items
    assert (row.title, row.place) == ("Nobody has answered this discussion", "Heart")
    assert not inbox(samuel, Which(kind="unanswered")).items, "another branch"
    answer(world.actor("ruth"), talk, "Still here.")
    assert _items(talk) == [("unanswered", "open")], "an author's own reply is no answer"
    reply_id = answer(world.actor("maren"), talk, "The ones with a heel.").post_id or 0
    assert _items(talk) == [("unanswered", "withdrawn")]
    apply_decision(ana, reply_id, "remove", None)
    later(75)
    assert _items(talk) == [("unanswered", "withdrawn"), ("unanswered", "open")], "its only answer is gone"
    apply_decision(ana, reply_id, "restore", None)
    assert _items(talk) == [("unanswered", "withdrawn")] * 2, "its answer is back"


def test_what_can_be_answered_again_comes_back_to_the_desk(world: World, later: Callable[[float], None]) -> None:
    locked, gone, seen, closed = (_ask(world, title) for title in ("Tea", "Bags", "Socks", "Scarves"))
    marta, heart = world.actor("marta"), world.corners["public"].group_id
    later(73)
    close_as_seen(marta, _item_id(seen))
    opening = db.session.scalars(select(Post.id).where(Post.discussion_id == gone, Post.seq == 1)).one()
    for talk in (locked, seen):
        lock(marta, talk, locked=True)
    apply_decision(marta, opening, "remove", None)
    archive_group(marta, heart)
    later(74)
    assert {_items(talk)[-1][1] for talk in (locked, gone, closed)} == {"withdrawn"}
    unarchive_group(marta, heart)
    apply_decision(marta, opening, "restore", None)
    for talk in (locked, seen):
        lock(marta, talk, locked=False)
    later(75)
    assert [_items(talk)[-1][1] for talk in (locked, gone, seen, closed)] == ["open", "open", "seen", "open"]


def test_a_moderator_closes_it_as_seen_and_rules_on_nothing(world: World, later: Callable[[float], None]) -> None:
    talk = _ask(world)
    later(73)
    item, ana = _item_id(talk), world.actor("ana")
    with pytest.raises(Conflict, match="not_now"):
        decide(ana, item, DecisionInput(1, "keep", 1, "Nothing to rule on."))
    for name in ("samuel", "ruth", "ingrid"):
        with pytest.raises(NotFound):
            close_as_seen(world.actor(name), item)
    close_as_seen(ana, item)
    assert _items(talk) == [("unanswered", "seen")]
    with pytest.raises(Conflict, match="settled"):
        close_as_seen(ana, item)
    later(90)
    assert _items(talk) == [("unanswered", "seen")], "it does not come back by itself"
    held = db.session.scalars(select(ReviewItem.id).where(ReviewItem.kind == "held")).first()
    with pytest.raises(Conflict, match="not_now"):
        close_as_seen(ana, held or 0)


def test_it_goes_where_its_discussion_goes(world: World, later: Callable[[float], None]) -> None:
    moved, locked, closed, gone = (_ask(world, title) for title in ("Tea", "Bags", "Socks", "Scarves"))
    later(73)
    marta = world.actor("marta")
    move_discussion(marta, moved, world.corners["other"].group_id)
    path = select(ReviewItem.scope_path).where(ReviewItem.id == _item_id(moved))
    assert db.session.scalar(path) == world.corners["other"].path
    heart, kidney = (db.session.get_one(Group, world.corners[key].group_id) for key in ("public", "members"))
    relocate(marta, [closed], heart, kidney, at=clock.now())
    path = select(ReviewItem.scope_path).where(ReviewItem.id == _item_id(closed))
    assert db.session.scalar(path) == world.corners["members"].path
    lock(marta, locked, locked=True)
    opening = db.session.scalars(select(Post.id).where(Post.discussion_id == gone, Post.seq == 1)).one()
    apply_decision(marta, opening, "remove", None)
    assert [_items(talk) for talk in (locked, gone)] == [[("unanswered", "withdrawn")]] * 2
    archive_group(marta, world.corners["members"].group_id)
    assert _items(closed) == [("unanswered", "withdrawn")]
    assert _items(moved) == [("unanswered", "open")]
