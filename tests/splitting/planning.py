"""A group with something to split, for tests of plans: eight discussions in Heart besides those of the world, and Ana's draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Refusal
from app.core.tokens import new_token
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import StartInput
from app.splitting.advice import Advised, Figures, Proposal, reason
from app.splitting.commands import making, rooms, rules
from app.splitting.inputs import RoomInput, RuleInput
from app.splitting.models import TAG, WORD, Advice, SplitPlace, SplitPlan, SplitRoom
from tests.world import World, answer
from tests.world import build as build_world

Refused = TypeVar("Refused", bound=Refusal)
NEWLY, FLUID = "Newly told", "Fluid and weight"

TALKS = {
    "salt": ("Salt, and what my family thinks I can eat", "Cooking for five is hard.", ()),
    "told": ("They said failure and I heard the end", "My diagnosis was on Monday.", ("new",)),
    "scales": ("Two kilos since Friday on the scales", "When do you ring somebody?", ()),
    "tablets": ("Holiday with water tablets", "And no toilets on the way.", ()),
    "both": ("New scales", "I got them with my diagnosis.", ("new",)),
    "leads": ("A pacemaker with two leads", "The battery is new, the wire is old.", ()),
    "wire": ("Loose wire, low battery", "Who had a pacemaker changed?", ()),
    "quiet": ("Anybody here at night?", "I cannot sleep.", ()),
}


@dataclass
class Plan:
    """A draft with its rooms by name, as somebody sees it."""

    id: int
    rooms: dict[str, int] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return db.session.get_one(SplitPlan, self.id, populate_existing=True).version

    def places(self) -> dict[int, tuple[str, str]]:
        """By discussion: the name of its room ('' when it stays) and why."""
        names = {room_id: name for name, room_id in self.rooms.items()}
        db.session.expire_all()
        rows = db.session.scalars(select(SplitPlace).where(SplitPlace.plan_id == self.id))
        return {row.discussion_id: (names.get(row.room_id or 0, ""), row.why) for row in rows}


def talks(world: World, access: str = "public") -> dict[str, int]:
    """The eight discussions, by Ruth; Maren answered the first four. Ids by name."""
    ruth, maren, group_id = world.actor("ruth"), world.actor("maren"), world.corners[access].group_id
    found = {}
    for name, (title, body, tags) in TALKS.items():
        begun = start_discussion(
            ruth, StartInput(new_token(), group_id, title, body, tags=tags, accepts_guidelines=True)
        )
        assert begun.discussion_id is not None
        found[name] = begun.discussion_id
    for name in list(TALKS)[:4]:
        answer(maren, found[name], "I know this one.")
    return found


@command
def advise(group_id: int) -> None:
    """Advice to split: one room that is ready, one that is not yet."""
    ready = Proposal("Devices", ("pacemaker", "battery", "lead", "wire"), 2, 20, 0.9)
    waiting = Proposal("Sleep", ("sleep", "night"), 1, 1, 0.9, (reason("room_people", have=1, need=15),))
    now = clock.now()
    figures = Figures(
        discussions=12, posts=30, weeks=3, active_people=2, unanswered_share=0.5, first_at=now, last_at=now
    )
    said = Advised("split", figures, (), (ready, waiting)).to_json()
    db.session.merge(Advice(group_id=group_id, made_at=now, **said))


def rooms_of(plan_id: int) -> dict[str, int]:
    """Ids of a plan's rooms by name."""
    rows = db.session.scalars(select(SplitRoom).where(SplitRoom.plan_id == plan_id).order_by(SplitRoom.position))
    return {room.name: room.id for room in rows}


@dataclass
class Planned:
    """The world, the eight discussions by name, and a draft with two rooms: by the tag "new", and by "scales" and "water tablet"."""

    world: World
    ids: dict[str, int]
    plan: Plan

    @property
    def ana(self) -> Actor:
        return self.world.actor("ana")

    @property
    def bea(self) -> Actor:
        return self.world.actor("bea")

    @property
    def group_id(self) -> int:
        return self.world.corners["public"].group_id

    def placed(self, *names: str) -> list[tuple[str, str]]:
        """Room and why of these discussions."""
        places = self.plan.places()
        return [places[self.ids[name]] for name in names]


def build() -> Planned:
    """Make it in an empty, migrated database."""
    world = build_world()
    ids, ana = talks(world), world.actor("ana")
    plan = Plan(making.make_plan(ana, world.corners["public"].group_id, from_advice=False))
    for name in (NEWLY, FLUID):
        plan.rooms[name] = rooms.add_room(ana, plan.id, RoomInput(name), plan.version)
    for name, kind, value in ((NEWLY, TAG, "new"), (FLUID, WORD, "scales"), (FLUID, WORD, "water tablet")):
        rules.add_rule(ana, plan.id, plan.rooms[name], RuleInput(kind, value), plan.version)
    return Planned(world, ids, plan)


def refused(kind: type[Refused], act: Callable[..., Any], *args: Any, **values: Any) -> Refused:
    """The refusal with which `act` ends."""
    with pytest.raises(kind) as caught:
        act(*args, **values)
    return caught.value
