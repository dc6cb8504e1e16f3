"""What the pages of a plan read: counts that are right, in as many statements for a small group as for a large one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.core import clock
from app.core.db import db
from app.discussions.commands.order import lock
from app.discussions.models import Discussion, Post
from app.splitting.advice import YEAR
from app.splitting.commands import making, rules
from app.splitting.commands.placing_by_hand import place_by_hand
from app.splitting.inputs import RuleInput
from app.splitting.models import WORD
from app.splitting.queries import places, plans
from app.splitting.queries.finding import find_plan
from app.splitting.queries.plan import PlanShown, plan_shown
from tests.splitting.planning import FLUID, NEWLY, Planned, advise
from tests.world import start

PLAN_STATEMENTS, PLACES_STATEMENTS = 12, 3


def _shown(planned: Planned) -> PlanShown:
    found = find_plan(planned.bea, planned.plan.id)
    return plan_shown(found.plan, found.group)


def _fill(planned: Planned, number: int) -> None:
    """Many discussions about scales at once, by hand, each with a reply of Maren's."""
    now, ruth, maren = clock.now(), planned.world.members["ruth"], planned.world.members["maren"]
    last = db.session.scalar(select(Discussion.id).order_by(Discussion.id.desc()).limit(1)) or 0
    ids = range(last + 1, last + number + 1)
    talk = {"group_id": planned.group_id, "audience": 0, "author_id": ruth, "created_at": now, "published_at": now}
    talk |= {"last_post_at": now, "people_ids": [], "excerpt": "", "reply_count": 1, "people_count": 2, "last_seq": 2}
    talks = [{**talk, "id": key, "title": f"Scales {key}", "slug": f"scales-{key}", "version": 1} for key in ids]
    db.session.execute(insert(Discussion), talks)
    post = {"state": "published", "audience": 0, "body": "x", "html": "x", "excerpt": "", "created_at": now}
    post |= {"published_at": now, "state_at": now, "author_id": maren, "seq": 2, "branch_seq": 2}
    db.session.execute(insert(Post), [{**post, "discussion_id": key} for key in ids])
    db.session.commit()


def test_the_page_counts_what_goes_where_and_whom_it_concerns(planned: Planned) -> None:
    world, plan, ids = planned.world, planned.plan, planned.ids
    rules.add_rule(planned.ana, plan.id, plan.rooms[FLUID], RuleInput(WORD, "diagnosis"), plan.version)
    place_by_hand(planned.ana, plan.id, [ids["salt"]], plan.rooms[FLUID], plan.version)
    advise(planned.group_id)
    late = start(world.actor("ruth"), planned.group_id, "Something else again", "It is new here.").discussion_id
    seen = _shown(planned)
    assert [(room.name, room.discussions, room.by_hand, room.people) for room in seen.rooms] == [
        (NEWLY, 2, 0, 2),
        (FLUID, 3, 1, 2),
    ]
    assert (seen.discussions, seen.moves, seen.stays, seen.unsure, seen.new) == (12, 5, 6, 0, 1)
    assert (seen.members, seen.suggested) == (3, 2), "Gus belongs, and wrote nothing"
    assert [one.display_name for one in seen.mentors] == ["Ingrid"]
    assert [one.display_name for one in seen.moderators] == ["Ana", "Bea"]
    assert (seen.changed_by, seen.has_mentor, seen.is_rehearsed) == ("Ana", True, False)
    assert ([room.name for room in seen.proposed], [room.name for room in seen.waiting]) == (["Devices"], ["Sleep"])
    newly, fluid = seen.rooms
    assert {example.id for example in newly.examples} == {ids["told"], ids["both"]}
    assert [(rule.kind, rule.value) for rule in fluid.rules] == [
        (WORD, "scales"),
        (WORD, "water tablet"),
        (WORD, "diagnosis"),
    ]
    assert newly.writer is not None and (newly.writer.member.display_name, newly.writer.replies) == ("Maren", 1)
    making.take_in_new(planned.ana, plan.id)
    assert (_shown(planned).new, late in plan.places()) == (0, True)

    # Somebody who wrote here long ago only is not active any more.
    long_ago = clock.now() - YEAR - timedelta(days=10)
    for post in db.session.scalars(select(Post).where(Post.author_id == world.members["maren"])):
        post.published_at = long_ago
    db.session.commit()
    assert [room.people for room in _shown(planned).rooms] == [1, 1]


