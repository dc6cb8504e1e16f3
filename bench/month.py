"""A month at the welcome desk, played with the product's own commands: newcomers arrive and write, members answer as they are used
to, mentors come by, claim, welcome and answer what waits. It keeps its own notes, so that the figures can be held against them.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.sessions import open_session
from app.accounts.queries import actor_of
from app.core.db import db
from app.core.policy import Conflict
from app.core.tokens import new_token
from app.discussions.commands.publish import start_discussion
from app.discussions.commands.replying import reply
from app.discussions.inputs import PUBLISHED, ReplyInput, StartInput
from app.groups.commands import join
from app.groups.models import Group
from app.mentoring.commands.claims import claim, let_go
from app.mentoring.commands.greeting import send_welcome
from app.mentoring.commands.settings import keep_settings
from app.mentoring.commands.settling import review_every_claim, settle_newcomers
from app.mentoring.figures import NewcomerFigures, TalkFigures
from app.mentoring.inputs import MentorInput, WelcomeInput
from app.mentoring.jobs.asking import look_after_unanswered
from app.mentoring.models import IS_HELD, Greeting, Mentor, Newcomer, Welcome
from app.mentoring.queries.case import case_of
from app.mentoring.queries.desk import ALL, arrivals
from app.mentoring.queries.load import load_of
from app.mentoring.queries.unanswered import unanswered_page

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VISITS = (8, 13, 19)
"""Hours at which a mentor usually comes by; about one visit in seven is missed."""
LEFT_TO_OTHERS = 4 * HOUR
"""A mentor answers what has waited for so long; before that, members may."""


@dataclass(frozen=True)
class Way:
    """How things go in this community: `waits` are times to a first answer without a mentor, None for never, drawn from at random."""

    groups: Sequence[int]
    authors: Sequence[tuple[int, int]]
    """(member, group) of those who start discussions."""
    titles: Sequence[str]
    waits: Sequence[timedelta | None]
    newcomers: int
    talks: int
    days: int = 30
    capacity: int = 5
    seed: int = 3


@dataclass
class Talk:
    """The month's own note of a discussion."""

    id: int
    group_id: int
    author_id: int
    at: datetime
    answered: datetime | None = None


@dataclass
class Person:
    """The month's own note of a newcomer."""

    id: int
    group_id: int
    arrived: datetime
    posts: list[datetime] = field(default_factory=list)
    greeted: datetime | None = None


