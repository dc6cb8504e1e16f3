"""A plan as a file: one that is stored, or the advisor's proposal, of which nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.core.db import db
from app.discussions.models import Discussion
from app.groups.commands.addresses import free_slug
from app.groups.models import Group
from app.splitting.advice import Proposal
from app.splitting.inputs import RuleInput
from app.splitting.models import CLUSTER, SplitPlace, SplitPlan
from app.splitting.placing import Placing, Rule, Rules, place
from app.splitting.planfile import FileRoom, FileTalk, PlanFile, why_words
from app.splitting.queries.rooms import rooms_of, rules_of, stored_rules
from app.splitting.queries.talks import talks_of


def file_of(plan: SplitPlan, group: Group) -> PlanFile:
    """A stored plan; what came into the group since stands where the rules would put it. 5 statements and 2 for 500 new ones."""
    rules: dict[int, list[RuleInput]] = {}
    for rule in stored_rules(plan.id):
        rules.setdefault(rule.room_id, []).append(RuleInput(rule.kind, rule.value))
    rooms, slugs = [], _Slugs(group)
    for room in rooms_of(plan.id):
        slug = slugs.give(room.id, room.slug or room.name)
        rooms.append(FileRoom(slug, room.name, room.purpose, tuple(rules.get(room.id, ()))))
    talks = [*_stored(plan, group, slugs), *_placed(group, rules_of(plan.id), slugs, plan.id)]
    return PlanFile(group.slug, tuple(rooms), tuple(sorted(talks, key=lambda talk: talk.id)), plan.divides)


def file_of_rooms(proposals: Sequence[Proposal], group: Group) -> PlanFile:
    """The rooms that the advisor proposes, and every discussion of the group where they would put it."""
    rooms, rules, slugs = [], [], _Slugs(group)
    for key, room in enumerate(proposals, 1):
        cluster = RuleInput(CLUSTER, " ".join(room.words))
        rooms.append(FileRoom(slugs.give(key, room.name), room.name, "", (cluster,)))
        rules.append(Rule(key, cluster.kind, cluster.value))
    return PlanFile(group.slug, tuple(rooms), tuple(_placed(group, Rules.of(rules), slugs)))


class _Slugs:
    """The addresses of the rooms of a file, each free and used once."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.known: dict[int | None, str] = {}

    def give(self, room_id: int, name: str) -> str:
        """An address for the room, made from `name`."""
        plain = free_slug(name, self.group)
        taken, number = set(self.known.values()), 2
        slug = plain
        while slug in taken:
            slug, number = f"{plain}-{number}", number + 1
        self.known[room_id] = slug
        return slug

    def of(self, room_id: int | None) -> str | None:
        """The room's address, None for what stays."""
        return self.known.get(room_id)


def _stored(plan: SplitPlan, group: Group, slugs: _Slugs) -> Iterator[FileTalk]:
    query = (
        select(SplitPlace, Discussion.title)
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .where(SplitPlace.plan_id == plan.id, Discussion.group_id == group.id)
    )
    for stored, title in db.session.execute(query):
        placing = Placing(stored.room_id, None, stored.why, stored.value)
        yield FileTalk(stored.discussion_id, title, slugs.of(stored.room_id), why_words(placing))


def _placed(group: Group, rules: Rules, slugs: _Slugs, plan_id: int | None = None) -> Iterator[FileTalk]:
    """Where the rules put the discussions of the group (of a stored plan: those that it has not placed)."""
    for talks in talks_of(group.id, without_place_in=plan_id):
        for talk in talks:
            placing = place(talk.facts, rules)
            yield FileTalk(talk.id, talk.facts.title, slugs.of(placing.room_id), why_words(placing))
