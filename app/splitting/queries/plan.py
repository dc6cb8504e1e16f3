"""The page of a plan: its rooms with what goes there, what stays, and what it means for members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.accounts.actor import MENTOR, MODERATOR
from app.accounts.models import Member
from app.accounts.queries import Holder, MemberCard, card, holders, member_cards
from app.core.db import db
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.groups.audience import Audience
from app.groups.models import Group, Membership
from app.splitting.advice import YEAR, Proposal
from app.splitting.models import HAND, SplitPlace, SplitPlan
from app.splitting.queries.advice import Given, given_to
from app.splitting.queries.rooms import rooms_of, stored_rules

EXAMPLES = 2


@dataclass(frozen=True)
class RuleShown:
    """A rule as it is stored."""

    id: int
    kind: str
    value: str


@dataclass(frozen=True)
class Example:
    """A discussion that goes to the room; `also` is the name of a second room that it would fit, '' for none."""

    id: int
    title: str
    slug: str
    also: str


@dataclass(frozen=True)
class Writer:
    """Who wrote most replies on what goes to the room."""

    member: MemberCard
    replies: int


@dataclass(frozen=True)
class RoomShown:
    """A room of the plan. `people` wrote in the year before the group's last post; `by_hand` discussions were chosen by a person."""

    id: int
    name: str
    purpose: str
    slug: str
    discussions: int = 0
    by_hand: int = 0
    people: int = 0
    rules: tuple[RuleShown, ...] = ()
    examples: tuple[Example, ...] = ()
    writer: Writer | None = None


@dataclass(frozen=True)
class PlanShown:
    """Everything that the page shows.

    `stays` fit no room or were left by hand; `unsure` fit two rooms; `new` came into the group since the plan was looked at.
    `suggested` members wrote in what goes to a room, and one is suggested to them. `waiting` are proposals that are no room yet.
    """

    plan: SplitPlan
    group: Group
    given: Given | None
    rooms: tuple[RoomShown, ...]
    discussions: int
    moves: int
    stays: int
    unsure: int
    new: int
    members: int
    suggested: int
    mentors: tuple[Holder, ...]
    moderators: tuple[Holder, ...]
    changed_by: str
    waiting: tuple[Proposal, ...] = ()
    proposed: tuple[Proposal, ...] = ()

    @property
    def is_rehearsed(self) -> bool:
        """Whether a dry run saw the plan as it is."""
        return self.plan.dry_run_at is not None and self.plan.dry_run_version == self.plan.version

    @property
    def has_mentor(self) -> bool:
        return bool(self.mentors)


@dataclass
class _Counted:
    """Places by room (None: stays), and how many of them were chosen by hand or fit a second room."""

    places: dict[int | None, int] = field(default_factory=lambda: defaultdict(int))
    by_hand: dict[int | None, int] = field(default_factory=lambda: defaultdict(int))
    unsure: int = 0


def plan_shown(plan: SplitPlan, group: Group) -> PlanShown:
    """The page; the plan was found for its actor. 12 statements, however many discussions and members there are."""
    given = given_to(group.id)
    discussions, last_at = _extent(group.id)
    counted = _counted(plan, group)
    rooms = _rooms(plan, group, counted, last_at)
    placed = sum(counted.places.values())
    names = {room.name.casefold() for room in rooms}
    proposals = [room for room in given.advised.proposals if room.name.casefold() not in names] if given else []
    return PlanShown(
        plan=plan,
        group=group,
        given=given,
        rooms=rooms,
        discussions=discussions,
        moves=placed - counted.places[None],
        stays=counted.places[None],
        unsure=counted.unsure,
        new=discussions - placed,
        members=group.member_count,
        suggested=_suggested(plan, group),
        mentors=tuple(holders(group.path, (MENTOR,))),
        moderators=tuple(holders(group.path, (MODERATOR,))),
        changed_by=_name(plan.changed_by),
        waiting=tuple(room for room in proposals if not room.is_ready),
        proposed=tuple(room for room in proposals if room.is_ready),
    )


def _extent(group_id: int) -> tuple[int, datetime | None]:
    """How many discussions the group holds, in any state, and when the last post came."""
    row = db.session.execute(
        select(func.count(), func.max(Discussion.last_post_at)).where(Discussion.group_id == group_id)
    ).one()
    return row[0], row[1]


def _here(plan: SplitPlan, group: Group) -> ColumnElement[bool]:
    """Places of the plan, joined with Discussion, whose discussion is still in the group."""
    return and_(SplitPlace.plan_id == plan.id, Discussion.group_id == group.id)


def _counted(plan: SplitPlan, group: Group) -> _Counted:
    is_hand, is_unsure = SplitPlace.why == HAND, SplitPlace.other_room_id.is_not(None)
    query = (
        select(SplitPlace.room_id, is_hand, is_unsure, func.count())
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .where(_here(plan, group))
        .group_by(SplitPlace.room_id, is_hand, is_unsure)
    )
    found = _Counted()
    for room_id, by_hand, unsure, number in db.session.execute(query):
        found.places[room_id] += number
        found.by_hand[room_id] += number if by_hand else 0
        found.unsure += number if unsure else 0
    return found


