"""What administrators change: settings, roles, background work; and what they look up, which leaves a mark."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.commands import grant_role
from app.accounts.models import Grant
from app.accounts.queries import actor_of
from app.admin.commands import (
    RoleInput,
    find_by_address,
    give_role,
    retry_jobs,
    save_settings,
    show_address,
    take_role,
)
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import ATTEMPTS, Promise, defer
from app.core.navigation import BRAND, NAME
from app.core.policy import Invalid, NotFound
from app.moderation.kinds import DUE_HOLD
from tests.world import World

OUTSIDERS = ("visitor", "newcomer", "ruth", "ingrid", "samuel", "ana", "gus")


def _trail(fact: str) -> list[dict[str, object]]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == fact).order_by(AuditEntry.id)).all()
    return [{"by": entry.actor_id, **entry.ids} for entry in entries]


def test_settings_that_differ_are_stored_and_each_leaves_its_name_in_the_trail(world: World) -> None:
    marta = world.actor("marta")
    changed = save_settings(
        marta, {"community.name": "The  Lantern ", "moderation.due_hold_hours": "6", "community.brand": ""}
    )
    assert changed == ("community.name", "moderation.due_hold_hours")
    assert (NAME.get(), DUE_HOLD.get(), BRAND.get()) == ("The Lantern", 6, "")
    assert [entry["name"] for entry in _trail("SettingChanged")] == list(changed)
    assert {entry["by"] for entry in _trail("SettingChanged")} == {marta.member_id}


REFUSED = [
    ("community.name", "   ", "refused_value"),
    ("community.name", "x" * 201, "too_long"),
    ("community.brand", "green", "refused_value"),
    ("moderation.due_hold_hours", "soon", "wrong_type"),
    ("moderation.due_hold_hours", "0", "refused_value"),
    ("moderation.due_hold_hours", "100001", "too_large"),
    ("no.such", "1", "unknown_setting"),
    ("demo.loaded", "yes", "unknown_setting"),
    ("help.country", "Utopia", "refused_value"),
]


@pytest.mark.parametrize(("name", "value", "reason"), REFUSED)
def test_one_refused_value_keeps_all_from_being_stored(world: World, name: str, value: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_settings(world.actor("marta"), {"moderation.flags_a_day": "7", name: value})
    assert refused.value.facts["refused"] == {name: reason}
    assert _trail("SettingChanged") == []


@pytest.mark.parametrize("name", OUTSIDERS)
def test_for_everybody_else_there_is_nothing_to_change(world: World, name: str) -> None:
    actor, ruth = world.actor(name), world.members["ruth"]
    grant = db.session.scalar(select(Grant.id).limit(1)) or 0
    for act in (
        lambda: save_settings(actor, {"community.name": "Mine"}),
        lambda: show_address(actor, ruth),
        lambda: find_by_address(actor, "ruth@"),
        lambda: give_role(actor, ruth, RoleInput("mentor")),
        lambda: take_role(actor, world.members["ingrid"], grant),
        lambda: retry_jobs(actor),
    ):
        with pytest.raises(NotFound):
            act()
    assert _trail("MemberLookedUp") == []


def test_looking_at_an_address_leaves_a_mark_and_no_address(world: World) -> None:
    marta, ruth = world.actor("marta"), world.members["ruth"]
    assert show_address(marta, ruth) == "ruth@example.org"
    assert _trail("MemberLookedUp") == [{"by": marta.member_id, "member_id": ruth, "how": "shown"}]
    with pytest.raises(NotFound):
        show_address(marta, 10_000)


def test_somebody_is_found_by_the_beginning_of_an_address(world: World) -> None:
    marta = world.actor("marta")
    assert find_by_address(marta, " Ruth@EX") == (world.members["ruth"],)
    assert [entry["how"] for entry in _trail("MemberLookedUp")] == ["found"]
    assert find_by_address(marta, "r%t") == ()
    with pytest.raises(Invalid):
        find_by_address(marta, "ru")


def test_a_role_is_given_where_it_is_meant_and_taken_again(world: World) -> None:
    marta, ruth, corner = world.actor("marta"), world.members["ruth"], world.corners["public"]
    grant_id = give_role(marta, ruth, RoleInput("moderator", corner.path, clock.now() + timedelta(days=9)))
    assert actor_of(ruth).moderates(corner.path) and not actor_of(ruth).moderates(world.corners["other"].path)
    with pytest.raises(NotFound):
        take_role(marta, world.members["maren"], grant_id)
    take_role(marta, ruth, grant_id)
    assert not actor_of(ruth).moderates(corner.path)
    assert [entry["kind"] for entry in _trail("RoleRevoked")] == ["moderator"]


WRONG_ROLES = [
    (RoleInput("admin", "/1/"), "admin_everywhere"),
    (RoleInput("moderator", "/4000/"), "unknown_place"),
    (RoleInput("king", "/"), "unknown_role"),
]


@pytest.mark.parametrize(("role", "reason"), WRONG_ROLES)
def test_a_role_that_cannot_be_is_refused(world: World, role: RoleInput, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        give_role(world.actor("marta"), world.members["ruth"], role)
    assert refused.value.reason == reason


def test_the_last_administrator_stays_one(world: World) -> None:
    marta = world.actor("marta")
    own = db.session.scalar(select(Grant.id).where(Grant.member_id == marta.member_id, Grant.kind == "admin"))
    assert own is not None
    with pytest.raises(Invalid) as refused:
        take_role(marta, world.members["marta"], own)
    assert refused.value.reason == "last_admin"
    grant_role(marta, world.members["ana"], "admin", "/")
    take_role(marta, world.members["marta"], own)
    assert not actor_of(world.members["marta"]).is_admin


@command
def _promise() -> None:
    defer("discussions.tell", post_id=1)


def test_work_that_was_given_up_gets_another_round(world: World) -> None:
    db.session.execute(Promise.__table__.delete())
    _promise()
    promise = db.session.scalars(select(Promise).order_by(Promise.id.desc())).first()
    assert promise is not None
    _spend(promise.id)
    assert retry_jobs(world.actor("marta")) == 1
    assert retry_jobs(world.actor("marta")) == 0
    assert [entry["count"] for entry in _trail("JobsRetried")] == [1]


@command
def _spend(promise_id: int) -> None:
    promise = db.session.get_one(Promise, promise_id)
    promise.attempts = ATTEMPTS
