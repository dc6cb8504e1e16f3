"""Joining, leaving, asking, answering, and the counts that follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.accounts.actor import SYSTEM
from app.accounts.commands import revoke_role
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, TooMany
from app.groups import commands, queries
from app.groups.adapters import answered_views, asked_views
from app.groups.inputs import ANSWERED, ASK_AGAIN_AFTER, ASKED
from app.groups.models import Group, JoinRequest
from app.notifications.models import Notice
from app.notifications.registry import NoticeView
from tests.groups.places import Places, make
from tests.suspending import suspend


def _told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def _asking(places: Places, who: str) -> int:
    member_id = places.members[who]
    found = select(JoinRequest.id).where(JoinRequest.member_id == member_id, JoinRequest.answered_at.is_(None))
    return db.session.scalars(found).one()


def test_joining_twice_is_once(places: Places) -> None:
    before = places.group("heart").member_count
    for _ in range(2):
        commands.join(places.actor("newcomer"), places.groups["heart"])
    assert places.group("heart").member_count == before + 1
    assert places.groups["heart"] in places.actor("newcomer").group_ids


def test_leaving_twice_is_once(places: Places) -> None:
    before = places.group("heart").member_count
    for _ in range(2):
        commands.leave(places.actor("kit"), places.groups["heart"])
    assert places.group("heart").member_count == before - 1
    assert places.groups["heart"] not in places.actor("kit").group_ids


@pytest.mark.parametrize(
    ("who", "name", "reason"),
    [("visitor", "heart", "sign_in"), ("newcomer", "carers", "ask_first"), ("newcomer", "old room", "group_archived")],
)
def test_who_cannot_just_join(places: Places, who: str, name: str, reason: str) -> None:
    with pytest.raises(Forbidden) as refused:
        commands.join(places.actor(who), places.groups[name])
    assert refused.value.reason == reason


def test_a_mentor_joins_a_private_group_at_once(places: Places) -> None:
    commands.join(places.actor("ingrid"), places.groups["young carers"])
    assert places.groups["young carers"] in places.actor("ingrid").group_ids


def test_asking_tells_the_moderators_on_the_path(places: Places) -> None:
    assert _told(ASKED) == {places.members["ana"], places.members["bea"]}, "neither mentors nor other branches"
    [view] = _views(places, "ana")
    assert view.title == "asker asks to join Carers" and view.words == "I look after my mother."


def _views(places: Places, who: str) -> list[NoticeView]:
    actor = places.actor(who)
    mine = db.session.scalars(select(Notice).where(Notice.member_id == actor.member_id)).all()
    asked = [notice for notice in mine if notice.kind == ASKED]
    answered = [notice for notice in mine if notice.kind == ANSWERED]
    return [*asked_views(actor, asked).values(), *answered_views(actor, answered).values()]


def test_where_nobody_moderates_the_admins_are_told(places: Places) -> None:
    private = make("quiet", "private")
    covering = queries.people_page(SYSTEM, db.session.get_one(Group, private)).roles
    [bea] = [held.grant_id for held in covering if held.member.username == "bea"]
    revoke_role(SYSTEM, bea)
    before = set(db.session.scalars(select(Notice.id)))
    commands.ask_to_join(places.actor("newcomer"), private)
    new = db.session.scalars(select(Notice.member_id).where(Notice.id.not_in(before))).all()
    assert list(new) == [places.members["marta"]]


def test_asking_again_while_waiting_changes_the_words_alone(places: Places) -> None:
    first = _asking(places, "asker")
    before = len(db.session.scalars(select(Notice.id)).all())
    assert commands.ask_to_join(places.actor("asker"), places.groups["carers"], "Both my parents, now.") == first
    assert db.session.get_one(JoinRequest, first).words == "Both my parents, now."
    assert commands.ask_to_join(places.actor("asker"), places.groups["carers"]) == first
    assert db.session.get_one(JoinRequest, first).words == "Both my parents, now."
    assert len(db.session.scalars(select(Notice.id)).all()) == before


def test_accepting_lets_in_counts_and_tells(places: Places) -> None:
    before = places.group("carers").member_count
    commands.answer_request(places.actor("ana"), _asking(places, "asker"), True, "Welcome in.")
    assert places.groups["carers"] in places.actor("asker").group_ids
    assert places.group("carers").member_count == before + 1
    [view] = _views(places, "asker")
    assert (view.title, view.words) == ("You belong to Carers now", "Welcome in.")
    assert queries.pending_requests(places.actor("ana"), places.group("carers")) == []


def test_declining_is_said_kindly_and_leaves_the_door_shut_for_a_while(places: Places) -> None:
    commands.answer_request(places.actor("ana"), _asking(places, "asker"), False)
    assert places.groups["carers"] not in places.actor("asker").group_ids
    [view] = _views(places, "asker")
    assert view.words.startswith("The moderators cannot let you in at present.")
    with pytest.raises(Conflict) as refused:
        commands.ask_to_join(places.actor("asker"), places.groups["carers"])
    assert refused.value.reason == "asked_lately"
    assert (
        queries.closed_page(places.actor("asker"), places.group("carers")).again_at == refused.value.facts["again_at"]
    )
    with time_machine.travel(clock.now() + ASK_AGAIN_AFTER + timedelta(minutes=1), tick=False):
        assert commands.ask_to_join(places.actor("asker"), places.groups["carers"])


def test_only_the_first_answer_counts(places: Places) -> None:
    request_id = _asking(places, "asker")
    commands.answer_request(places.actor("ana"), request_id, False)
    with pytest.raises(Conflict) as refused:
        commands.answer_request(places.actor("bea"), request_id, True)
    assert refused.value.facts == {"accepted": False, "by_id": places.members["ana"]}
    assert len(db.session.scalars(select(Notice.id).where(Notice.kind == ANSWERED)).all()) == 1


@pytest.mark.parametrize("who", ["newcomer", "maren", "ingrid", "samuel"])
def test_who_cannot_answer(places: Places, who: str) -> None:
    with pytest.raises(Forbidden):
        commands.answer_request(places.actor(who), _asking(places, "asker"), True)
    with pytest.raises(Forbidden):
        queries.pending_requests(places.actor(who), places.group("carers"))


def test_taking_the_asking_back_erases_the_words(places: Places) -> None:
    commands.take_back_request(places.actor("asker"), places.groups["carers"])
    assert db.session.scalars(select(JoinRequest)).all() == []
    commands.take_back_request(places.actor("asker"), places.groups["carers"])
    assert _views(places, "ana") == []


def test_joining_another_way_ends_the_waiting(places: Places) -> None:
    commands.edit_group(SYSTEM, places.groups["carers"], commands.EditInput("Carers", "", "members"))
    commands.join(places.actor("asker"), places.groups["carers"])
    [request] = db.session.scalars(select(JoinRequest)).all()
    assert request.accepted and not request.is_open


def test_a_suspended_member_is_not_let_in(places: Places) -> None:
    suspend(SYSTEM, places.members["asker"], None, "Unkind.")
    with pytest.raises(Invalid) as refused:
        commands.answer_request(places.actor("ana"), _asking(places, "asker"), True)
    assert refused.value.reason == "suspended"


def test_asking_everywhere_at_once_is_limited(places: Places, stop_clock: Callable[[], None]) -> None:
    stop_clock()
    rooms = [make(f"closed {number}", "private") for number in range(11)]
    for room in rooms[:10]:
        commands.ask_to_join(places.actor("newcomer"), room)
    with pytest.raises(TooMany):
        commands.ask_to_join(places.actor("newcomer"), rooms[10])
    waiting = db.session.scalars(
        select(JoinRequest.id).where(JoinRequest.member_id == places.members["newcomer"])
    ).all()
    assert len(waiting) == 10


def test_an_import_lets_many_in_at_once(places: Places) -> None:
    before = places.group("heart").member_count
    joined = {member_id: clock.now() - timedelta(days=9) for member_id in places.members.values()}
    assert commands.admit(places.groups["heart"], joined) == len(joined) - 2, "kit and gus are in already"
    assert commands.admit(places.groups["heart"], joined) == 0
    assert places.group("heart").member_count == before + len(joined) - 2


def test_counts_are_repaired(places: Places) -> None:
    right = places.group("carers").member_count
    with db.engine.begin() as connection:
        connection.execute(update(Group).values(member_count=99))
    commands.recount_members()
    assert places.group("carers").member_count == right == 2
    assert places.group("ablation").member_count == 0


def test_discussions_are_counted_in_sql(places: Places) -> None:
    for change in (1, 1, -1):
        commands.count_discussions(places.groups["heart"], change)
    assert places.group("heart").discussion_count == 1
