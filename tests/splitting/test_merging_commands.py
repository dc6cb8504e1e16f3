"""One group goes up in another: nothing and nobody is lost, nobody gains, and every address leads on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Forbidden, Invalid, NotFound
from app.discussions.commands.watch import watch
from app.discussions.models import Discussion, Watch
from app.groups.audience import Audience
from app.groups.commands import (
    EditInput,
    GroupInput,
    admit,
    archive_group,
    ask_to_join,
    create_group,
    divide_group,
    edit_group,
)
from app.groups.models import GoneGroup, Group, JoinRequest, Membership
from app.groups.queries import find_group
from app.moderation.models import ReviewItem
from app.splitting.commands.merging import merge_groups
from app.splitting.models import DONE, DRAFT, DROPPED, RUNNING, SplitPlan
from tests.world import World, start


def _room(name: str, parent_id: int | None, access: str = "public") -> int:
    return create_group(SYSTEM, GroupInput(name, "For a part of it.", access, parent_id))


@command
def _plan(group_id: int, state: str) -> int:
    now = clock.now()
    plan = SplitPlan(group_id=group_id, group_name="x", state=state, created_at=now, changed_at=now, done_at=now)
    db.session.add(plan)
    db.session.flush()
    return plan.id


@command
def _give_group_alone(discussion_id: int) -> None:
    db.session.get_one(Discussion, discussion_id).audience = int(Audience.GROUP)


def test_a_merge_takes_everything_over_and_keeps_the_stronger_of_both(world: World) -> None:
    heart, brain = world.corners["public"], world.corners["other"]
    inner = _room("Night talk", heart.group_id)
    edit_group(SYSTEM, heart.group_id, EditInput("Heart and circulation", "For it.", "public"))
    early = clock.now() - timedelta(days=300)
    admit(heart.group_id, {world.members["kit"]: early})
    watch(world.actor("kit"), heart.discussion)
    draft, done = _plan(heart.group_id, DRAFT), _plan(heart.group_id, DONE)
    here = set(db.session.scalars(select(Discussion.id).where(Discussion.group_id == heart.group_id)))
    there = db.session.get_one(Group, brain.group_id).discussion_count
    watches = _watches()

    slug = merge_groups(world.actor("marta"), heart.group_id, brain.group_id)

    assert slug == "brain"
    assert db.session.get(Group, heart.group_id) is None
    into = db.session.get_one(Group, brain.group_id)
    assert here <= set(db.session.scalars(select(Discussion.id).where(Discussion.group_id == into.id)))
    assert into.discussion_count == there + 1, "the one that is out; held and removed ones are not counted"
    belonging = select(Membership).where(Membership.group_id == into.id)
    joined = {one.member_id: one.joined_at for one in db.session.scalars(belonging)}
    assert {world.members[who] for who in ("ruth", "maren", "gus", "kit", "samuel")} == set(joined)
    assert (joined[world.members["kit"]], into.member_count) == (early, 5)
    assert db.session.get_one(Group, inner).parent_id == into.id
    assert db.session.get_one(Group, inner).path == f"{into.path}{inner}/"
    assert world.actor("ana").moderates(into.path) and world.actor("ingrid").mentors(into.path)
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == heart.held)).one()
    assert item.scope_path == into.path
    assert _watches() == watches
    for former in ("heart", "heart-and-circulation"):
        assert find_group(world.actor("visitor"), former).moved_to == "brain"
    assert db.session.get_one(GoneGroup, heart.group_id).into_id == into.id
    assert db.session.get_one(SplitPlan, draft).state == DROPPED
    assert db.session.get_one(SplitPlan, done).group_id == into.id, "so that it can still be undone"
    _counters_are_right()


def test_whoever_waits_at_the_door_goes_on_waiting(world: World) -> None:
    carers = world.corners["private"]
    quiet = _room("Quiet carers", carers.group_id, "private")
    ask_to_join(world.actor("kit"), quiet, "May I sit with you?")
    admit(quiet, {world.members[who]: clock.now() for who in ("ruth", "maren", "gus")})
    merge_groups(world.actor("ana"), quiet, carers.group_id)
    waiting = db.session.scalars(select(JoinRequest).where(JoinRequest.answered_at.is_(None))).one()
    assert (waiting.group_id, waiting.words) == (carers.group_id, "May I sit with you?")


def test_what_a_merge_refuses_changes_nothing(world: World) -> None:
    heart, kidney, brain = (world.corners[name].group_id for name in ("public", "members", "other"))
    room = _room("Night talk", heart)
    closed, divided, busy = _room("Old", None), _room("Parted", None), _room("Busy", None)
    archive_group(SYSTEM, closed)
    divide_group(SYSTEM, divided, divided=True)
    _plan(busy, RUNNING)
    _room("night talk", brain)
    refused = {
        "merge_itself": (heart, heart),
        "merge_own_room": (heart, room),
        "merge_archived": (heart, closed),
        "merge_divided": (heart, divided),
        "plan_running": (heart, busy),
        "room_name_taken": (heart, brain),
        "merge_narrows": (heart, kidney),
    }
    for reason, (group_id, into_id) in refused.items():
        with pytest.raises(Invalid, match=reason):
            merge_groups(world.actor("marta"), group_id, into_id)
    with pytest.raises(Forbidden):
        merge_groups(world.actor("ana"), heart, brain)
    with pytest.raises(NotFound):
        merge_groups(world.actor("marta"), heart, 10**6)
    assert db.session.get_one(Group, room).parent_id == heart
    merge_groups(world.actor("marta"), heart, kidney, narrow=True)
    assert db.session.get_one(Discussion, world.corners["public"].discussion).audience == Audience.MEMBERS
    assert db.session.get_one(Group, room).access == "members"


def test_what_a_group_alone_was_meant_to_read_gets_no_new_reader(world: World) -> None:
    heart, brain = world.corners["public"], world.corners["other"]
    room = _room("Night talk", heart.group_id)
    admit(room, {world.members["kit"]: clock.now()})
    marta = world.actor("marta")

    # Of the two, either may hold it: the members of the other would gain.
    _give_group_alone(heart.discussion)
    with pytest.raises(Invalid, match="would_widen") as theirs:
        merge_groups(marta, heart.group_id, brain.group_id)
    assert theirs.value.facts["discussions"] == 1
    assert theirs.value.facts["people"] == 2
    with pytest.raises(Invalid, match="would_widen"):
        merge_groups(marta, room, heart.group_id)
    with pytest.raises(Invalid, match="merge_opens"):
        merge_groups(marta, world.corners["private"].group_id, heart.group_id)

    admit(heart.group_id, {world.members["kit"]: clock.now()})
    merge_groups(marta, room, heart.group_id)
    assert db.session.get_one(Discussion, heart.discussion).audience == Audience.GROUP


def test_a_merge_up_loses_nothing_that_is_started_meanwhile_in_the_parent(world: World) -> None:
    heart = world.corners["public"]
    room = _room("Night talk", heart.group_id)
    admit(room, {world.members["ruth"]: clock.now()})
    begun = start(world.actor("ruth"), room, "Awake again", "Three nights now. Who else is up?")
    merge_groups(world.actor("ana"), room, heart.group_id)
    assert db.session.get_one(Discussion, begun.discussion_id).group_id == heart.group_id
    assert find_group(world.actor("visitor"), "night-talk").moved_to == "heart"
    again = _room("Night talk", heart.group_id)
    assert db.session.get_one(Group, again).slug != "night-talk", "an address once used is not given again"
    assert again != room
    _counters_are_right()


def _watches() -> set[tuple[int, int]]:
    return {(one.discussion_id, one.member_id) for one in db.session.scalars(select(Watch))}


def _counters_are_right() -> None:
    for group in db.session.scalars(select(Group)):
        members = select(func.count()).where(Membership.group_id == group.id)
        out = (Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
        discussions = select(func.count()).where(Discussion.group_id == group.id, *out)
        assert (group.member_count, group.discussion_count) == (
            db.session.scalar(members),
            db.session.scalar(discussions),
        )
