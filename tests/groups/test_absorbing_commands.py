"""A group goes up in another one: nobody and nothing is lost, no right is widened, every address leads on, no id comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.actor import MENTOR, MODERATOR, SUSPENDED, SYSTEM
from app.accounts.commands import grant_role
from app.accounts.models import Grant, Restriction
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.core.scope import child_path
from app.groups import commands
from app.groups.commands import EditInput
from app.groups.models import FormerAddress, GoneGroup, Group, JoinRequest, Membership
from app.groups.queries import find_group, joining_gains, widening
from tests.groups.places import Places, make


@command
def _absorb(places: Places, group_id: int, into_id: int, *, keep_roles: bool = True) -> None:
    group, into = db.session.get_one(Group, group_id), db.session.get_one(Group, into_id)
    commands.absorb_group(places.actor("marta"), group, into, keep_roles=keep_roles, at=clock.now())


@command
def _restrict(member_id: int, path: str) -> int:
    laid = Restriction(member_id=member_id, kind=SUSPENDED, path=path, reason="Unkind.", from_at=clock.now())
    db.session.add(laid)
    db.session.flush()
    return laid.id


def test_people_are_united_and_counted_once(places: Places) -> None:
    heart, kidney = places.groups["heart"], places.groups["kidney"]
    early, late = clock.now() - timedelta(days=90), clock.now() - timedelta(days=3)
    kit, maren = places.members["kit"], places.members["maren"]
    commands.admit(kidney, {kit: early, maren: late})
    commands.admit(heart, {maren: early})
    _absorb(places, kidney, heart)
    joined = dict(
        db.session.execute(select(Membership.member_id, Membership.joined_at).where(Membership.group_id == heart)).all()
    )
    assert joined[kit] == early, "the earlier day counts"
    assert joined[maren] == early
    assert places.group("heart").member_count == len(joined) == 3


def test_rooms_and_their_rights_go_along_and_the_groups_own_rights_cover_nothing_by_rewriting(places: Places) -> None:
    kidney, heart = places.groups["kidney"], places.groups["heart"]
    samuel, room = places.members["samuel"], places.group("transplant")
    on_room = grant_role(SYSTEM, places.members["kit"], MENTOR, room.path)
    laid, former = _restrict(places.members["tilda"], places.group("kidney").path), places.group("kidney").path
    _absorb(places, kidney, heart, keep_roles=False)
    heart_path = places.group("heart").path
    assert places.group("transplant").path == child_path(heart_path, room.id)
    assert places.group("transplant").parent_id == heart
    assert db.session.get_one(Grant, on_room).path == places.group("transplant").path
    assert db.session.get_one(Grant, on_room).revoked_at is None
    assert places.actor("samuel").paths(MODERATOR) == (), "who kept the kidney group keeps nothing of the heart group"
    assert db.session.scalar(select(Grant.path).where(Grant.member_id == samuel)) == former
    restriction = db.session.get_one(Restriction, laid)
    assert (restriction.path, restriction.lifted_at is not None) == (former, True)


def test_roles_are_kept_once_with_the_later_end_and_by_whoever_gave_them(places: Places) -> None:
    heart, kidney = places.group("heart").path, places.group("kidney").path
    soon, later = clock.now() + timedelta(days=2), clock.now() + timedelta(days=20)
    kit, ana = places.members["kit"], places.members["ana"]
    grant_role(places.actor("marta"), kit, MENTOR, heart, soon)
    grant_role(places.actor("marta"), kit, MENTOR, kidney, later)
    grant_role(places.actor("bea"), ana, MENTOR, kidney)
    _absorb(places, places.groups["kidney"], places.groups["heart"])
    held = db.session.execute(
        select(Grant.member_id, Grant.kind, Grant.until, Grant.granted_by)
        .where(Grant.path == heart, Grant.in_force(clock.now()))
        .order_by(Grant.id)
    ).all()
    assert (kit, MENTOR, later, places.members["marta"]) in held
    assert (ana, MENTOR, None, places.members["bea"]) in held
    assert sorted(row[0] for row in held) == sorted([kit, ana, places.members["samuel"], places.members["gus"]])
    assert not db.session.scalar(select(Grant.id).where(Grant.path == kidney, Grant.in_force(clock.now())))


def test_every_address_leads_to_the_one_that_is_left_and_the_id_never_comes_back(places: Places) -> None:
    first, heart = make("first"), places.groups["heart"]
    second = make("second")
    commands.edit_group(SYSTEM, first, EditInput("Beginnings", "About it.", "public"))
    _absorb(places, first, second)
    _absorb(places, second, heart)
    for slug in ("first", "beginnings", "second"):
        found = find_group(SYSTEM, slug)
        assert (found.group.id, found.moved_to) == (heart, "heart")
    assert set(db.session.scalars(select(FormerAddress.group_id))) == {heart}
    assert {gone.id: gone.into_id for gone in db.session.scalars(select(GoneGroup))} == {first: heart, second: heart}
    assert make("third") not in (first, second)
    facts = db.session.scalars(
        select(AuditEntry.ids).where(AuditEntry.fact == "GroupAbsorbed").order_by(AuditEntry.id)
    ).all()
    assert facts[-1] == {"group_id": second, "into_id": heart}


def test_who_waits_at_the_door_waits_once_and_who_is_in_waits_no_longer(places: Places) -> None:
    carers, other = places.groups["carers"], make("other carers", "private")
    asker, kit, tilda = places.actor("asker"), places.actor("kit"), places.actor("tilda")
    commands.ask_to_join(asker, other, "Me again.")
    commands.ask_to_join(kit, other, "I am new to this.")
    commands.ask_to_join(tilda, other, "I have come a long way.")
    commands.admit(carers, {places.members["tilda"]: clock.now()})
    _absorb(places, other, carers)
    rows = db.session.scalars(select(JoinRequest).where(JoinRequest.group_id == carers).order_by(JoinRequest.id)).all()
    waiting = [(row.member_id, row.words) for row in rows if row.is_open]
    assert waiting == [(asker.member_id, "Me again."), (kit.member_id, "I am new to this.")]
    assert len(rows) == 4, "nothing that somebody wrote is thrown away"


def test_what_cannot_be_is_refused_and_nothing_has_changed(places: Places) -> None:
    heart, ablation = places.groups["heart"], places.groups["ablation"]
    twin = make("twin")
    make("ablation", inside=twin)
    for group, into, reason in (
        (heart, heart, "into_itself"),
        (heart, ablation, "below_itself"),
        (twin, heart, "name_taken"),
    ):
        with pytest.raises(Invalid) as refused:
            _absorb(places, group, into)
        assert refused.value.reason == reason
    assert db.session.get(Group, twin) is not None
    assert not db.session.scalar(select(GoneGroup.id))


def test_rooms_become_no_wider_than_the_group_they_come_to(places: Places) -> None:
    _absorb(places, places.groups["heart"], places.groups["kidney"])
    assert [places.group(name).access for name in ("ablation", "first weeks", "night talk")] == [
        "members",
        "members",
        "private",
    ]


def test_who_would_gain_is_counted_by_membership_and_access(places: Places) -> None:
    carers, young, heart = places.group("carers"), places.group("young carers"), places.group("heart")
    assert (widening(carers, young).opens, widening(carers, young).people) == (False, 1), "tilda is in the room alone"
    assert not widening(carers, carers)
    assert widening(carers, heart).opens
    assert joining_gains(young, carers) == 1
    grant_role(SYSTEM, places.members["tilda"], MENTOR, carers.path)
    assert not widening(places.group("carers"), places.group("young carers")), "she reads the carers' room by her role"
    assert joining_gains(places.group("young carers"), places.group("carers")) == 1, "a role is no membership"


def test_a_divided_group_takes_that_back(places: Places) -> None:
    heart, moment = places.groups["heart"], clock.now() - timedelta(hours=1)
    for _ in range(2):
        commands.divide_group(places.actor("bea"), heart, divided=True, at=moment)
    assert places.group("heart").divided_at == moment
    commands.divide_group(places.actor("bea"), heart, divided=False)
    assert not places.group("heart").is_divided
    facts = db.session.scalars(
        select(AuditEntry.ids).where(AuditEntry.fact == "GroupDivided").order_by(AuditEntry.id)
    ).all()
    assert [fact["divided"] for fact in facts] == [True, False]
