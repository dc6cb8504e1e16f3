"""Who may do what in the tree of `tests.groups.places`, as tables with a reason in each row."""

from __future__ import annotations

import pytest

from app.groups import policies
from tests.groups.places import TREE, Places

READS = [
    # who, what they read of TREE, why
    ("visitor", {"heart", "ablation", "old room"}, "public groups alone"),
    ("newcomer", {"heart", "ablation", "old room", "first weeks", "kidney"}, "every member reads members-only groups"),
    (
        "kit",
        {"heart", "ablation", "old room", "first weeks", "kidney"},
        "belonging to Heart opens no private room in it",
    ),
    ("asker", {"heart", "ablation", "old room", "first weeks", "kidney"}, "asking opens nothing yet"),
    ("maren", set(TREE) - {"transplant", "young carers"}, "belonging opens that group, not its private rooms"),
    ("tilda", set(TREE) - {"transplant", "night talk", "carers"}, "nor the group around a private room"),
    ("ingrid", set(TREE) - {"transplant", "night talk"}, "a mentor reads the path of the role and below"),
    ("ana", set(TREE) - {"transplant", "night talk"}, "a moderator likewise"),
    ("samuel", set(TREE) - {"carers", "young carers", "night talk"}, "a moderator of another branch reads that branch"),
    ("bea", set(TREE), "a moderator of everything"),
    ("marta", set(TREE), "an admin"),
    ("gus", set(), "a suspended member reads nothing, whatever they belong to or hold"),
]


@pytest.mark.parametrize(("who", "reads", "why"), READS)
def test_who_reads_what(places: Places, who: str, reads: set[str], why: str) -> None:
    actor = places.actor(who)
    assert {name for name in TREE if policies.read(actor, places.group(name))} == reads, why


LISTED = [
    ("visitor", {name for name, (access, _) in TREE.items() if access != "private"}, "private groups do not exist"),
    ("newcomer", set(TREE), "members may ask, so they know the name"),
    ("gus", set(), "nothing while suspended"),
]


@pytest.mark.parametrize(("who", "listed", "why"), LISTED)
def test_who_knows_of_what(places: Places, who: str, listed: set[str], why: str) -> None:
    actor = places.actor(who)
    assert {name for name in TREE if policies.see_listing(actor, places.group(name))} == listed, why


WRITES = [
    ("visitor", "heart", "sign_in"),
    ("newcomer", "heart", "not_in_group"),
    ("kit", "heart", ""),
    ("kit", "ablation", "not_in_group"),
    ("ingrid", "carers", "not_in_group"),
    ("ana", "carers", ""),
    ("ana", "young carers", ""),
    ("ana", "kidney", "not_in_group"),
    ("marta", "kidney", ""),
    ("marta", "old room", "group_archived"),
    ("gus", "heart", "sign_in"),
]


@pytest.mark.parametrize(("who", "name", "reason"), WRITES)
def test_who_may_write(places: Places, who: str, name: str, reason: str) -> None:
    assert policies.post_in(places.actor(who), places.group(name)).reason == reason


JOINS = [
    ("visitor", "heart", "sign_in", "sign_in"),
    ("newcomer", "heart", "", "just_join"),
    ("newcomer", "kidney", "", "just_join"),
    ("newcomer", "carers", "ask_first", ""),
    ("newcomer", "old room", "group_archived", "group_archived"),
    ("maren", "carers", "", "already_in"),
    ("ingrid", "carers", "", "just_join"),
    ("ingrid", "night talk", "ask_first", ""),
    ("ana", "young carers", "", "just_join"),
    ("gus", "heart", "sign_in", "sign_in"),
]


@pytest.mark.parametrize(("who", "name", "join", "ask"), JOINS)
def test_who_joins_and_who_asks(places: Places, who: str, name: str, join: str, ask: str) -> None:
    actor, group = places.actor(who), places.group(name)
    assert (policies.join(actor, group).reason, policies.ask(actor, group).reason) == (join, ask)


MOVES = [
    ("ana", "young carers", "kidney", "not_moderator"),
    ("ana", "young carers", None, "not_admin"),
    ("ana", "carers", "heart", "not_admin"),
    ("bea", "young carers", "kidney", ""),
    ("bea", "young carers", None, "not_admin"),
    ("marta", "carers", "heart", ""),
    ("samuel", "young carers", "kidney", "not_moderator"),
    ("gus", "transplant", None, "not_moderator"),
]


@pytest.mark.parametrize(("who", "name", "to", "reason"), MOVES)
def test_who_may_move(places: Places, who: str, name: str, to: str | None, reason: str) -> None:
    parent = places.group(to) if to else None
    assert policies.move(places.actor(who), places.group(name), parent).reason == reason
