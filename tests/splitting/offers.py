"""A split that is done, with its offers, laid by hand for tests of what members do with it."""

from __future__ import annotations

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.groups.commands import GroupInput, admit, create_group
from app.splitting.models import DONE, SplitOffer, SplitPlan, SplitRoom
from tests.world import World


@command
def lay_split(world: World, access: str = "public", suggested: int | None = 0) -> tuple[int, list[int]]:
    """A split of one corner that is done: two rooms with all its members, an offer to Ruth and Maren. Plan id, group ids."""
    corner = world.corners[access]
    now = clock.now()
    plan = SplitPlan(group_id=corner.group_id, group_name="x", state=DONE, created_at=now, changed_at=now, done_at=now)
    db.session.add(plan)
    db.session.flush()
    rooms = []
    for position, name in enumerate(("Newly told", "Daily life")):
        made = create_group(SYSTEM, GroupInput(name, "For a part of it.", access, corner.group_id))
        admit(made, {world.members[who]: now for who in ("ruth", "maren", "gus")})
        rooms.append(SplitRoom(plan_id=plan.id, name=name, position=position, group_id=made))
    db.session.add_all(rooms)
    db.session.flush()
    for who in ("ruth", "maren"):
        room_id = rooms[suggested].id if suggested is not None else None
        db.session.add(SplitOffer(plan_id=plan.id, member_id=world.members[who], suggested_room_id=room_id))
    return plan.id, [corner.group_id, *(room.group_id or 0 for room in rooms)]
