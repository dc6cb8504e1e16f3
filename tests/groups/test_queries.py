"""Lists of groups: what each one sees, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.accounts.actor import MENTOR, SYSTEM
from app.accounts.commands import grant_role
from app.accounts.commands.staff_names import choose_staff_name
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.groups import commands, queries
from app.groups.adapters import names_of, path_of
from app.groups.models import Group
from app.groups.queries import staff
from tests.groups.places import Places, make

Counting = Callable[[], Any]


def _shape(groups: tuple[queries.Listed, ...]) -> dict[str, Any]:
    return {group.name: _shape(group.rooms) for group in groups}


def test_the_whole_tree_is_listed_at_any_depth(places: Places) -> None:
    tree = queries.directory(places.actor("newcomer"))
    assert _shape(tree.groups) == {
        "Carers": {"Young carers": {}},
        "Heart": {"Ablation": {"First weeks": {}}, "Night talk": {}},
        "Kidney": {"Transplant": {}},
    }
    assert [group.name for group in tree.closed] == ["Old room"]
    heart = tree.groups[1]
    assert [(room.name, above.name) for room, above in heart.all_rooms()] == [
        ("Ablation", "Heart"),
        ("First weeks", "Ablation"),
        ("Night talk", "Heart"),
    ]


def test_visitors_are_told_of_no_private_group_and_no_counts_they_may_not_have(places: Places) -> None:
    tree = queries.directory(places.actor("visitor"))
    assert _shape(tree.groups) == {"Heart": {"Ablation": {"First weeks": {}}}, "Kidney": {}}
    heart, kidney = tree.groups
    assert (heart.member_count, heart.can_read) == (2, True)
    assert (kidney.member_count, kidney.discussion_count, kidney.can_read) == (None, None, False)


def test_positions_come_before_names(places: Places) -> None:
    kidney = places.group("kidney")
    edit = commands.EditInput(kidney.name, kidney.purpose, kidney.access, position=0)
    for name, position in (("heart", 2), ("carers", 1)):
        group = places.group(name)
        commands.edit_group(
            SYSTEM, group.id, commands.EditInput(group.name, group.purpose, group.access, position=position)
        )
    commands.edit_group(SYSTEM, kidney.id, edit)
    assert [group.name for group in queries.directory(SYSTEM).groups] == ["Kidney", "Carers", "Heart"]


@pytest.mark.parametrize(("who", "statements"), [("visitor", 1), ("newcomer", 1), ("marta", 1)])
def test_the_directory_takes_fixed_statements(
    places: Places, count_statements: Counting, who: str, statements: int
) -> None:
    for _ in _as_it_grows(places, "heart"):
        actor = places.actor(who)
        with count_statements() as seen:
            queries.directory(actor)
        assert len(seen) == statements


@pytest.mark.parametrize(
    ("who", "name", "statements"),
    [("visitor", "heart", 2), ("visitor", "ablation", 3), ("newcomer", "heart", 2), ("ana", "carers", 3)],
)
def test_the_frame_of_a_group_takes_fixed_statements(
    places: Places, count_statements: Counting, who: str, name: str, statements: int
) -> None:
    for _ in _as_it_grows(places, name):
        actor, group = places.actor(who), places.group(name)
        db.session.refresh(group)
        with count_statements() as seen:
            queries.group_about(actor, group)
        assert len(seen) == statements


def _as_it_grows(places: Places, name: str) -> Iterator[None]:
    """Once as it is, and once with many more rooms."""
    yield
    for number in range(15):
        make(f"room {number}", "private", places.groups[name])
    yield


def test_the_frame_of_a_group(places: Places) -> None:
    about = queries.group_about(places.actor("ana"), places.group("young carers"))
    assert about.crumbs == [("Carers", "/groups/carers")]
    assert [one.display_name for one in about.mentors] == ["ingrid"]
    assert [one.display_name for one in about.moderators] == ["ana", "bea"]
    assert (about.belongs, about.may_manage, bool(about.may_join), bool(about.may_post)) == (False, True, True, True)
    assert queries.group_about(places.actor("ana"), places.group("carers")).waiting_count == 1
    about = queries.group_about(places.actor("kit"), places.group("heart"))
    assert (about.belongs, about.may_manage, about.waiting_count) == (True, False, 0)
    assert [(room.name, room.can_read) for room in about.rooms] == [("Ablation", True), ("Night talk", False)]


def test_a_suspended_moderator_is_not_shown(places: Places) -> None:
    about = queries.group_about(SYSTEM, places.group("kidney"))
    assert [one.display_name for one in about.moderators] == ["bea", "samuel"]


def test_my_groups(places: Places) -> None:
    assert [group.name for group in queries.my_groups(places.actor("maren"))] == ["Carers", "Night talk"]
    assert queries.my_groups(places.actor("newcomer")) == []
    assert queries.my_groups(places.actor("gus")) == []


@pytest.mark.parametrize(
    ("who", "slug", "can_read"),
    [
        ("visitor", "heart", True),
        ("visitor", "kidney", False),
        ("visitor", "carers", None),
        ("visitor", "nowhere", None),
        ("newcomer", "carers", False),
        ("maren", "carers", True),
        ("gus", "heart", None),
    ],
)
def test_finding_a_group(places: Places, who: str, slug: str, can_read: bool | None) -> None:
    actor = places.actor(who)
    if can_read is None:
        with pytest.raises(NotFound):
            queries.find_group(actor, slug)
        return
    found = queries.find_group(actor, slug)
    assert (found.group.slug, found.moved_to, found.can_read) == (slug, None, can_read)


def test_content_by_id_is_for_readers_alone(places: Places) -> None:
    assert queries.group_by_id(places.actor("maren"), places.groups["carers"]).name == "Carers"
    for who in ("visitor", "newcomer", "gus"):
        with pytest.raises(NotFound):
            queries.group_by_id(places.actor(who), places.groups["carers"])


def test_the_closed_page_tells_what_one_asked(places: Places) -> None:
    closed = queries.closed_page(places.actor("asker"), places.group("carers"))
    assert closed.words == "I look after my mother." and closed.asked_at is not None
    closed = queries.closed_page(places.actor("newcomer"), places.group("carers"))
    assert closed.may_ask and closed.asked_at is None and not closed.words and not closed.for_visitor
    assert queries.closed_page(places.actor("visitor"), places.group("kidney")).for_visitor


def test_members_of_a_group_page_by_key(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "PAGE", 4)
    heart = places.group("ablation")
    commands.admit(heart.id, dict.fromkeys(places.members.values(), clock.now()))
    names, before = [], None
    for _ in range(9):
        page = queries.people_page(places.actor("marta"), heart, before)
        names += [one.member.id for one in page.members.items]
        before = page.members.older
        if before is None:
            break
    assert names == sorted(places.members.values(), reverse=True)


def test_the_people_of_a_group_take_four_statements(places: Places, count_statements: Counting) -> None:
    commands.admit(places.groups["carers"], dict.fromkeys(places.members.values(), clock.now()))
    actor, group = places.actor("ana"), places.group("carers")
    with count_statements() as seen:
        page = queries.people_page(actor, group)
    assert len(seen) <= 4 and len(page.members.items) == len(places.members)
    assert {one.member.username: one.role for one in page.members.items if one.role} == {
        "ingrid": "mentor",
        "ana": "moderator",
        "bea": "moderator",
        "marta": "admin",
    }
    choose_staff_name(actor, "Priya")
    grant_role(SYSTEM, places.members["bea"], MENTOR, group.path)
    choose_staff_name(places.actor("bea"), "Noor")
    page = queries.people_page(places.actor("marta"), group)
    assert {one.member.username: one.role for one in page.members.items if one.role} == {
        "ingrid": "mentor",
        "bea": "mentor",
        "marta": "admin",
    }
    held = {(one.name, one.kind): one.is_apart for one in page.roles}
    assert held[("Priya", "moderator")] and held[("Noor", "moderator")] and not held[("bea", "mentor")]
    assert queries.looks_after(actor.member_id or 0, group), "what she may do is as it was"


def test_places_to_move_to_carry_the_way_there(places: Places) -> None:
    labels = [place.label for place in queries.places(places.actor("marta"), places.group("ablation"))]
    assert labels == ["Carers", "Carers › Young carers", "Heart", "Heart › Night talk", "Kidney", "Kidney › Transplant"]
    assert queries.places(places.actor("ana"), places.group("carers")) == []


def test_accounts_learn_paths_and_names(places: Places) -> None:
    assert path_of("heart") == places.group("heart").path
    assert path_of("nowhere") is None
    commands.edit_group(SYSTEM, places.groups["heart"], commands.EditInput("Hearts", "", "public"))
    assert path_of("heart") == path_of("hearts") == places.group("heart").path
    paths = (places.group("heart").path, places.group("carers").path, "/999/")
    assert names_of(places.actor("visitor"), paths) == {paths[0]: "Hearts"}
    assert names_of(places.actor("newcomer"), paths) == {paths[0]: "Hearts", paths[1]: "Carers"}


def test_every_group_has_a_path_of_its_own(places: Places) -> None:
    paths = list(db.session.scalars(db.select(Group.path)))
    assert len(set(paths)) == len(paths)