def test_a_discussion_that_fits_two_rooms_is_shown_until_somebody_chooses(planned: Planned) -> None:
    plan, ids = planned.plan, planned.ids
    rules.add_rule(planned.ana, plan.id, plan.rooms[NEWLY], RuleInput(WORD, "new"), plan.version)
    rules.add_rule(planned.ana, plan.id, plan.rooms[NEWLY], RuleInput(WORD, "holiday"), plan.version)
    found = find_plan(planned.bea, plan.id)
    page = places.places_page(found.plan, found.group, places.UNSURE)
    (talk,) = page.places.items
    assert (talk.id, talk.room, talk.other, talk.why) == (ids["tablets"], NEWLY, FLUID, WORD)
    assert [example.also for example in _shown(planned).rooms[0].examples] == ["", FLUID]
    assert _shown(planned).unsure == 1
    place_by_hand(planned.bea, plan.id, [talk.id], plan.rooms[FLUID], plan.version)
    assert (_shown(planned).unsure, planned.placed("tablets")) == (0, [(FLUID, "hand")])


def test_every_discussion_stands_once_in_the_list_with_where_and_why(planned: Planned) -> None:
    plan, corner = planned.plan, planned.world.corners["public"]
    lock(planned.ana, planned.ids["told"], locked=True)
    _fill(planned, 120)
    making.take_in_new(planned.ana, plan.id)
    found = find_plan(planned.bea, plan.id)
    seen, key = list[places.PlaceShown](), None
    while True:
        page = places.places_page(found.plan, found.group, "no such view", key)
        seen += page.places.items
        key = page.places.older
        if key is None:
            break
    by_id = {talk.id: talk for talk in seen}
    assert len(seen) == len(by_id) == 131 and page.view == places.ALL
    told, held, gone = (by_id[key] for key in (planned.ids["told"], corner.held_discussion, corner.removed_discussion))
    assert (told.room, told.why, told.value, told.is_locked) == (NEWLY, "tag", "new", True)
    assert (held.is_waiting, gone.is_removed, held.room) == (True, True, "")
    views = {view.label: view.count for view in page.views}
    assert views == {"All": 131, NEWLY: 2, FLUID: 122, "Stay in Heart": 7}
    one = places.places_page(found.plan, found.group, str(plan.rooms[NEWLY]))
    assert {talk.id for talk in one.places.items} == {planned.ids["told"], planned.ids["both"]}


def test_the_pages_take_as_many_statements_for_many_discussions_as_for_few(
    planned: Planned, count_statements: Callable[[], Any]
) -> None:
    def counted() -> list[int]:
        found = find_plan(planned.bea, planned.plan.id)
        seen = []
        for read in (plan_shown, places.places_page, lambda _plan, group: plans.plans_of(group)):
            db.session.expire_all()
            assert found.plan.id and found.group.id
            with count_statements() as statements:
                read(found.plan, found.group)
            seen.append(len(statements))
        return seen

    few = counted()
    _fill(planned, 1500)
    grant_role(SYSTEM, planned.world.members["kit"], "mentor", planned.world.corners["public"].path)
    making.take_in_new(planned.ana, planned.plan.id)
    assert few == counted() == [PLAN_STATEMENTS, PLACES_STATEMENTS, 1]


def test_the_plans_of_a_group_stand_latest_first_with_how_they_stand(planned: Planned) -> None:
    making.drop_plan(planned.bea, planned.plan.id, planned.plan.version)
    found = find_plan(planned.ana, planned.plan.id)
    assert plans.standing(planned.group_id) is None
    advise(planned.group_id)
    assert plans.standing(planned.group_id) == plans.Standing(None, "split")
    second = making.make_plan(planned.ana, planned.group_id, from_advice=True)
    rows = plans.plans_of(found.group)
    assert [(row.id, row.state, row.rooms, row.by) for row in rows] == [
        (second, "draft", 1, "Ana"),
        (planned.plan.id, "dropped", 2, "Bea"),
    ]
    assert plans.standing(planned.group_id) == plans.Standing(second, "draft")
