"""What the staff pages show, on both databases, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.admin import queries
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import ATTEMPTS, Promise
from app.core.policy import NotFound
from app.groups.commands import GroupInput, create_group
from tests.suspending import suspend
from tests.world import World


@pytest.mark.parametrize("name", ["visitor", "ruth", "ana", "gus"])
def test_the_staff_pages_are_not_there_for_others(world: World, name: str) -> None:
    actor = world.actor(name)
    for read in (
        lambda: queries.house(actor),
        lambda: queries.members_page(actor),
        lambda: queries.members_with(actor, [1]),
        lambda: queries.member_page(actor, "ruth"),
        lambda: queries.places_for_roles(actor),
    ):
        with pytest.raises(NotFound):
            read()


@command
def _promises() -> None:
    for due, attempts in ((timedelta(minutes=-6), 0), (timedelta(minutes=-1), 0), (timedelta(hours=1), ATTEMPTS)):
        db.session.add(Promise(job="discussions.tell", arguments={}, due_at=clock.now() + due, attempts=attempts))


def test_the_house_is_counted(world: World) -> None:
    # What was promised when this community was built may be late by now.
    db.session.execute(delete(Promise))
    db.session.commit()
    _promises()
    found = queries.house(world.actor("marta"))
    assert (found.members, found.joined_lately, found.groups) == (10, 1, 4)
    assert found.unchecked > 0
    assert (found.late, found.given_up) == (1, 1)


SOUGHT = [
    ("ru", ["ruth"]),
    ("RUTH", ["ruth"]),
    ("@maren", ["maren"]),
    ("mar", ["marta", "maren"]),
    ("hal", ["newcomer"]),
    ("newc", ["newcomer"]),
    ("zoe", ["zoe-2"]),
    ("%", []),
    ("uth", []),
]


@pytest.mark.parametrize(("sought", "names"), SOUGHT)
def test_members_are_found_by_how_their_name_or_username_begins(world: World, sought: str, names: list[str]) -> None:
    add_member(SYSTEM, NewMember("zoe-2", "Zoë"))
    found = queries.members_page(world.actor("marta"), sought)
    assert [row.member.username for row in found.items] == names


def test_a_row_says_which_roles_and_whether_somebody_is_out(world: World) -> None:
    rows = {row.member.username: row for row in queries.members_page(world.actor("marta")).items}
    assert [(role.kind, role.place) for role in rows["samuel"].roles] == [("moderator", "Brain")]
    assert [(role.kind, role.place, role.path) for role in rows["marta"].roles] == [("admin", "", "/")]
    assert rows["gus"].is_suspended and not rows["ruth"].is_suspended


def test_the_list_goes_on_by_key(world: World) -> None:
    for number in range(queries.PAGE):
        add_member(SYSTEM, NewMember(f"guest-{number}", f"Guest number {number}"))
    marta = world.actor("marta")
    first = queries.members_page(marta)
    second = queries.members_page(marta, before=first.older)
    names = [row.member.username for row in (*first.items, *second.items)]
    assert len(names) == len(set(names)) == 10 + queries.PAGE
    assert second.older is None
    assert [row.member.username for row in queries.members_page(marta, "guest-1").items][-1] == "guest-1"


def test_one_member_with_figures_roles_and_suspension(world: World) -> None:
    marta = world.actor("marta")
    ruth = queries.member_page(marta, "Ruth")
    assert (ruth.groups, ruth.suspensions, ruth.address) == (3, 0, "confirmed")
    assert ruth.posts == 3
    assert ruth.suspension is None
    gus = queries.member_page(marta, "gus")
    assert gus.suspension is not None
    assert (gus.suspension.reason, gus.suspension.by) == ("Unkind again and again.", "Marta")
    ingrid = queries.member_page(marta, "ingrid")
    assert [role.place for role in ingrid.roles] == ["Heart", "Kidney", "Carers' room"]
    with pytest.raises(NotFound):
        queries.member_page(marta, "nobody")


def test_places_for_a_role_carry_their_way(world: World) -> None:
    heart = world.corners["public"]
    create_group(SYSTEM, GroupInput(name="Valves", purpose="", access="public", parent_id=heart.group_id))
    places = queries.places_for_roles(world.actor("marta"))
    assert [label for _, label in places] == ["Brain", "Carers' room", "Heart", "Heart › Valves", "Kidney"]
    assert dict(places)[heart.path] == "Heart"


def test_the_work_does_not_grow_with_the_members(world: World, count_statements: Callable[[], Any]) -> None:
    marta = world.actor("marta")
    for number in range(12):
        member_id = add_member(SYSTEM, NewMember(f"guest-{number}", f"Guest number {number}"))
        grant_role(SYSTEM, member_id, "mentor", "/")
        suspend(SYSTEM, member_id, None, "For the test.")
    for read, statements in (
        (lambda: queries.house(marta), 1),
        (lambda: queries.members_page(marta), 3),
        (lambda: queries.member_page(marta, "guest-1"), 4),
        (lambda: queries.places_for_roles(marta), 1),
    ):
        db.session.remove()
        with count_statements() as seen:
            read()
        assert len(seen) == statements, "\n".join(seen)
