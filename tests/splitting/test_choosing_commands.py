"""A member keeps what they tick, leaves what they untick, and loses nothing by saying nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.groups.commands import leave
from app.groups.models import Group
from app.notifications.models import Notice
from app.notifications.registry import KINDS
from app.splitting.commands.choosing import choose
from app.splitting.inputs import SPLIT_OFFER
from app.splitting.models import UNDONE, SplitPlan
from app.splitting.queries.offer import find_offer
from tests.splitting.offers import lay_split
from tests.world import World


def test_the_page_begins_with_the_parent_and_the_room_where_they_wrote_most(
    world: World, count_statements: Callable[[], Any]
) -> None:
    plan_id, (parent, newly, daily) = lay_split(world)
    ruth = world.actor("ruth")
    with count_statements() as seen:
        offer = find_offer(ruth, plan_id)
    assert len(seen) == 2
    assert [(one.group_id, one.is_ticked, one.wrote_most) for one in offer.choices] == [
        (parent, True, False),
        (newly, True, True),
        (daily, False, False),
    ]
    silent, groups = lay_split(world, "members", suggested=None)
    assert all(one.is_ticked for one in find_offer(world.actor("ruth"), silent).choices)
    assert {parent, newly, daily, *groups} <= world.actor("ruth").group_ids, "nobody has left anything by looking"


def test_what_is_ticked_is_kept_and_the_rest_left_as_often_as_one_likes(world: World) -> None:
    plan_id, (parent, newly, daily) = lay_split(world)
    before = db.session.get_one(Group, daily).member_count
    chosen = choose(world.actor("ruth"), plan_id, {parent, newly})
    assert ([one.group_id for one in chosen.kept], [one.group_id for one in chosen.left]) == ([parent, newly], [daily])
    assert world.actor("ruth").group_ids & {parent, newly, daily} == {parent, newly}
    assert db.session.get_one(Group, daily).member_count == before - 1
    assert daily in world.actor("maren").group_ids, "others are not touched"

    offer = find_offer(world.actor("ruth"), plan_id)
    assert offer.answered_at is not None
    assert [one.is_ticked for one in offer.choices] == [True, True, False]
    choose(world.actor("ruth"), plan_id, {daily})
    choose(world.actor("ruth"), plan_id, {daily})
    assert world.actor("ruth").group_ids & {parent, newly, daily} == {daily}
    assert db.session.get_one(Group, daily).member_count == before
    choose(world.actor("ruth"), plan_id, ())
    assert not world.actor("ruth").group_ids & {parent, newly, daily}


def test_what_they_left_before_answering_is_not_ticked_again(world: World) -> None:
    plan_id, (parent, newly, daily) = lay_split(world)
    leave(world.actor("ruth"), parent)
    assert [one.is_ticked for one in find_offer(world.actor("ruth"), plan_id).choices] == [False, True, False]
    leave(world.actor("ruth"), newly)
    assert [one.is_ticked for one in find_offer(world.actor("ruth"), plan_id).choices] == [False, False, True]


def test_nobody_comes_back_into_a_private_room_by_a_tick(world: World) -> None:
    plan_id, (parent, newly, daily) = lay_split(world, "private")
    assert all(one.asks_to_return for one in find_offer(world.actor("ruth"), plan_id).choices)
    choose(world.actor("ruth"), plan_id, {parent, newly})
    offer = find_offer(world.actor("ruth"), plan_id)
    assert [one.group_id for one in offer.left] == [daily]
    with pytest.raises(Invalid, match="not_offered"):
        choose(world.actor("ruth"), plan_id, {parent, daily})
    assert world.actor("ruth").group_ids & {parent, newly, daily} == {parent, newly}, "nothing half done"


def test_an_offer_is_its_members_alone_and_ends_with_undo(world: World) -> None:
    plan_id, (parent, newly, _daily) = lay_split(world)
    for stranger in ("kit", "ana", "visitor"):
        with pytest.raises(NotFound):
            find_offer(world.actor(stranger), plan_id)
    with pytest.raises(NotFound):
        choose(world.actor("kit"), plan_id, {parent})
    with pytest.raises(Invalid, match="not_offered"):
        choose(world.actor("ruth"), plan_id, {world.corners["other"].group_id})
    _undone(plan_id)
    assert not find_offer(world.actor("ruth"), plan_id).is_open
    with pytest.raises(Conflict, match="offer_over"):
        choose(world.actor("ruth"), plan_id, {parent, newly})


def test_the_notice_says_what_has_become_of_the_offer(world: World, count_statements: Callable[[], Any]) -> None:
    plan_id, (parent, *_rooms) = lay_split(world)
    told = [Notice(id=1, subject_id=plan_id), Notice(id=2, subject_id=plan_id + 1)]

    def words() -> str:
        return KINDS[SPLIT_OFFER].load(world.actor("ruth"), told)[1].words

    ruth = world.actor("ruth")
    with count_statements() as seen:
        views = KINDS[SPLIT_OFFER].load(ruth, told)
    assert len(seen) == 1
    assert list(views) == [1]
    assert (views[1].title, views[1].url) == ("Heart has rooms of its own now", f"/splits/{plan_id}/choose")
    assert "miss nothing" in words()
    choose(world.actor("ruth"), plan_id, {parent})
    assert words().startswith("You have chosen")
    _undone(plan_id)
    assert "undone" in words()
    assert KINDS[SPLIT_OFFER].load(world.actor("kit"), told) == {}


@command
def _undone(plan_id: int) -> None:
    db.session.execute(update(SplitPlan).where(SplitPlan.id == plan_id).values(state=UNDONE))