def _rooms(plan: SplitPlan, group: Group, counted: _Counted, last_at: datetime | None) -> tuple[RoomShown, ...]:
    rooms, rules = rooms_of(plan.id), defaultdict[int, list[RuleShown]](list)
    for rule in stored_rules(plan.id):
        rules[rule.room_id].append(RuleShown(rule.id, rule.kind, rule.value))
    people = _people(plan, group, last_at)
    examples = _examples(plan, group, {room.id: room.name for room in rooms})
    writers = _writers(plan, group)
    return tuple(
        RoomShown(
            id=room.id,
            name=room.name,
            purpose=room.purpose,
            slug=room.slug,
            discussions=counted.places[room.id],
            by_hand=counted.by_hand[room.id],
            people=people.get(room.id, 0),
            rules=tuple(rules[room.id]),
            examples=tuple(examples.get(room.id, ())),
            writer=writers.get(room.id),
        )
        for room in rooms
    )


def _people(plan: SplitPlan, group: Group, last_at: datetime | None) -> Mapping[int | None, int]:
    since = last_at - YEAR if last_at else None
    query = (
        _written(plan, group, SplitPlace.room_id, func.count(Post.author_id.distinct()))
        .where(Post.published_at >= since)
        .group_by(SplitPlace.room_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if last_at else {}


def _examples(plan: SplitPlan, group: Group, names: Mapping[int, str]) -> dict[int, Sequence[Example]]:
    """The latest that fits well and the latest that may also fit another room; two that fit well where all do."""
    unsure = SplitPlace.other_room_id.is_not(None)
    rank = func.row_number().over(
        partition_by=(SplitPlace.room_id, unsure),
        order_by=(Discussion.last_post_at.desc(), Discussion.id.desc()),
    )
    ranked = (
        select(SplitPlace.room_id, SplitPlace.other_room_id, Discussion, rank.label("rank"))
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .where(_here(plan, group), SplitPlace.room_id.is_not(None), Discussion.published_at.is_not(None))
        .where(Discussion.removed_at.is_(None))
        .subquery()
    )
    columns = ranked.c
    query = select(
        columns.room_id, columns.other_room_id, columns.id, columns.title, columns.slug, columns.audience
    ).where(columns.rank <= EXAMPLES)
    found: dict[int, list[Example]] = defaultdict(list)
    for room_id, other_id, key, title, slug, audience in db.session.execute(query.order_by(columns.rank)):
        public = slug if audience == Audience.EVERYONE else ""
        found[room_id].append(Example(key, title, public, names.get(other_id, "")))
    return {room_id: _two(examples) for room_id, examples in found.items()}


def _two(examples: Sequence[Example]) -> Sequence[Example]:
    well = [one for one in examples if not one.also]
    also = [one for one in examples if one.also]
    return [*well[: EXAMPLES - min(1, len(also))], *also][:EXAMPLES]


def _writers(plan: SplitPlan, group: Group) -> dict[int, Writer]:
    """Who answered most on what goes to each room; of two alike the one who has been here longer."""
    replies = func.count().label("replies")
    counted = (
        _written(plan, group, SplitPlace.room_id, Post.author_id, replies)
        .where(Post.id != Discussion.opening_id, Post.author_id.is_not(None), SplitPlace.room_id.is_not(None))
        .group_by(SplitPlace.room_id, Post.author_id)
        .subquery()
    )
    rank = func.row_number().over(
        partition_by=counted.c.room_id, order_by=(counted.c.replies.desc(), counted.c.author_id)
    )
    best = select(counted, rank.label("rank")).subquery()
    query = select(best.c.room_id, best.c.replies, Member).join(Member, Member.id == best.c.author_id)
    return {
        room_id: Writer(card(member), number)
        for room_id, number, member in db.session.execute(query.where(best.c.rank == 1))
    }


def _suggested(plan: SplitPlan, group: Group) -> int:
    """Members of the group who wrote in what goes to a room."""
    query = (
        _written(plan, group, func.count(Post.author_id.distinct()))
        .join(Membership, and_(Membership.member_id == Post.author_id, Membership.group_id == group.id))
        .where(SplitPlace.room_id.is_not(None))
    )
    return db.session.scalar(query) or 0


def _written(plan: SplitPlan, group: Group, *columns: Any) -> Select[Any]:
    """Published posts of what the plan has placed."""
    return (
        select(*columns)
        .select_from(SplitPlace)
        .join(Discussion, Discussion.id == SplitPlace.discussion_id)
        .join(Post, Post.discussion_id == Discussion.id)
        .where(_here(plan, group), Post.state == PUBLISHED)
    )


def _name(member_id: int | None) -> str:
    found = member_cards([member_id])
    return next((one.display_name for one in found.values()), "")
