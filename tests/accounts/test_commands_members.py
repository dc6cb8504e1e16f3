"""Adding members, granting roles and suspending, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SYSTEM, Actor
from app.accounts.commands import (
    NewMember,
    add_member,
    add_member_with_role,
    grant_role,
    revoke_role,
    sessions,
)
from app.accounts.commands.sessions import open_session
from app.accounts.events import MemberSeen
from app.accounts.models import Grant, Member
from app.accounts.queries import actor_of, member_named, open_sessions
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Forbidden, Invalid, NotFound
from tests.suspending import lift_suspension, suspend


def _member(username: str, role: str = "", path: str = "/") -> Actor:
    return actor_of(add_member_with_role(SYSTEM, NewMember(username), role, path))


def _facts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.fact).order_by(AuditEntry.id)))


def test_a_member_added_by_staff_has_a_confirmed_address_in_one_spelling(app: Flask) -> None:
    add_member(SYSTEM, NewMember("Ruth", email=" Ruth@Example.ORG "))
    member = member_named("ruth")
    assert member is not None
    assert (member.username, member.display_name, member.email) == ("ruth", "Ruth", "ruth@example.org")
    assert member.email_confirmed_at is not None


def test_only_an_admin_adds_members(app: Flask) -> None:
    with pytest.raises(Forbidden):
        add_member(_member("moderator", MODERATOR), NewMember("ruth"))
    assert member_named("ruth") is None


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewMember("not a handle"), "username_shape"),
        (NewMember("-edge"), "username_shape"),
        (NewMember("ruth"), "name_taken"),
        (NewMember("ruth", "Somebody Else"), "username_taken"),
        (NewMember("other", "RUTH"), "name_taken"),
        (NewMember("other", "R u t h"), "name_taken"),
        (NewMember("other", "Rutһ"), "name_taken"),
        (NewMember("other", email="ruth@example.org"), "address_taken"),
        (NewMember("other", email="ruth@example.org\nBcc: all@example.org"), "address_shape"),
        (NewMember("other", "…"), "name_taken"),
    ],
)
def test_what_is_malformed_or_taken_is_refused_with_its_reason(app: Flask, new: NewMember, reason: str) -> None:
    add_member(SYSTEM, NewMember("ruth", email="ruth@example.org"))
    with pytest.raises(Invalid) as refused:
        add_member(SYSTEM, new)
    assert refused.value.reason == reason
    assert db.session.scalars(select(Member.username)).all() == ["ruth"]


def test_an_import_gives_a_number_to_a_name_that_is_taken(app: Flask) -> None:
    add_member(SYSTEM, NewMember("ruth"))
    add_member(SYSTEM, NewMember("ruth", "Ruth", imported=True))
    second = member_named("ruth-2")
    assert second is not None and second.display_name == "Ruth 2"


def test_an_import_makes_a_handle_out_of_any_name(app: Flask) -> None:
    add_member(SYSTEM, NewMember("Żółw_91!", imported=True))
    assert db.session.scalars(select(Member.username)).all() == ["zow-91"]


def test_a_role_holds_on_its_path_and_below(app: Flask) -> None:
    ana = _member("ana", MODERATOR, "/3/")
    assert ana.moderates("/3/") and ana.moderates("/3/8/")
    assert not ana.moderates("/") and not ana.moderates("/30/")


def test_granting_twice_is_one_grant_and_one_audit_entry(app: Flask) -> None:
    ana = _member("ana")
    first = grant_role(SYSTEM, ana.member_id or 0, MENTOR, "/3/")
    assert grant_role(SYSTEM, ana.member_id or 0, MENTOR, "/3/") == first
    assert len(db.session.scalars(select(Grant)).all()) == 1
    assert _facts() == ["RoleGranted"]


def test_a_grant_ends_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, now = _member("ana"), clock.now()
    grant_role(SYSTEM, ana.member_id or 0, MENTOR, "/3/", until=now + timedelta(days=1))
    assert actor_of(ana.member_id or 0).mentors("/3/")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    assert not actor_of(ana.member_id or 0).mentors("/3/")


def test_a_revoked_role_is_gone_and_the_trail_says_so(app: Flask) -> None:
    ana = _member("ana")
    grant = grant_role(SYSTEM, ana.member_id or 0, MENTOR, "/3/")
    revoke_role(SYSTEM, grant)
    revoke_role(SYSTEM, grant)
    assert not actor_of(ana.member_id or 0).mentors("/3/")
    assert _facts() == ["RoleGranted", "RoleRevoked"]


@pytest.mark.parametrize(
    ("kind", "path", "allowed"),
    [
        (MENTOR, "/3/8/", True),
        (MENTOR, "/3/", True),
        (MENTOR, "/4/", False),
        (MODERATOR, "/3/", False),
        (ADMIN, "/", False),
    ],
)
def test_a_moderator_names_mentors_where_they_moderate(app: Flask, kind: str, path: str, allowed: bool) -> None:
    moderator, ana = _member("lena", MODERATOR, "/3/"), _member("ana")
    if allowed:
        grant_role(moderator, ana.member_id or 0, kind, path)
    else:
        with pytest.raises(Forbidden):
            grant_role(moderator, ana.member_id or 0, kind, path)
    assert actor_of(ana.member_id or 0).holds(kind, path) is allowed


def test_an_unknown_role_or_member_is_refused(app: Flask) -> None:
    ana = _member("ana")
    with pytest.raises(Invalid):
        grant_role(SYSTEM, ana.member_id or 0, "king", "/")
    with pytest.raises(NotFound):
        grant_role(SYSTEM, 99, MENTOR, "/")


def test_a_suspension_ends_sessions_and_takes_roles_until_it_ends(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, now = _member("ana", MENTOR, "/3/"), clock.now()
    open_session(ana.member_id or 0, "Firefox on Windows")
    suspend(SYSTEM, ana.member_id or 0, now + timedelta(days=7), "Please rest for a week.")
    assert open_sessions(ana.member_id or 0) == []
    held = actor_of(ana.member_id or 0)
    assert held.is_suspended and not held.mentors("/3/")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=8))
    back = actor_of(ana.member_id or 0)
    assert not back.is_suspended and back.mentors("/3/")
    assert _facts() == ["RoleGranted", "SignedIn", "SessionRevoked", "MemberRestricted"]


def test_lifting_a_suspension_is_in_the_trail(app: Flask) -> None:
    ana = _member("ana")
    suspend(SYSTEM, ana.member_id or 0, None, "Please rest.")
    lift_suspension(SYSTEM, ana.member_id or 0)
    lift_suspension(SYSTEM, ana.member_id or 0)
    assert not actor_of(ana.member_id or 0).is_suspended
    assert _facts() == ["MemberRestricted", "RestrictionLifted"]


def test_who_may_suspend_whom(app: Flask) -> None:
    ana, boss = _member("ana"), _member("boss", ADMIN)
    branch, all_over = _member("branch", MODERATOR, "/3/"), _member("lena", MODERATOR)
    for actor, whom in ((ana, branch), (branch, ana), (all_over, boss), (boss, boss)):
        with pytest.raises(Forbidden):
            suspend(actor, whom.member_id or 0, None, "Because.")
    suspend(all_over, ana.member_id or 0, None, "Because.")
    assert actor_of(ana.member_id or 0).is_suspended


def test_a_suspension_needs_a_reason_and_an_end_to_come(app: Flask) -> None:
    ana = _member("ana")
    for until, reason in ((None, "  "), (clock.now() - timedelta(days=1), "Because.")):
        with pytest.raises(Invalid):
            suspend(SYSTEM, ana.member_id or 0, until, reason)


def test_signing_in_and_using_a_session_say_that_the_member_is_here(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[MemberSeen] = []
    monkeypatch.setattr(sessions, "publish", lambda fact: heard.append(fact) if isinstance(fact, MemberSeen) else None)
    ruth = _member("ruth").member_id
    assert ruth is not None
    opened = sessions.open_session(ruth, "Firefox on Linux")
    sessions.see_session(opened.session_id)
    sessions.sign_out(replace(actor_of(ruth), session_id=opened.session_id))
    sessions.see_session(opened.session_id)
    assert [(fact.member_id, fact.actor_id) for fact in heard] == [(ruth, ruth)] * 2, "an ended session says nothing"
    assert all(clock.now() - fact.at < timedelta(minutes=1) for fact in heard)
