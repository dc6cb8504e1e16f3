"""What packages above read of members: a fixed number of statements, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.accounts import registry
from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SYSTEM, VISITOR
from app.accounts.commands import NewMember, add_member_with_role, grant_role
from app.accounts.queries import (
    RoleShown,
    actor_of,
    every_member,
    holder_ids,
    holders,
    member_cards,
    members_named,
    profile,
    role_marks,
)
from app.core.policy import NotFound
from tests.suspending import suspend


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    """Ana mentors /3/, Ben moderates /3/8/, Cleo is admin, Dana nothing, Emil mentored /3/ and is suspended."""
    held = {
        "ana": (MENTOR, "/3/"),
        "ben": (MODERATOR, "/3/8/"),
        "cleo": (ADMIN, "/"),
        "dana": ("", "/"),
        "emil": (MENTOR, "/3/"),
    }
    ids = {name: add_member_with_role(SYSTEM, NewMember(name), *role) for name, role in held.items()}
    suspend(SYSTEM, ids["emil"], None, "Please rest.")
    return ids


def test_role_marks_are_the_strongest_on_the_path_or_above(
    people: dict[str, int], count_statements: Callable[[], Any]
) -> None:
    grant_role(SYSTEM, people["ben"], MENTOR, "/")
    with count_statements() as seen:
        marks = role_marks([*people.values(), None], "/3/8/")
    assert marks == {people["ana"]: MENTOR, people["ben"]: MODERATOR, people["cleo"]: ADMIN}
    assert role_marks(people.values(), "/3/") == {people["ana"]: MENTOR, people["ben"]: MENTOR, people["cleo"]: ADMIN}
    assert len(seen) == 1


def test_holders_come_strongest_first_and_once(people: dict[str, int], count_statements: Callable[[], Any]) -> None:
    grant_role(SYSTEM, people["ben"], MENTOR, "/")
    with count_statements() as seen:
        found = holders("/3/8/", (MENTOR, MODERATOR))
    assert [(holder.username, holder.kind) for holder in found] == [("ben", MODERATOR), ("ana", MENTOR)]
    assert len(seen) == 1
    assert holder_ids("/3/8/", (MODERATOR,)) == {people["ben"]}


def test_nobody_costs_nothing(app: Flask, count_statements: Callable[[], Any]) -> None:
    with count_statements() as seen:
        assert member_cards([None]) == {} and role_marks([], "/") == {} and members_named([]) == {}
    assert seen == []


def test_cards_and_handles_come_in_one_statement_each(
    people: dict[str, int], count_statements: Callable[[], Any]
) -> None:
    with count_statements() as seen:
        cards = member_cards(people.values())
        named = members_named(["ANA", "ben", "nobody"])
    assert cards[people["dana"]].initial == "D" and len(cards) == 5
    assert named == {"ana": people["ana"], "ben": people["ben"]}
    assert len(seen) == 2


def test_an_actor_is_built_in_two_statements_and_what_groups_need(
    people: dict[str, int], count_statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_groups", [lambda member_id: frozenset({7})])
    with count_statements() as seen:
        actor = actor_of(people["ana"])
    assert actor.group_ids == {7} and actor.mentors("/3/8/")
    assert len(seen) == 2
    with pytest.raises(NotFound):
        actor_of(999)


def test_a_profile_is_for_members_and_hides_places_they_may_not_know(
    people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_names", [lambda actor, paths: {path: "Heart" for path in paths if path == "/3/"}])
    dana = actor_of(people["dana"])
    assert profile(dana, "ana").roles == (RoleShown(MENTOR, "Heart"),)
    assert profile(dana, "ben").roles == ()
    assert profile(dana, "cleo").roles == (RoleShown(ADMIN, ""),)
    assert profile(dana, "emil").roles == ()
    for actor in (VISITOR, actor_of(people["emil"])):
        with pytest.raises(NotFound):
            profile(actor, "ana")
    with pytest.raises(NotFound):
        profile(dana, "nobody")


def test_everybody_is_listed_with_roles(people: dict[str, int], count_statements: Callable[[], Any]) -> None:
    with count_statements() as seen:
        rows = [(member.username, [held.kind for held in roles], gone) for member, roles, gone in every_member()]
    assert rows[0] == ("ana", [MENTOR], False) and rows[4] == ("emil", [MENTOR], True)
    assert len(seen) == 3
