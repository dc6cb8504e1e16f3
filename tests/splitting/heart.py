"""Heart of `tests.world`, grown: people and talk enough that a run and an undoing of its plan have many steps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.commands import order
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import StartInput
from app.discussions.models import Discussion, Post, Watch
from app.discussions.policies import discussions_seen, posts_seen
from app.groups.audience import Audience
from app.groups.commands import admit
from app.groups.models import Group, Membership
from app.splitting.commands.making import make_plan_from_file
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import start_run
from app.splitting.inputs import RuleInput
from app.splitting.models import SplitPlan
from app.splitting.planfile import FileRoom, FileTalk, PlanFile
from tests.world import World, answer

FLUID, DEVICES = "Fluid", "Devices and pumps"
ROOMS = (
    FileRoom("fluid", FLUID, "For those who weigh.", (RuleInput("word", "fluid"),)),
    FileRoom("devices", DEVICES, "", (RuleInput("tag", "device"),)),
)


@dataclass(frozen=True)
class Grown:
    """Ids of what stands in Heart besides what `tests.world` put there."""

    fluid: tuple[int, ...]
    devices: tuple[int, ...]
    alone: int
    locked: int
    by_hand: int


def grow(world: World) -> Grown:
    """Kit and Halina join; eleven discussions on fluid and devices, one for the group alone, one closed, one put by hand."""
    heart = world.corners["public"].group_id
    admit(heart, {world.members[who]: clock.now() for who in ("kit", "newcomer", "ingrid")})
    kit, ruth, maren = (world.actor(who) for who in ("kit", "ruth", "maren"))
    fluid = [talk(kit, heart, f"Fluid, week {number}") for number in range(6)]
    answer(maren, fluid[0], "Two kilos since Friday.")
    answer(maren, fluid[1], "And again.")
    devices = [talk(ruth, heart, f"Box number {number}", tags=("device",)) for number in range(3)]
    answer(kit, devices[0], "Mine hums.")
    alone = talk(maren, heart, "Fluid, but only among us", audience=Audience.GROUP)
    locked = talk(ruth, heart, "Fluid, long ago")
    order.lock(world.actor("ana"), locked, locked=True)
    by_hand = talk(kit, heart, "Slippers")
    return Grown((*fluid, alone, locked), tuple(devices), alone, locked, by_hand)


def talk(
    actor: Actor, group_id: int, title: str, *, tags: tuple[str, ...] = (), audience: Audience | None = None
) -> int:
    """Start a discussion; answers its id."""
    given = StartInput(new_token(), group_id, title, "As it says.", tags, audience, accepts_guidelines=True)
    return start_discussion(actor, given).discussion_id or 0


def plan_file(world: World, grown: Grown, *, divides: bool = False) -> PlanFile:
    """Fluid by a word, devices by a tag, the slippers there by hand."""
    placed = (FileTalk(grown.by_hand, to="devices"),)
    return PlanFile(world.corners["public"].slug, ROOMS, placed, divides)


def planned(world: World, grown: Grown, *, divides: bool = False, rooms: tuple[FileRoom, ...] = ROOMS) -> int:
    """A draft of that plan by Ana, who moderates Heart; answers its id."""
    file = replace(plan_file(world, grown, divides=divides), rooms=rooms)
    return make_plan_from_file(world.actor("ana"), file if rooms == ROOMS else replace(file, discussions=()))


def started(world: World, plan_id: int) -> int:
    """The plan began to run."""
    start_run(world.actor("ana"), plan_id, plan_of(plan_id).version)
    return plan_id


def finished(plan_id: int) -> SplitPlan:
    """Every step is done."""
    while advance(plan_id):
        pass
    return plan_of(plan_id)


def plan_of(plan_id: int) -> SplitPlan:
    """The plan as it is now."""
    db.session.rollback()
    return db.session.get_one(SplitPlan, plan_id)


def where() -> dict[int, str]:
    """The slug of the group in which each discussion stands."""
    db.session.rollback()
    rows = db.session.execute(select(Discussion.id, Group.slug).join(Group, Group.id == Discussion.group_id))
    return {key: slug for key, slug in rows}


def readable(actor: Actor) -> frozenset[tuple[str, int]]:
    """Everything the actor may read."""
    talks = select(Discussion.id).join(Group, Group.id == Discussion.group_id).where(discussions_seen(actor))
    posts = select(Post.id).join(Discussion, Discussion.id == Post.discussion_id)
    seen = posts.join(Group, Group.id == Discussion.group_id).where(posts_seen(actor))
    found = [("discussion", key) for key in db.session.scalars(talks)]
    return frozenset([*found, *(("post", key) for key in db.session.scalars(seen))])


def watches() -> frozenset[tuple[int, int]]:
    """Who follows what."""
    return frozenset((key, who) for key, who in db.session.execute(select(Watch.discussion_id, Watch.member_id)))


def check_counters() -> None:
    """What groups keep as counts is what is there."""
    db.session.rollback()
    out = (Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
    for group in db.session.scalars(select(Group)):
        talks = select(func.count()).select_from(Discussion).where(Discussion.group_id == group.id, *out)
        members = select(func.count()).select_from(Membership).where(Membership.group_id == group.id)
        counted = (db.session.scalar(talks), db.session.scalar(members))
        assert (group.discussion_count, group.member_count) == counted, group.slug
