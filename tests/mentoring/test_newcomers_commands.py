"""Who is a newcomer, what is known of them after each thing that happens, and when they settle."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.sessions import open_session
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.commands.edit import take_back
from app.discussions.commands.replying import Asked, reply_together
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import PUBLISHED, Outcome, ReplyInput
from app.discussions.models import Discussion
from app.groups.commands import join, leave
from app.guidelines.commands import accept_current
from app.mentoring.clocks import QUIET, SETTLED, SETTLED_GREETED
from app.mentoring.commands.settling import settle_newcomers
from app.mentoring.events import GreetingSent
from app.mentoring.models import Greeting, Newcomer
from tests.crowd import crowd, whole_reads
from tests.suspending import lift_suspension, suspend
from tests.world import World, answer, start


class Hands:
    """The clock, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def on(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


def row(member_id: int) -> Newcomer:
    db.session.expire_all()
    return db.session.get_one(Newcomer, member_id)


def is_new(member_id: int) -> bool:
    db.session.expire_all()
    found = db.session.get(Newcomer, member_id)
    return found is not None and found.settled_at is None


def test_who_joined_just_now_is_new_and_nobody_else(world: World) -> None:
    """Halina joined two days ago, the others long before; imports bring nobody to the desk; whoever helps is not new."""
    assert {row.member_id for row in db.session.scalars(db.select(Newcomer))} == {world.members["newcomer"]}
    imported = add_member(SYSTEM, NewMember("olwen", "Olwen", imported=True))
    long_ago = add_member(SYSTEM, NewMember("tomos", "Tomos", joined_at=clock.now() - SETTLED))
    nia = add_member(SYSTEM, NewMember("nia", "Nia"))
    assert (is_new(imported), is_new(long_ago), is_new(nia)) == (False, False, True)
    grant_role(SYSTEM, nia, "mentor", world.corners["public"].path)
    assert not is_new(nia)


def test_each_thing_that_happens_to_a_newcomer_is_known(world: World, hands: Hands) -> None:
    halina, heart = world.members["newcomer"], world.corners["public"]
    join(world.actor("newcomer"), world.corners["members"].group_id)
    assert row(halina).group_id == world.corners["members"].group_id
    join(world.actor("newcomer"), heart.group_id)
    wrote_at = hands.on(hours=1)
    begun = start(world.actor("newcomer"), heart.group_id, "First week", "I jump at every beep.")
    found = row(halina)
    assert (found.first_post_id, found.first_post_at, found.group_id) == (begun.post_id, wrote_at, heart.group_id)
    assert (found.waiting_since, found.greeted_at, found.second_post_at) == (wrote_at, None, None)

    own_at = hands.on(hours=1)
    answer(world.actor("newcomer"), begun.discussion_id or 0, "It did it again.")
    found = row(halina)
    assert (found.second_post_at, found.answered_at, found.greeted_at) == (own_at, None, None)

    unkind = answer(world.actor("maren"), begun.discussion_id or 0, "Not this again.").post_id or 0
    assert row(halina).greeted_by == world.members["maren"]
    apply_decision(world.actor("ana"), unkind, "remove", None)
    assert row(halina).greeted_at is None, "an answer that could not stay was none"

    kind_at = hands.on(hours=2)
    answer(world.actor("ruth"), begun.discussion_id or 0, "It gets boring, I promise.")
    found = row(halina)
    assert (found.answered_at, found.greeted_at, found.greeted_by) == (kind_at, kind_at, world.members["ruth"])
    assert (found.returned_at, found.waiting_since) == (None, kind_at)

    back_at = hands.on(days=1)
    open_session(halina, "Firefox on Linux")
    found = row(halina)
    assert (found.returned_at, found.seen_at, found.waiting_since) == (back_at, back_at, back_at + QUIET)
    apply_decision(world.actor("ana"), unkind, "restore", None)
    assert row(halina).greeted_by == world.members["maren"], "put back, it was the first answer after all"


def test_a_post_taken_back_waits_for_no_answer_and_a_reply_to_a_reply_is_an_answer(world: World, hands: Hands) -> None:
    halina, heart = world.members["newcomer"], world.corners["public"]
    join(world.actor("newcomer"), heart.group_id)
    hands.on(minutes=1)
    replied = answer(world.actor("newcomer"), heart.discussion, "I go in on Friday.").post_id or 0
    assert row(halina).first_post_id == replied
    answer(world.actor("maren"), heart.discussion, "To somebody else.")
    assert row(halina).greeted_at is None, "a post beside theirs turns to nobody"
    answer(world.actor("maren"), heart.discussion, "Good luck on Friday.", to=replied)
    assert row(halina).greeted_by == world.members["maren"]
    take_back(world.actor("newcomer"), replied)
    found = row(halina)
    assert (found.first_post_id, found.first_post_at, found.answered_at, found.greeted_at) == (None, None, None, None)
    leave(world.actor("newcomer"), heart.group_id)
    assert row(halina).group_id is None


def test_of_replies_that_come_together_each_means_to_a_newcomer_what_it_would_alone(world: World, hands: Hands) -> None:
    halina, heart = world.members["newcomer"], world.corners["public"]
    join(world.actor("newcomer"), heart.group_id)
    begun = start(world.actor("newcomer"), heart.group_id, "First week", "I jump at every beep.").discussion_id or 0
    assert begun in _waiting()
    own_at = hands.on(hours=1)
    asked = [(name, f"It gets boring, said {name}.") for name in ("newcomer", "maren", "ruth", "newcomer")]
    for name, _ in asked:
        accept_current(world.actor(name))
    found = reply_together(
        [Asked(world.actor(name), ReplyInput(new_token(), begun, words)) for name, words in asked]
        + [Asked(world.actor("ruth"), ReplyInput(new_token(), heart.discussion, "Elsewhere."))]
    )
    assert [one.state for one in found if isinstance(one, Outcome)] == [PUBLISHED] * 5
    told = row(halina)
    assert (told.second_post_at, told.answered_at, told.greeted_by) == (own_at, own_at, world.members["maren"])
    assert begun not in _waiting()


def _waiting() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(db.select(Discussion.id).where(Discussion.answered_at.is_(None))))