@dataclass
class Month:
    """`play` runs it; afterwards `talks`, `people` and the counters say what happened."""

    way: Way
    mentors: Sequence[tuple[int, Sequence[int]]]
    """(member, groups) of those who mentor."""
    begin: datetime
    talks: dict[int, Talk] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    held_back: int = 0
    too_late: Counter = field(default_factory=Counter)
    most_held: Counter = field(default_factory=Counter)
    over_capacity: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.way.seed)
        self.events: list[tuple[datetime, int, Callable[[], None]]] = []
        self.order = itertools.count()
        self.now = self.begin
        self.end = self.begin + self.way.days * DAY

    def play(self) -> None:
        """From the first hour to the last."""
        with self._at(self.begin):
            self._appoint()
        self._plan()
        while self.events:
            moment, _, act = heapq.heappop(self.events)
            if moment >= self.end:
                break
            with self._at(moment):
                act()
        self.now = self.end

    @contextmanager
    def _at(self, moment: datetime) -> Iterator[None]:
        self.now = moment
        with time_machine.travel(moment, tick=False):
            yield
        db.session.rollback()

    def _later(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self.events, (moment.replace(microsecond=0), next(self.order), act))

    def _some_time(self) -> datetime:
        return self.begin + self.random.random() * self.way.days * DAY

    def _appoint(self) -> None:
        for member_id, groups in self.mentors:
            for group_id in groups:
                grant_role(SYSTEM, member_id, "mentor", db.session.get_one(Group, group_id).path)
                join(actor_of(member_id), group_id)
            keep_settings(actor_of(member_id), MentorInput(capacity=self.way.capacity))

    def _plan(self) -> None:
        for number in range(self.way.newcomers):
            self._later(self._some_time(), lambda number=number: self._arrive(number))
        for _ in range(self.way.talks):
            self._later(self._some_time(), self._member_starts)
        for day in range(self.way.days):
            for hour in range(24):
                self._later(self.begin + day * DAY + hour * HOUR + timedelta(minutes=20), look_after_unanswered)
            self._later(self.begin + day * DAY + 3 * HOUR, self._at_night)
            for hour in VISITS:
                self._later(self.begin + day * DAY + hour * HOUR + timedelta(minutes=5), self._mentors_come)

    def _at_night(self) -> None:
        settle_newcomers()
        review_every_claim()

    def _arrive(self, number: int) -> None:
        group_id = self.random.choice(self.way.groups)
        member_id = add_member(SYSTEM, NewMember(f"arrival-{self.way.seed}-{number}", f"Arrival {number}"))
        join(actor_of(member_id), group_id)
        self.people[member_id] = Person(member_id, group_id, self.now)
        if self.random.random() < 0.8:
            self._later(self.now + self.random.random() * 6 * HOUR, lambda: self._newcomer_writes(member_id))

    def _newcomer_writes(self, member_id: int) -> None:
        person = self.people[member_id]
        open_session(member_id, "Firefox on Linux")
        if self._start(member_id, person.group_id):
            person.posts.append(self.now)

    def _member_starts(self) -> None:
        self._start(*self.random.choice(self.way.authors))

    def _start(self, member_id: int, group_id: int) -> bool:
        title = self.random.choice(self.way.titles)
        given = StartInput(
            new_token(), group_id, title, f"{title} I would like to know.", anyway=True, accepts_guidelines=True
        )
        outcome = start_discussion(actor_of(member_id), given)
        if outcome.state != PUBLISHED:
            self.held_back += 1
            return False
        talk = Talk(outcome.discussion_id or 0, group_id, member_id, self.now)
        self.talks[talk.id] = talk
        wait = self.random.choice(self.way.waits)
        if wait is not None:
            self._later(self.now + wait, lambda: self._member_answers(talk))
        return True

    def _member_answers(self, talk: Talk) -> None:
        others = [member for member, group in self.way.authors if group == talk.group_id and member != talk.author_id]
        if others:
            self._answer(self.random.choice(others), talk)

    def _answer(self, member_id: int, talk: Talk) -> None:
        words = "I had that too, and it passed. Ask at your next visit, and write it down before."
        outcome = reply(
            actor_of(member_id), ReplyInput(new_token(), talk.id, words, anyway=True, accepts_guidelines=True)
        )
        if outcome.state == PUBLISHED:
            self._was_answered(talk)

    def _was_answered(self, talk: Talk) -> None:
        talk.answered = talk.answered or self.now
        person = self.people.get(talk.author_id)
        if person is not None:
            self._was_greeted(person)

    def _was_greeted(self, person: Person) -> None:
        if person.greeted is None:
            person.greeted = self.now
            if self.random.random() < 0.6:
                back = self.now + self.random.random() * 8 * DAY
                self._later(back, lambda: self._comes_back(person))

    def _comes_back(self, person: Person) -> None:
        open_session(person.id, "Firefox on Linux")
        if len(person.posts) == 1 and self.random.random() < 0.8 and self._start(person.id, person.group_id):
            person.posts.append(self.now)

    def _mentors_come(self) -> None:
        """Everybody looks at the desk first, then each acts on what they saw: some of it is taken by then."""
        here = [member_id for member_id, _ in self.mentors if self.random.random() > 0.15]
        pages = {member_id: self._look(member_id) for member_id in here}
        for member_id, wanted in pages.items():
            self._let_go(member_id)
            for newcomer_id in wanted:
                self._welcome(member_id, newcomer_id)
        for member_id in here:
            self._answer_what_waits(member_id)
        self._count_held()

    def _look(self, member_id: int) -> list[int]:
        actor = actor_of(member_id)
        rows = arrivals(actor, load_of(member_id), ALL, None).items
        greeted = set(db.session.scalars(select(Newcomer.member_id).where(Newcomer.greeted_at.is_not(None))))
        return [row.member_id for row in rows if row.may_welcome and not row.holder and row.member_id not in greeted]

    def _let_go(self, member_id: int) -> None:
        """Who came back, or was welcomed five days ago, needs this mentor no more."""
        held = db.session.execute(
            select(Welcome.newcomer_id, Welcome.claimed_at, Newcomer.returned_at)
            .join(Newcomer, Newcomer.member_id == Welcome.newcomer_id)
            .where(Welcome.mentor_id == member_id, IS_HELD)
        ).all()
        for newcomer_id, claimed_at, returned_at in held:
            if returned_at is not None or self.now - claimed_at > 5 * DAY:
                let_go(actor_of(member_id), newcomer_id)

    def _welcome(self, member_id: int, newcomer_id: int) -> None:
        actor = actor_of(member_id)
        try:
            claim(actor, newcomer_id)
            case = case_of(actor, newcomer_id)
            given = WelcomeInput(
                draft_key=new_token(),
                newcomer_id=newcomer_id,
                line="I read what you wrote twice, because I remember my own first week.",
                way=case.way.name,
                people=tuple(one.who.member_id for one in case.people),
                talk_id=case.talk.talk.discussion_id if case.talk else None,
                anyway=True,
                accepts_guidelines=True,
            )
            outcome = send_welcome(actor, given)
        except Conflict as refusal:
            self.too_late[refusal.reason] += 1
            return
        if outcome.state == PUBLISHED:
            self._note_welcome(
                newcomer_id, case.seen.first.discussion_id if case.way.is_reply and case.seen.first else None
            )

    def _note_welcome(self, newcomer_id: int, talk_id: int | None) -> None:
        talk = self.talks.get(talk_id or 0)
        if talk is not None:
            talk.answered = talk.answered or self.now
        self._was_greeted(self.people[newcomer_id])

    def _answer_what_waits(self, member_id: int) -> None:
        groups = dict(self.mentors)[member_id]
        for row in unanswered_page(actor_of(member_id)).talks.items:
            talk = self.talks.get(row.id)
            old = talk is not None and self.now - talk.at >= LEFT_TO_OTHERS
            if talk is not None and old and talk.author_id != member_id and talk.group_id in groups:
                self._answer(member_id, talk)

    def _count_held(self) -> None:
        rows = db.session.execute(
            select(Welcome.mentor_id, func.count(), Mentor.capacity)
            .join(Mentor, Mentor.member_id == Welcome.mentor_id)
            .where(IS_HELD)
            .group_by(Welcome.mentor_id, Mentor.capacity)
        ).all()
        for mentor_id, held, capacity in rows:
            self.most_held[mentor_id] = max(self.most_held[mentor_id], held)
            self.over_capacity += held > capacity

    def welcomed_twice(self) -> list[int]:
        """Newcomers with more than one welcome. None, if all is well."""
        many = select(Greeting.newcomer_id).group_by(Greeting.newcomer_id).having(func.count() > 1)
        return list(db.session.scalars(many))

    def talk_figures(self, group_id: int | None = None, month: str = "") -> TalkFigures:
        """The figures of discussions, from the month's own notes."""
        mine = [talk for talk in self.talks.values() if _fits(talk.group_id, talk.at, group_id, month)]
        waits = sorted(int((talk.answered - talk.at).total_seconds()) for talk in mine if talk.answered)
        counted = [len(mine), len(waits), _ranked(waits, 0.5), _ranked(waits, 0.9)]
        for span in (DAY, 3 * DAY):
            known = [talk for talk in mine if talk.at <= self.end - span]
            late = [talk for talk in known if talk.answered is None or talk.answered - talk.at > span]
            counted += [len(known), len(late)]
        return TalkFigures(*counted)  # type: ignore[arg-type]

    def newcomer_figures(self, group_id: int | None = None, month: str = "") -> NewcomerFigures:
        """The figures of newcomers, from the month's own notes."""
        mine = [one for one in self.people.values() if _fits(one.group_id, one.arrived, group_id, month)]
        wrote = [one for one in mine if one.posts and one.posts[0] <= self.end - 14 * DAY]
        again = [one for one in wrote if len(one.posts) > 1 and one.posts[1] - one.posts[0] <= 14 * DAY]
        return NewcomerFigures(len(mine), sum(one.greeted is not None for one in mine), len(wrote), len(again))


def _fits(group_id: int, at: datetime, wanted: int | None, month: str) -> bool:
    return wanted in (None, group_id) and f"{at.astimezone(UTC):%Y-%m}".startswith(month)


def _ranked(values: Sequence[int], share: float) -> int | None:
    return values[math.ceil(share * len(values)) - 1] if values else None
