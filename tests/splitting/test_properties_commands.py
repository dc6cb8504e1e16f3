"""Whatever is split, merged, renamed, moved and undone in whatever order: no address dies, and nobody loses or gains anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.limits import LimitCount
from app.core.policy import Forbidden, Invalid, NotFound
from app.core.scope import path_ids
from app.core.tokens import new_token
from app.discussions.commands.order import move_discussion
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import StartInput
from app.discussions.models import Discussion, Post, Watch
from app.discussions.policies import posts_seen
from app.groups.audience import MEMBERS_ONLY, PRIVATE, PUBLIC, Audience
from app.groups.commands import EditInput, GroupInput, admit, create_group, edit_group, join, leave, move_group
from app.groups.models import Group, Membership
from app.groups.queries import find_group
from app.splitting.commands.making import make_plan_from_file
from app.splitting.commands.merging import merge_groups
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import start_run
from app.splitting.commands.undoing import start_undo
from app.splitting.models import SplitPlan, SplitRoom
from app.splitting.planfile import FileRoom, FileTalk, PlanFile
from tests.splitting.ledger import Ledger, Place
from tests.world import World

ANY = st.integers(0, 11)
STEP = st.one_of(
    st.tuples(st.just("split"), ANY, st.lists(st.integers(0, 2), min_size=1, max_size=3)),
    st.tuples(st.just("undo"), ANY),
    st.tuples(st.just("merge"), ANY, ANY),
    st.tuples(st.just("rename"), ANY, st.integers(0, 2)),
    st.tuples(st.just("move_group"), ANY, st.none() | ANY),
    st.tuples(st.just("move_discussion"), ANY, ANY),
    st.tuples(st.just("join"), ANY, ANY),
    st.tuples(st.just("leave"), ANY, ANY),
    st.tuples(st.just("post"), ANY, ANY, st.booleans()),
)
PEOPLE = ("ruth", "maren", "kit")
FIRST = ((PUBLIC, ("ruth", "maren")), (MEMBERS_ONLY, ("ruth", "kit")), (PRIVATE, ("ruth", "maren")))
AGAIN = [
    *(("split", 0, [1, 2, 0]), ("split", 3, [1, 2]), ("rename", 5, 1), ("post", 0, 5, False), ("undo", 1)),
    *(("join", 2, 4), ("merge", 4, 3), ("rename", 3, 1), ("undo", 0)),
]
"""A group split, a room split again, a room renamed, the second undone, two rooms merged, and the first undone as far as may be."""
FOLLOWED = [
    *(("split", 0, [1, 2]), ("split", 3, [1, 2]), ("move_group", 5, None), ("move_group", 6, None)),
    *(("undo", 0), ("undo", 0)),
]
"""A room that was split itself goes up in its group: its own split is then undone into that group."""
KEPT = [("split", 2, [1, 2]), ("leave", 1, 4), ("undo", 0), ("merge", 3, 2)]
"""Somebody left a private room: what was said there for the room alone stays, by undoing and by a merge."""
_numbers = count(1)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=AGAIN)
@example(steps=FOLLOWED)
@example(steps=KEPT)
@given(steps=st.lists(STEP, min_size=3, max_size=8))
def test_random_splits_merges_and_moves_lose_nothing(world: World, steps: list[tuple[Any, ...]]) -> None:
    town = Town(world)
    for name, *given_to in steps:
        with town.watched(name):
            getattr(town, name)(*given_to)
    _ask_every_address(town.ledger, world)


class Town:
    """The real community beside its ledger: each step is done to both, then they are compared."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = Ledger()
        self.joined: tuple[str, int] | None = None
        self.begun: set[int] = set()
        self.calls: dict[int, list[str]] = {}
        _forget_limits()
        for access, names in FIRST:
            group_id = create_group(SYSTEM, GroupInput(self._name(), "For one thing.", access))
            admit(group_id, {world.members[name]: clock.now() for name in names})
            self._meet(group_id, None, access, {world.members[name] for name in names})
            for alone in (False, True):
                self._begin("ruth", group_id, alone)
        self.follows, self.read = _follows(), self._readable()

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """Before and after a step: nobody stops following anything, and nobody reads more, but by joining or by new words."""
        follows, read = self.follows, self.read
        self.joined, self.begun = None, set()
        yield
        db.session.expire_all()
        self.follows, self.read = _follows(), self._readable()
        assert follows <= self.follows, name
        for who, posts in self.read.items():
            new = posts - read[who]
            allowed = self.ledger.talks(self.joined[1]) if self.joined and self.joined[0] == who else ()
            assert all(talk in self.begun or talk in allowed for talk in new), f"{who} reads more after {name}"
        self._compare()

    def split(self, at: int, spread: list[int]) -> None:
        group_id = self._group(at)
        slugs = [f"part-{next(_numbers)}" for _ in range(2)]
        talks = self.ledger.talks(group_id)
        to = {talk: spread[place % len(spread)] for place, talk in enumerate(talks)}
        file = PlanFile(
            group=db.session.get_one(Group, group_id).slug,
            rooms=tuple(FileRoom(slug, self._name()) for slug in slugs),
            discussions=tuple(FileTalk(talk, "", slugs[where - 1] if where else None) for talk, where in to.items()),
        )
        plan_id = make_plan_from_file(SYSTEM, file)
        start_run(SYSTEM, plan_id, db.session.get_one(SplitPlan, plan_id).version)
        _finish(plan_id)
        made = select(SplitRoom.group_id).where(SplitRoom.plan_id == plan_id).order_by(SplitRoom.position)
        rooms = [room for room in db.session.scalars(made) if room is not None]
        parent = self.ledger.places[group_id]
        for room_id in rooms:
            self._meet(room_id, group_id, parent.access, set(parent.members))
        for talk, where in to.items():
            if where:
                self.ledger.move([talk], rooms[where - 1])
        self.ledger.splits[plan_id] = (group_id, rooms)

    def undo(self, at: int) -> None:
        if not self.ledger.splits:
            return
        plan_id = sorted(self.ledger.splits)[at % len(self.ledger.splits)]
        with _refused_unless(self.ledger.may_undo(plan_id)):
            start_undo(SYSTEM, plan_id)
            _finish(plan_id)
            self.ledger.undo(plan_id)

    def merge(self, at: int, into: int) -> None:
        group_id, into_id = self._group(at), self._group(into)
        with _refused_unless(self.ledger.may_merge(group_id, into_id)):
            merge_groups(SYSTEM, group_id, into_id, narrow=True)
            self.ledger.merge(group_id, into_id)

    def rename(self, at: int, which: int) -> None:
        group = db.session.get_one(Group, self._group(at))
        calls = self.calls[group.id]
        while len(calls) <= which:
            calls.append(self._name())
        settled = edit_group(SYSTEM, group.id, EditInput(calls[which], "For one thing.", group.access))
        self.ledger.addresses[settled.slug] = group.id

    def move_group(self, at: int, to: int | None) -> None:
        group_id, parent_id = self._group(at), None if to is None else self._group(to)
        with _refused_unless(self.ledger.may_hang(group_id, parent_id)):
            move_group(SYSTEM, group_id, parent_id, narrow=True)
            self.ledger.hang(group_id, parent_id)

    def move_discussion(self, at: int, to: int) -> None:
        talk = sorted(self.ledger.where)[at % len(self.ledger.where)]
        group_id = self._group(to)
        with _refused_unless(talk not in self.ledger.alone and self.ledger.where[talk] != group_id):
            move_discussion(SYSTEM, talk, group_id)
            self.ledger.move([talk], group_id)

    def join(self, who: int, at: int) -> None:
        name, group_id = PEOPLE[who % len(PEOPLE)], self._group(at)
        place, member_id = self.ledger.places[group_id], self.world.members[name]
        with _refused_unless(place.access != PRIVATE or member_id in place.members):
            join(self.world.actor(name), group_id)
            self.joined = (name, group_id)
            place.members.add(member_id)

    def leave(self, who: int, at: int) -> None:
        name, group_id = PEOPLE[who % len(PEOPLE)], self._group(at)
        leave(self.world.actor(name), group_id)
        self.ledger.places[group_id].members.discard(self.world.members[name])

    def post(self, who: int, at: int, alone: bool) -> None:
        name, group_id = PEOPLE[who % len(PEOPLE)], self._group(at)
        with _refused_unless(self.world.members[name] in self.ledger.places[group_id].members):
            self._begin(name, group_id, alone)

    def _begin(self, name: str, group_id: int, alone: bool) -> None:
        audience = Audience.GROUP if alone else None
        given = StartInput(
            new_token(),
            group_id,
            "Ablation on Thursday",
            "I go in at seven.",
            audience=audience,
            accepts_guidelines=True,
        )
        talk = start_discussion(self.world.actor(name), given).discussion_id
        assert talk is not None
        if alone:
            self.ledger.alone.add(talk)
        self.ledger.move([talk], group_id)
        self.begun.add(talk)

    def _meet(self, group_id: int, parent: int | None, access: str, members: set[int]) -> None:
        group = db.session.get_one(Group, group_id)
        self.ledger.places[group_id] = Place(parent, access, members)
        self.ledger.addresses[group.slug] = group_id
        self.calls[group_id] = [group.name]

    def _group(self, at: int) -> int:
        return sorted(self.ledger.places)[at % len(self.ledger.places)]

    def _name(self) -> str:
        return f"Room {next(_numbers)}"

    def _readable(self) -> dict[str, set[int]]:
        """The discussions of which each person reads something, posts and all."""
        mine = Discussion.id.in_(self.ledger.where)
        found = {}
        for name in ("visitor", *PEOPLE):
            actor = self.world.actor(name)
            posts = select(Post.discussion_id).join(Discussion, Discussion.id == Post.discussion_id)
            seen = posts.join(Group, Group.id == Discussion.group_id).where(mine, posts_seen(actor))
            found[name] = set(db.session.scalars(seen))
        return found

    def _compare(self) -> None:
        """The real community is what the ledger says: places, people, discussions, counters, paths, addresses."""
        ledger = self.ledger
        where = select(Discussion.id, Discussion.group_id).where(Discussion.id.in_(ledger.where))
        assert {key: group_id for key, group_id in db.session.execute(where)} == ledger.where
        for key, place in ledger.places.items():
            group = db.session.get_one(Group, key)
            members = set(db.session.scalars(select(Membership.member_id).where(Membership.group_id == key)))
            out = (Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
            talks = select(func.count()).where(Discussion.group_id == key, *out)
            assert (group.parent_id, group.access, members) == (place.parent, place.access, place.members)
            assert (group.member_count, group.discussion_count) == (len(members), db.session.scalar(talks))
            assert path_ids(group.path) == (*self._above(key), key)
        for slug, owner in ledger.addresses.items():
            found = find_group(SYSTEM, slug)
            now = db.session.get_one(Group, owner).slug
            assert (found.group.id, found.moved_to) == (owner, None if slug == now else now)

    def _above(self, key: int) -> tuple[int, ...]:
        parent = self.ledger.places[key].parent
        return () if parent is None else (*self._above(parent), parent)


@contextmanager
def _refused_unless(allowed: bool) -> Iterator[None]:
    """What the ledger allows is done; what it does not is refused, and then nothing has changed."""
    try:
        yield
    except (Invalid, Forbidden, NotFound):
        assert not allowed
    else:
        assert allowed


@command
def _forget_limits() -> None:
    """The same people write in every example."""
    db.session.execute(delete(LimitCount))


def _finish(plan_id: int) -> None:
    while advance(plan_id):
        pass


def _follows() -> set[tuple[int, int]]:
    return {(one.discussion_id, one.member_id) for one in db.session.scalars(select(Watch))}


def _ask_every_address(ledger: Ledger, world: World) -> None:
    """As browsers ask: at most one 301, then a page; 404 for whoever may not know of it."""
    now = {key: db.session.get_one(Group, key).slug for key in ledger.places}
    for who in ("visitor", "kit"):
        client = current_app.test_client()
        if who != "visitor":
            client.set_cookie("dayroom-session", world.token(who))
        for slug, owner in ledger.addresses.items():
            hidden = ledger.places[owner].access == PRIVATE and who == "visitor"
            _ask(client, f"/groups/{slug}", f"/groups/{now[owner]}", hidden)


def _ask(client: FlaskClient, address: str, page: str, hidden: bool) -> None:
    answer = client.get(address)
    if hidden:
        assert answer.status_code == 404
        return
    if address != page:
        assert (answer.status_code, answer.location) == (301, page)
        answer = client.get(page)
    assert answer.status_code == 200
