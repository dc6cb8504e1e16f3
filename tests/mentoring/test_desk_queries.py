"""The desk: who stands on whose, in which order, in which view, and that it costs the same however many are new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.commands import grant_role
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.groups.commands.belonging import let_in
from app.mentoring import policies
from app.mentoring.clocks import is_late
from app.mentoring.commands.claims import claim
from app.mentoring.commands.settings import keep_settings
from app.mentoring.inputs import MentorInput
from app.mentoring.models import Newcomer
from app.mentoring.queries.desk import ALL, KNOWN, LATE, MINE, PAGE_SIZE, Arrival, arrivals
from app.mentoring.queries.load import colleagues, load_of
from app.mentoring.queries.newcomer import standings
from app.mentoring.queries.waiting import COUNTED, counts, late, waiting_count
from tests.mentoring.newcomers import crowd, newcomer
from tests.suspending import suspend
from tests.world import World, answer, start

DESK_STATEMENTS = 2
"""The rows with all that is theirs; first posts, where there are any, are one more, and so are the load and the counts."""


def desk(world: World, name: str, view: str = ALL, after: str | None = None) -> list[Arrival]:
    actor = world.actor(name)
    return list(arrivals(actor, load_of(actor.member_id or 0), view, after).items)


def names(rows: list[Arrival]) -> list[str]:
    return [row.name for row in rows]


def test_both_faces_agree_on_whose_desk_a_newcomer_stands(world: World) -> None:
    groups = {name: corner.group_id for name, corner in world.corners.items()}
    everybody = [newcomer(f"N{place}", *(groups[one] for one in of)) for place, of in enumerate(_BELONGING)]
    let_in(SYSTEM, groups["private"], newcomer("Shut"))
    suspend(world.actor("marta"), everybody[0], clock.now() + timedelta(days=1), "A while.")
    guest = newcomer("Guest", groups["other"])
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["members"].path)
    where = standings([row.member_id for row in db.session.scalars(select(Newcomer))])
    seen = {}
    for name in (*world.members, "visitor", "system"):
        actor = VISITOR if name == "visitor" else world.actor(name)
        for as_mentor in (False, True):
            many = set(
                db.session.scalars(
                    select(Newcomer.member_id).where(policies.newcomers_seen(actor, as_mentor=as_mentor))
                )
            )
            one = {key for key, who in where.items() if policies.see_newcomer(actor, who, as_mentor=as_mentor)}
            assert many == one, (name, as_mentor)
            seen[name, as_mentor] = len(one)
    assert (seen["marta", False], seen["marta", True]) == (len(where) - 1, 0)
    assert seen["ingrid", True] == seen["ingrid", False] == seen["ana", False] == seen["marta", False] - 2
    assert (seen["kit", True], seen["samuel", False], seen["ruth", False], seen["gus", False]) == (4, 5, 0, 0)
    assert guest not in {one for one in where if policies.see_newcomer(world.actor("kit"), where[one])}


_BELONGING: tuple[tuple[str, ...], ...] = (
    ("public",),
    ("members", "other"),
    ("other",),
    (),
    ("public", "members"),
)


def test_the_longest_waiting_stands_first_with_what_they_chose_to_show(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart, kidney = world.corners["public"], world.corners["members"]
    nia = newcomer("Nia", heart.group_id, kidney.group_id)
    tomos = newcomer("Tomos", heart.group_id, world.corners["other"].group_id)
    begun = start(actor_of(tomos), heart.group_id, "First week", "I jump at every beep.").discussion_id or 0
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))
    rows = desk(world, "ingrid")
    assert names(rows) == ["Halina", "Nia", "Tomos"]
    assert [(row.quote, row.has_written, row.places) for row in rows] == [
        ("", False, ()),
        ("", False, ("Heart", "Kidney")),
        ("I jump at every beep.", True, ("Heart",)),
    ], "no group is named that the reader does not look after"
    assert names(desk(world, "ingrid", LATE)) == ["Tomos"]
    answer(world.actor("maren"), begun, "It gets boring.")
    assert names(desk(world, "ingrid", LATE)) == []
    claim(world.actor("ingrid"), nia)
    assert names(desk(world, "ingrid", MINE)) == ["Nia"]
    found = counts(world.actor("ingrid"))
    assert (found.all, found.late, found.mine) == (3, 0, 1)
    assert [(row.holder, row.is_mine, row.may_welcome) for row in desk(world, "ana")] == [
        ("", False, False),
        ("Ingrid", False, False),
        ("", False, False),
    ], "staff look on"
    with pytest.raises(NotFound):
        desk(world, "ruth")


def test_a_first_post_that_waits_for_a_moderator_or_is_meant_for_others_is_not_quoted(world: World) -> None:
    room = world.corners["other"].group_id
    nia = newcomer("Nia", world.corners["public"].group_id, room)
    start(actor_of(nia), world.corners["public"].group_id, "Hello", "Ring me on 07700 900418.", anyway=True)
    start(actor_of(nia), room, "Elsewhere", "In the other branch.")
    rows = {row.name: row for row in desk(world, "ingrid")}
    assert rows["Nia"].quote == "In the other branch.", "the group is public, so a mentor reads it like anybody"
    private = newcomer("Tomos", world.corners["public"].group_id)
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["public"].path)
    let_in(SYSTEM, world.corners["private"].group_id, private)
    start(actor_of(private), world.corners["private"].group_id, "Tired", "Only for carers.")
    rows = {row.name: row for row in desk(world, "kit")}
    assert (rows["Tomos"].quote, rows["Tomos"].has_written) == ("", True)


def test_i_know_this_one_by_subject_and_what_is_avoided_stands_last(world: World) -> None:
    heart = world.corners["public"].group_id
    for name, words in (("Nia", "My new pacemakers"), ("Tomos", "Losing my hair"), ("Aled", "Mum speaks Farsi only")):
        start(actor_of(newcomer(name, heart)), heart, words, "Hello.")
    keep_settings(
        world.actor("ingrid"),
        MentorInput(5, languages=("Farsi",), subjects=("pacemaker",), avoids=("losing hair", "hair")),
    )
    rows = desk(world, "ingrid")
    assert names(rows) == ["Halina", "Nia", "Aled", "Tomos"]
    assert [(row.known, row.avoided) for row in rows] == [("", ""), ("pacemaker", ""), ("Farsi", ""), ("", "hair")]
    assert names(desk(world, "ingrid", KNOWN)) == ["Nia", "Aled"]


def test_the_desk_costs_the_same_for_ten_and_a_hundred_thousand(
    world: World, count_statements: Callable[[], Any]
) -> None:
    ingrid, heart = world.actor("ingrid"), world.corners["public"].group_id
    for place in range(10):
        newcomer(f"N{place}", heart)
    few = [_costs(world, view, count_statements) for view in (ALL, LATE, MINE, KNOWN)]
    with count_statements() as seen:
        counts(ingrid)
        waiting_count(ingrid)
        waiting_count(ingrid)
    assert len(seen) == 4, "one for the counts; for the header one to see whether it has changed, and one more when it has"
    # The database fills itself; on PostgreSQL a tenth shows the same plan in a tenth of the time.
    crowd(10_000 if db.engine.dialect.name == "postgresql" else 100_000, heart)
    assert [_costs(world, view, count_statements) for view in (ALL, LATE, MINE, KNOWN)] == few
    assert few == [DESK_STATEMENTS] * 4
    found = counts(ingrid)
    assert (found.all, found.late, waiting_count(ingrid)) == (COUNTED, COUNTED, COUNTED)
    page = arrivals(ingrid, load_of(ingrid.member_id or 0), ALL, None)
    assert len(page.items) == PAGE_SIZE
    following = arrivals(ingrid, load_of(ingrid.member_id or 0), ALL, page.older)
    assert not set(names(list(page.items))) & set(names(list(following.items)))
    _same_as_clocks()
    assert "ix_newcomers_waiting" in _plan()


def _costs(world: World, view: str, count_statements: Callable[[], Any]) -> int:
    actor = world.actor("ingrid")
    load = load_of(actor.member_id or 0)
    with count_statements() as seen:
        arrivals(actor, load, view, None)
    return len(seen)


def _same_as_clocks() -> None:
    """Who is late in SQL is late by the clocks."""
    now = clock.now()
    some = select(Newcomer).where(Newcomer.member_id % 1000 < 12)
    found = db.session.scalars(some.where(late(now))).all()
    assert {one.member_id for one in found} == {
        one.member_id for one in db.session.scalars(some) if is_late(one.times, now)
    }
    assert found


def _plan() -> str:
    explain = "EXPLAIN" if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    words = "SELECT member_id FROM newcomers WHERE settled_at IS NULL ORDER BY waiting_since, member_id LIMIT 21"
    return "\n".join(str(row) for row in db.session.execute(text(f"{explain} {words}")))


def test_whoever_could_take_over_is_listed_with_what_they_carry(world: World) -> None:
    nia = newcomer("Nia", world.corners["public"].group_id)
    grant_role(SYSTEM, world.members["kit"], "mentor", "/")
    grant_role(SYSTEM, world.members["maren"], "mentor", world.corners["members"].path)
    keep_settings(world.actor("ingrid"), MentorInput(1))
    claim(world.actor("ingrid"), newcomer("Tomos", world.corners["public"].group_id))
    found = colleagues(standings([nia])[nia])
    assert [(one.name, one.load.held, one.load.can_take) for one in found] == [("Kit", 0, True), ("Ingrid", 1, False)]
    alone = newcomer("Aled")
    assert {one.name for one in colleagues(standings([alone])[alone], but=[world.members["kit"]])} == {
        "Ingrid",
        "Maren",
    }
