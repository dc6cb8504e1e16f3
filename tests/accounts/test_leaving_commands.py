"""Leaving: asked for, thought over, taken back, done; and nothing of whoever left is left, but what they chose to leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands import departing as departing_accounts
from app.accounts.commands.departing import depart
from app.accounts.commands.join import JoinInput, join
from app.accounts.commands.leaving import ask_to_leave, leave_for, stay, stay_by_link
from app.accounts.commands.sign_in import sign_in
from app.accounts.exclusion import forget_marks, is_excluded
from app.accounts.holdings import CHOICES, EVERYTHING, KEEP, PLACES, WHATEVER, foreseen
from app.accounts.models import GoneMember, Leaving, Member
from app.audit.models import AuditEntry
from app.core import clock, mail
from app.core.db import db
from app.core.jobs import run_due
from app.core.markup import quoted
from app.core.policy import Conflict, Forbidden, Invalid
from app.discussions.commands import departing, unnaming
from app.discussions.models import Discussion, Draft, Post
from app.discussions.models.post import PLACED
from app.discussions.queries.thread import discussion_page
from app.discussions.wording import TAKEN_BACK, TAKEN_TITLE
from app.groups.commands import admit
from app.groups.models import Group
from app.mentoring.commands.claims import claim as claim_newcomer
from app.mentoring.commands.newcomers import note_groups
from app.moderation.commands import claim as claim_item
from app.moderation.models import ReviewItem
from tests.accounts.leavers import (
    ADDRESS,
    HANDLE,
    MARK,
    NAME,
    PASSWORD,
    Trace,
    places_with,
    rows_of,
    when_the_week_is_over,
)
from tests.suspending import suspend
from tests.world import World, answer

WEEK = timedelta(days=7, minutes=1)


def _later(monkeypatch: pytest.MonkeyPatch, span: timedelta) -> None:
    then = clock.now() + span
    monkeypatch.setattr(clock, "now", lambda: then)


def _gone(trace: Trace, choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_to_leave(trace.actor, choice, PASSWORD)
    _later(monkeypatch, WEEK)
    when_the_week_is_over()
    assert db.session.get(Member, trace.member_id) is None


def _must_count_right() -> None:
    """Every stored counter is what counting gives."""
    for talk in db.session.scalars(select(Discussion)):
        here = [Post.discussion_id == talk.id, Post.state.in_(PLACED)]
        replies = db.session.scalar(select(func.count()).where(*here, Post.seq > 1))
        people = set(db.session.scalars(select(Post.author_id).where(*here, Post.author_id.is_not(None))))
        last = db.session.scalar(select(func.max(Post.seq)).where(*here))
        assert talk.reply_count == replies, talk.id
        assert talk.people_count == len(people), talk.id
        assert set(talk.people_ids) == people, talk.id
        if last is not None and talk.is_out:
            assert db.session.get_one(Post, talk.last_post_id).seq == last
    for group in db.session.scalars(select(Group)):
        out = [Discussion.group_id == group.id, Discussion.published_at.is_not(None), Discussion.removed_at.is_(None)]
        assert group.discussion_count == db.session.scalar(select(func.count()).where(*out)), group.name


@pytest.mark.parametrize("choice", CHOICES)
def test_whoever_leaves_leaves_what_they_chose_and_nothing_else(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    world, trace = heron
    # Small batches, so that every step runs more than once.
    monkeypatch.setattr(departing, "POSTS_AT_ONCE", 2)
    monkeypatch.setattr(unnaming, "AT_ONCE", 1)
    monkeypatch.setattr(unnaming, "WINDOW", 8)
    assert {"posts.body", "drafts.body", "review_causes.words", "card_fields.value"} <= places_with(MARK)
    _gone(trace, choice, monkeypatch)
    assert list(rows_of(trace.member_id)) == []
    assert places_with(NAME, HANDLE, ADDRESS) == set()
    _must_count_right()
    left = places_with(MARK)
    if choice == KEEP:
        assert left >= {"posts.body", "revisions.body", "discussions.title"}
        assert left.isdisjoint({"drafts.body", "card_fields.value", "join_requests.words", "members.about"})
    else:
        assert left == set()
    page = discussion_page(world.actor("ruth"), trace.talk)
    assert (page.discussion.title == TAKEN_TITLE) is (choice != KEEP)
    by_id = {row.id: row for row in page.posts.items}
    assert by_id[trace.opening].author.name == "Somebody who has left"
    assert (MARK in by_id[trace.opening].html) is (choice == KEEP)
    assert "<strong>Somebody who has left</strong> wrote:" in by_id[trace.quote].html
    assert (TAKEN_BACK in by_id[trace.quote].html) is (choice != KEEP)
    assert "Me too." in by_id[trace.quote].html
    assert "All of us." in by_id[trace.nested].html
    assert "<strong>Maren</strong> wrote:" in by_id[trace.nested].html
    assert by_id[trace.mention].html == "<p>Thank you, somebody who has left! And @ruth.</p>\n"
    assert (trace.answer in by_id) is (choice != EVERYTHING)
    alone = db.session.get_one(Discussion, trace.alone)
    assert alone.is_out is (choice != EVERYTHING)
    assert any("you have left" in letter.body for letter in mail.kept_letters() if letter.to == ADDRESS)


def test_others_words_that_wait_or_are_drafts_follow_too(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, trace = heron
    _gone(trace, KEEP, monkeypatch)
    assert db.session.get_one(Post, trace.waiting_mention).body.startswith("Dear somebody who has left, ")
    theirs = select(Draft.body).where(Draft.author_id == world.members["maren"])
    assert db.session.scalars(theirs).all() == ["Hello somebody who has left"]


def test_a_quote_that_is_posted_while_they_are_leaving_follows_too(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, trace = heron
    ask_to_leave(trace.actor, EVERYTHING, PASSWORD)
    _later(monkeypatch, WEEK)
    step, late = departing_accounts._step, 0

    def replies_between(member_id: int, name: str) -> bool:
        nonlocal late
        if name == "discussions.posts" and not late:
            words = quoted(f"I wrote {MARK} in my diary.", NAME) + f"Goodbye, @{HANDLE}."
            late = answer(world.actor("maren"), trace.talk, words).post_id or 0
        return step(member_id, name)

    monkeypatch.setattr(departing_accounts, "_step", replies_between)
    depart(trace.member_id)
    assert "Goodbye, somebody who has left." in db.session.get_one(Post, late).body
    run_due()
    assert places_with(MARK, NAME, HANDLE) == set()


def test_a_leaving_that_breaks_off_anywhere_goes_on_and_ends_the_same(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, trace = heron
    monkeypatch.setattr(departing, "POSTS_AT_ONCE", 2)
    ask_to_leave(trace.actor, EVERYTHING, PASSWORD)
    _later(monkeypatch, WEEK)
    steps, whole = 0, departing_accounts._step

    def breaks_often(member_id: int, name: str) -> bool:
        nonlocal steps
        steps += 1
        if steps in (2, 4, 8, 15, 24, 36, 50, 65):
            raise RuntimeError("the power went")
        return whole(member_id, name)

    with monkeypatch.context() as patch:
        patch.setattr(departing_accounts, "_step", breaks_often)
        for _ in range(40):
            try:
                depart(trace.member_id)
            except RuntimeError:
                continue
            break
    assert steps > 9
    assert db.session.get(Member, trace.member_id) is None
    depart(trace.member_id)
    run_due()
    assert places_with(MARK) == set()
    _must_count_right()
    left = db.session.scalars(select(AuditEntry.ids).where(AuditEntry.fact == "MemberLeft")).all()
    assert len(left) == 1


def test_nobody_can_sign_in_or_write_once_the_leaving_is_under_way(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch, count_statements: Callable[[], Any]
) -> None:
    _, trace = heron
    ask_to_leave(trace.actor, PLACES, PASSWORD)
    assert sign_in(HANDLE, PASSWORD, "Firefox", "127.0.0.1").member_id == trace.member_id
    _later(monkeypatch, WEEK)
    with count_statements() as seen:
        assert departing_accounts._begin(trace.member_id)
    first = [found for one in seen if (found := re.search(r"FROM (members|leavings)\b", one))]
    assert [found.group(1) for found in first][:2] == ["members", "leavings"], "as whoever stays at that moment locks them"
    with pytest.raises(Invalid):
        sign_in(HANDLE, PASSWORD, "Firefox", "127.0.0.1")
    with pytest.raises(Conflict, match="leaving_begun"):
        stay(trace.actor)


def test_within_the_week_they_can_change_their_mind_signed_in_or_by_the_link(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, trace = heron
    with pytest.raises(Invalid, match="password_wrong"):
        ask_to_leave(trace.actor, KEEP, "not this one")
    with pytest.raises(Invalid, match="unknown_choice"):
        ask_to_leave(trace.actor, "burn", PASSWORD)
    ask_to_leave(trace.actor, KEEP, PASSWORD)
    ask_to_leave(trace.actor, EVERYTHING, PASSWORD)
    assert db.session.get_one(Leaving, trace.member_id).choice == EVERYTHING
    stay(trace.actor)
    stay(trace.actor)
    ask_to_leave(trace.actor, KEEP, PASSWORD)
    run_due()
    letter = next(letter for letter in mail.kept_letters() if "/stay/" in letter.body)
    token = letter.body.split("/stay/")[1].split()[0]
    stay_by_link(token)
    with pytest.raises(Invalid, match="link_spent"):
        stay_by_link(token)
    _later(monkeypatch, WEEK)
    when_the_week_is_over()
    assert db.session.get_one(Member, trace.member_id).leaves_at is None
    assert MARK in db.session.get_one(Post, trace.opening).body


def test_the_only_admin_names_another_first_and_two_do_not_leave_at_once(world: World) -> None:
    marta, ana = world.actor("marta"), world.actor("ana")
    with pytest.raises(Conflict, match="only_admin"):
        leave_for(marta, marta.member_id or 0, KEEP)
    grant_role(marta, ana.member_id or 0, "admin", "/")
    leave_for(marta, marta.member_id or 0, KEEP)
    with pytest.raises(Conflict, match="only_admin"):
        leave_for(marta, ana.member_id or 0, KEEP)
    with pytest.raises(Forbidden):
        leave_for(world.actor("ruth"), world.members["kit"], KEEP)


def test_what_staff_hold_is_handed_back_and_two_workers_let_somebody_leave_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ingrid = world.actor("ana"), world.actor("ingrid")
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.state == "open")).first()
    assert item is not None
    claim_item(ana, item.id)
    group_id = world.corners["public"].group_id
    admit(group_id, {world.members["newcomer"]: clock.now()})
    note_groups(world.members["newcomer"])
    claim_newcomer(ingrid, world.members["newcomer"])
    for actor in (ana, ingrid):
        leave_for(world.actor("marta"), actor.member_id or 0, KEEP)
        _depart_twice_at_once(actor.member_id or 0)
    db.session.expire_all()
    assert db.session.get_one(ReviewItem, item.id).claimed_by is None
    claim_item(world.actor("bea"), item.id)
    grant_role(SYSTEM, world.members["maren"], "mentor", world.corners["public"].path)
    assert claim_newcomer(world.actor("maren"), world.members["newcomer"])
    gone = set(db.session.scalars(select(GoneMember.id)))
    assert gone == {ana.member_id, ingrid.member_id}


def _depart_twice_at_once(member_id: int) -> None:
    db.session.rollback()
    app, faults = current_app._get_current_object(), []  # type: ignore[attr-defined]

    def work() -> None:
        with app.app_context():
            try:
                depart(member_id)
            except Exception as error:
                faults.append(error)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_whoever_leaves_while_excluded_is_known_again_until_it_ends(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, trace = heron
    suspend(world.actor("marta"), trace.member_id, clock.now() + timedelta(days=30), "Unkind again and again.")
    _gone(trace, EVERYTHING, monkeypatch)
    mark = db.session.get_one(GoneMember, trace.member_id).address_mark or ""
    assert len(mark) == 64
    assert is_excluded(ADDRESS)
    run_due()
    (last,) = [letter.body for letter in mail.kept_letters() if letter.to == ADDRESS and "you have left" in letter.body]
    assert "nobody can join with this mail address" in last and "welcome back" not in last, "nothing that is refused"
    assert join(JoinInput(61, "Morning Ferry", ADDRESS, "seven slow paper boats", keeps_name=True), "127.0.0.1")
    run_due()
    assert "About your address" in [letter.subject for letter in mail.kept_letters() if letter.to == ADDRESS]
    assert places_with(ADDRESS) == set()
    _later(monkeypatch, timedelta(days=24))
    forget_marks()
    assert not is_excluded(ADDRESS)
    assert db.session.get_one(GoneMember, trace.member_id).address_mark is None


def test_nobody_gets_the_number_of_somebody_who_has_left(
    heron: tuple[World, Trace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, trace = heron
    assert trace.member_id == db.session.scalar(select(func.max(Member.id)))
    _gone(trace, KEEP, monkeypatch)
    assert add_member(SYSTEM, NewMember("kettle")) > trace.member_id


def test_the_page_says_before_what_each_offer_would_change(heron: tuple[World, Trace]) -> None:
    _, trace = heron
    said = foreseen(trace.member_id)
    assert all(said[choice][0].startswith("5 posts ") for choice in CHOICES), said
    assert [said[choice][-1] for choice in CHOICES] == [
        f"2 posts by others that quote you lose your {what}." for what in ("name", "words", "words")
    ]
    assert said[EVERYTHING][1].startswith("1 discussion that you began and others answered keeps an empty place"), said
    assert said[WHATEVER] == ["1 mention of you by others becomes “somebody who has left”."]


def test_a_visitor_leaves_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        ask_to_leave(VISITOR, KEEP, PASSWORD)
