"""Making, changing, moving and closing groups."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.facts import on
from app.core.policy import Forbidden, Invalid, NotFound
from app.groups import commands, queries
from app.groups.commands import EditInput, GroupInput
from app.groups.events import GroupNarrowed
from app.groups.models import FormerAddress, Group
from tests.groups.places import Places, make

narrowed: list[int] = []


@on(GroupNarrowed)
def _note(fact: GroupNarrowed) -> None:
    narrowed.append(fact.group_id)


@pytest.fixture(autouse=True)
def _nothing_narrowed_yet() -> None:
    narrowed.clear()


def _edit(places: Places, which: str, **changes: object) -> commands.Settled:
    group = places.group(which)
    now = {"name": group.name, "purpose": group.purpose, "access": group.access} | changes
    return commands.edit_group(places.actor("marta"), group.id, EditInput(**now))  # type: ignore[arg-type]


def test_a_room_hangs_below_its_group(places: Places) -> None:
    heart, ablation, weeks = (places.group(name) for name in ("heart", "ablation", "first weeks"))
    assert heart.path == f"/{heart.id}/"
    assert ablation.path == f"/{heart.id}/{ablation.id}/"
    assert weeks.path == f"/{heart.id}/{ablation.id}/{weeks.id}/"
    assert weeks.parent_id == ablation.id


@pytest.mark.parametrize(
    ("name", "inside", "slug"),
    [
        ("Atrial fibrillation", None, "atrial-fibrillation"),
        ("HEART!", None, "heart-2"),
        ("Heart", "kidney", "kidney-heart"),
        ("Ablation", "kidney", "kidney-ablation"),
        ("New", None, "new-2"),
        ("Herz & Kreislauf: Größe", None, "herz-kreislauf-grosse"),
        ("心臓", None, "group"),
    ],
)
def test_addresses_are_made_from_names(places: Places, name: str, inside: str | None, slug: str) -> None:
    parent = places.groups[inside] if inside else None
    made = commands.create_group(SYSTEM, GroupInput(name, access="private", parent_id=parent))
    assert db.session.get_one(Group, made).slug == slug


@pytest.mark.parametrize(
    ("new", "inside", "reason"),
    [
        (GroupInput("  "), None, "name_missing"),
        (GroupInput("heart"), None, "name_taken"),
        (GroupInput("Lungs", slug="heart"), None, "slug_taken"),
        (GroupInput("Lungs", slug="new"), None, "slug_taken"),
        (GroupInput("Lungs", access="secret"), None, "unknown_access"),
        (GroupInput("Lungs", access="public"), "kidney", "wider_than_parent"),
        (GroupInput("Lungs", access="members"), "carers", "wider_than_parent"),
        (GroupInput("Lungs"), "old room", "parent_archived"),
    ],
)
def test_what_cannot_be_a_group(places: Places, new: GroupInput, inside: str | None, reason: str) -> None:
    before = len(db.session.scalars(select(Group.id)).all())
    fields = vars(new) | {"parent_id": places.groups[inside] if inside else None}
    with pytest.raises(Invalid) as refused:
        commands.create_group(SYSTEM, GroupInput(**fields))
    assert refused.value.reason == reason
    assert len(db.session.scalars(select(Group.id)).all()) == before


def test_members_make_no_groups_and_moderators_only_rooms(places: Places) -> None:
    with pytest.raises(Forbidden):
        commands.create_group(places.actor("kit"), GroupInput("Lungs", parent_id=places.groups["heart"]))
    with pytest.raises(Forbidden):
        commands.create_group(places.actor("ana"), GroupInput("Lungs"))
    made = commands.create_group(
        places.actor("ana"), GroupInput("Nights", access="private", parent_id=places.groups["young carers"])
    )
    assert db.session.get_one(Group, made).path == f"{places.group('young carers').path}{made}/"


def test_a_renamed_group_keeps_its_former_addresses(places: Places) -> None:
    for name in ("Hearts", "Heart rhythm"):
        _edit(places, "heart", name=name)
    for former in ("heart", "hearts", "HEARTS"):
        assert queries.find_group(SYSTEM, former).moved_to == "heart-rhythm"
    assert queries.find_group(SYSTEM, "heart-rhythm").moved_to is None


def test_a_group_gets_its_own_former_address_back(places: Places) -> None:
    _edit(places, "heart", name="Hearts")
    assert _edit(places, "heart", name="Heart").slug == "heart"
    assert queries.find_group(SYSTEM, "hearts").moved_to == "heart"
    assert list(db.session.scalars(select(FormerAddress.slug))) == ["hearts"]


def test_an_address_once_used_is_not_given_to_another_group(places: Places) -> None:
    _edit(places, "heart", name="Hearts")
    again = make("heart")
    assert db.session.get_one(Group, again).slug == "heart-2"
    assert queries.find_group(SYSTEM, "heart").group.id == places.groups["heart"]


def test_a_change_of_purpose_keeps_the_address(places: Places) -> None:
    assert _edit(places, "heart", purpose="  Two \n lines ").slug == "heart"
    assert places.group("heart").purpose == "Two lines"
    assert _edit(places, "heart", name="HEART").slug == "heart"
    assert db.session.scalars(select(FormerAddress)).all() == []


def test_narrowing_a_group_asks_before_it_narrows_its_rooms(places: Places) -> None:
    with pytest.raises(Invalid) as refused:
        _edit(places, "heart", access="private")
    assert refused.value.facts["rooms"] == ["Ablation", "First weeks"]
    assert places.group("heart").access == "public" and narrowed == []
    settled = _edit(places, "heart", access="private", narrow_rooms=True)
    expected = {places.groups[name] for name in ("heart", "ablation", "first weeks")}
    assert set(settled.narrowed_ids) == set(narrowed) == expected
    assert {places.group(name).access for name in ("heart", "ablation", "first weeks", "night talk")} == {"private"}


def test_widening_a_group_leaves_its_rooms_as_they_are(places: Places) -> None:
    assert _edit(places, "kidney", access="public").narrowed_ids == ()
    assert places.group("transplant").access == "private" and narrowed == []


def test_a_room_is_not_widened_beyond_its_group(places: Places) -> None:
    with pytest.raises(Invalid) as refused:
        _edit(places, "transplant", access="public")
    assert refused.value.reason == "wider_than_parent"


@pytest.mark.parametrize(
    ("name", "to", "reason"),
    [
        ("heart", "heart", "into_itself"),
        ("heart", "ablation", "below_itself"),
        ("heart", "first weeks", "below_itself"),
        ("heart", "old room", "parent_archived"),
        ("heart", "kidney", "narrows_on_move"),
    ],
)
def test_where_a_group_cannot_move(places: Places, name: str, to: str, reason: str) -> None:
    before = {key: places.group(key).path for key in places.groups}
    with pytest.raises(Invalid) as refused:
        commands.move_group(SYSTEM, places.groups[name], places.groups[to])
    assert refused.value.reason == reason
    assert {key: places.group(key).path for key in places.groups} == before


def test_a_move_takes_rooms_and_roles_along(places: Places) -> None:
    commands.move_group(SYSTEM, places.groups["carers"], places.groups["heart"])
    carers, young = places.group("carers"), places.group("young carers")
    assert carers.path == f"{places.group('heart').path}{carers.id}/"
    assert young.path == f"{carers.path}{young.id}/"
    assert places.actor("ana").moderates(young.path) and places.actor("ingrid").mentors(young.path)
    assert not places.actor("ana").moderates(places.group("heart").path)
    assert queries.find_group(SYSTEM, "carers").moved_to is None


def test_a_move_into_a_narrower_place_narrows(places: Places) -> None:
    settled = commands.move_group(SYSTEM, places.groups["ablation"], places.groups["carers"], narrow=True)
    expected = {places.groups["ablation"], places.groups["first weeks"]}
    assert set(settled.narrowed_ids) == set(narrowed) == expected
    assert places.group("first weeks").access == "private"


def test_a_move_to_where_it_is_changes_nothing(places: Places) -> None:
    before = len(db.session.scalars(select(AuditEntry.id)).all())
    commands.move_group(SYSTEM, places.groups["ablation"], places.groups["heart"])
    assert len(db.session.scalars(select(AuditEntry.id)).all()) == before


def test_a_neighbour_with_the_same_name_stops_a_move(places: Places) -> None:
    make("ablation", "members", places.groups["kidney"])
    with pytest.raises(Invalid) as refused:
        commands.move_group(SYSTEM, places.groups["ablation"], places.groups["kidney"], narrow=True)
    assert refused.value.reason == "name_taken"


def test_closing_closes_the_rooms_and_opening_opens_those_alone(places: Places) -> None:
    commands.archive_group(SYSTEM, places.groups["night talk"])
    commands.archive_group(SYSTEM, places.groups["heart"])
    assert all(places.group(name).is_archived for name in ("heart", "ablation", "first weeks", "night talk"))
    with pytest.raises(Invalid):
        commands.unarchive_group(SYSTEM, places.groups["ablation"])
    commands.unarchive_group(SYSTEM, places.groups["heart"])
    assert not any(places.group(name).is_archived for name in ("heart", "ablation", "first weeks"))
    assert places.group("night talk").is_archived, "it was closed before, for a reason of its own"


def test_changes_of_the_tree_leave_audit_entries(places: Places) -> None:
    _edit(places, "kidney", access="private")
    commands.move_group(places.actor("marta"), places.groups["kidney"], places.groups["heart"])
    facts = db.session.execute(
        select(AuditEntry.fact).where(AuditEntry.actor_id == places.members["marta"]).order_by(AuditEntry.id)
    )
    assert [fact for (fact,) in facts] == ["GroupNarrowed", "GroupEdited", "GroupMoved"]


def test_a_hidden_group_is_not_there_for_commands_either(places: Places) -> None:
    with pytest.raises(NotFound):
        commands.join(places.actor("gus"), places.groups["carers"])
    with pytest.raises(NotFound):
        commands.ask_to_join(places.actor("visitor"), places.groups["carers"])
