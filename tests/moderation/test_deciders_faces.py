"""Who may decide on an appeal: one person and all of them by one rule, and one statement for however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.accounts.actor import ADMIN, MODERATOR, SYSTEM
from app.accounts.commands import RestrictionInput, grant_role, restrict
from app.core import clock
from app.core.db import db
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from app.moderation.appeal_policies import Appealed, decide
from app.moderation.queries.deciders import others
from tests.world import PEOPLE, World


def test_one_and_all_who_may_decide_on_an_appeal_go_by_the_same_rule(
    world: World, count_statements: Callable[[], Any]
) -> None:
    heart = world.corners["public"]
    room = create_group(SYSTEM, GroupInput("Valves", "", "public", parent_id=heart.group_id))
    room_path = db.session.get_one(Group, room).path
    grant_role(SYSTEM, world.members["maren"], MODERATOR, room_path)
    grant_role(SYSTEM, world.members["gus"], ADMIN, "/")
    grant_role(SYSTEM, world.members["samuel"], MODERATOR, "/")
    until = clock.now() + timedelta(days=9)
    restrict(SYSTEM, world.members["bea"], RestrictionInput("read_only", room_path, until, "Rest."))
    members, found = world.members, []
    for path in (heart.path, room_path, world.corners["other"].path, "/"):
        for author in ("ruth", "ana", "marta"):
            for first in ((), ("ana",), ("marta", "samuel")):
                thing = Appealed(path, members[author], frozenset(members[name] for name in first))
                db.session.rollback()
                with count_statements() as seen:
                    many = others(thing)
                assert len(seen) == 1
                actors = {name: world.actor(name) for name in PEOPLE}
                one = {members[name] for name, actor in actors.items() if actor.is_active and decide(actor, thing)}
                assert many == one, (path, author, first)
                assert others(thing, MODERATOR) == {
                    members[name] for name in PEOPLE if members[name] in one and actors[name].holds(MODERATOR, path)
                }
                found.append(len(many))
    assert max(found) > 2 and min(found) == 0, "both ends are reached"