@command
def greet(newcomer_id: int, mentor_id: int) -> None:
    greeting = Greeting(
        newcomer_id=newcomer_id, mentor_id=mentor_id, draft_key="one", html="<p>Hello.</p>", sent_at=clock.now()
    )
    db.session.add(greeting)
    db.session.flush()
    publish(GreetingSent(actor_id=mentor_id, greeting_id=greeting.id, newcomer_id=newcomer_id, mentor_id=mentor_id))


def test_they_settle_after_thirty_days_when_greeted_and_sixty_otherwise(world: World, hands: Hands) -> None:
    quiet = add_member(SYSTEM, NewMember("nia", "Nia"))
    greeted = add_member(SYSTEM, NewMember("tomos", "Tomos"))
    greet(greeted, world.members["ingrid"])
    hands.on(days=SETTLED_GREETED.days - 0.5)
    settle_newcomers()
    assert is_new(quiet) and is_new(greeted)
    hands.on(days=1)
    assert settle_newcomers() == 1
    assert is_new(quiet) and not is_new(greeted)
    hands.on(days=30)
    settle_newcomers()
    assert not is_new(quiet) and not is_new(world.members["newcomer"])
    assert settle_newcomers() == 0


def test_who_settles_between_two_posts_is_counted_as_writing_again(world: World, hands: Hands) -> None:
    halina, heart = world.members["newcomer"], world.corners["public"].group_id
    join(world.actor("newcomer"), heart)
    greet(halina, world.members["ingrid"])
    hands.on(days=SETTLED_GREETED.days - 5)
    start(world.actor("newcomer"), heart, "First week", "I jump at every beep.")
    hands.on(days=6)
    settle_newcomers()
    assert not is_new(halina)
    again = hands.on(days=2)
    start(world.actor("newcomer"), heart, "Third week", "It is quiet now.")
    assert row(halina).second_post_at == again
    assert not is_new(halina)


def test_suspended_for_good_is_not_new_until_it_is_lifted(world: World) -> None:
    halina, marta = world.members["newcomer"], world.actor("marta")
    suspend(marta, halina, clock.now() + timedelta(days=3), "A while.")
    assert is_new(halina)
    suspend(marta, halina, None, "For good.")
    assert not is_new(halina)
    lift_suspension(marta, halina)
    assert is_new(halina)


def test_telling_what_became_of_a_newcomer_reads_what_is_theirs_alone(world: World) -> None:
    """It is done in the transaction of a reply to them; a condition with OR over two kinds of answers has PostgreSQL read all posts."""
    halina, heart = world.members["newcomer"], world.corners["public"]
    join(world.actor("newcomer"), heart.group_id)
    begun = start(world.actor("newcomer"), heart.group_id, "First week", "I jump at every beep.").discussion_id or 0
    crowd(world)
    assert whole_reads(lambda: answer(world.actor("ruth"), begun, "It gets boring, I promise.")) == []
    assert row(halina).greeted_by == world.members["ruth"]
