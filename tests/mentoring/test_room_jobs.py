"""The mentors' room: made with the first mentor, everybody seated who mentors, and nothing that an import does."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.roles import revoke_role
from app.accounts.models import Grant
from app.core.db import db
from app.core.jobs import Promise, run_due
from app.groups.commands import EditInput, GroupInput, archive_group, create_group, edit_group, join
from app.groups.models import Group, Membership
from app.groups.policies import read
from app.mentoring.commands.room import ROOM, seat_mentors
from app.mentoring.jobs.room import seat_every_mentor
from tests.world import World


def _seated(room_id: int) -> set[int]:
    return set(db.session.scalars(select(Membership.member_id).where(Membership.group_id == room_id)))


def _grant_of(world: World, name: str) -> list[int]:
    held = select(Grant.id).where(Grant.member_id == world.members[name], Grant.revoked_at.is_(None))
    return list(db.session.scalars(held))


@pytest.mark.usefixtures("app")
def test_without_a_mentor_there_is_no_room_and_an_import_promises_none() -> None:
    seat_every_mentor()
    assert db.session.scalars(select(Group)).all() == []
    member_id = add_member(SYSTEM, NewMember("ingrid", "Ingrid"))
    group_id = create_group(SYSTEM, GroupInput(name="Heart"))
    grant_role(SYSTEM, member_id, "mentor", db.session.get_one(Group, group_id).path)
    assert "mentoring.seat_mentors" not in db.session.scalars(select(Promise.job)).all()


def test_the_room_is_private_made_once_and_follows_the_role(world: World) -> None:
    create_group(SYSTEM, GroupInput(name="Mentors’ room"))
    room_id = seat_mentors() or 0
    assert room_id == seat_mentors() == ROOM.get()
    room = db.session.get_one(Group, room_id)
    assert (room.name, room.access) == ("Room of the mentors", "private"), "somebody had the first name"
    assert [read(world.actor(name), room) for name in ("ingrid", "maren", "ana", "marta")] == [True, False, False, True]
    assert "only the staff of the whole community can read it" in room.purpose, "Marta can"
    edit_group(world.actor("marta"), room_id, EditInput("Around the kettle", "", "private"))
    heart = world.corners["public"].path
    grant_role(world.actor("ana"), world.members["maren"], "mentor", heart)
    join(world.actor("marta"), room_id)
    run_due()
    assert _seated(room_id) == {world.members[name] for name in ("ingrid", "maren", "marta")}
    for grant_id in _grant_of(world, "maren"):
        revoke_role(world.actor("ana"), grant_id)
    run_due()
    assert _seated(room_id) == {world.members["ingrid"], world.members["marta"]}, "who is an admin stays"
    assert db.session.get_one(Group, room_id).member_count == 2
    assert db.session.get_one(Group, room_id).name == "Around the kettle"
    first, *_ = _grant_of(world, "ingrid")
    revoke_role(world.actor("ana"), first)
    run_due()
    assert world.members["ingrid"] in _seated(room_id), "she mentors elsewhere still"
    archive_group(world.actor("marta"), room_id)
    grant_role(world.actor("ana"), world.members["maren"], "mentor", heart)
    assert seat_mentors() is None, "closed on purpose"
    assert world.members["maren"] not in _seated(room_id)
