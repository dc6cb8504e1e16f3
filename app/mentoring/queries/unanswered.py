"""Discussions that nobody answered: those the jobs must still do something about, and the page of those that wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, Actor
from app.accounts.queries import kept_from_writing
from app.core import clock
from app.core.db import db
from app.core.paging import Page
from app.core.policy import NotFound
from app.core.scope import within_any
from app.discussions import policies as talks
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.discussions.queries.lists import LONGEST_FIRST, TalkRow, waiting_talks
from app.discussions.queries.waiting import A_DAY, COUNTED, THREE_DAYS, waits
from app.groups.models import Group, Membership
from app.mentoring import policies
from app.mentoring.followers import Answered
from app.mentoring.inputs import ASKED
from app.mentoring.models import Asked
from app.notifications.models import Notice

LOOKED_BACK = timedelta(days=30)
"""What waits longer than this is left to the page: nobody is asked about it any more."""
LATELY = timedelta(days=90)
"""Who answered in the group since then may be asked."""
MOST_LOOKED_AT = 400
"""Answers of one group that are looked at for this."""
A_WEEK = timedelta(days=7)

FRESH, DAYS, LONGER = "fresh", "days", "longer"
BANDS = (FRESH, DAYS, LONGER)
"""How long something waits: under a day, one to three days, longer."""


@dataclass(frozen=True)
class Waiting:
    """A discussion that the jobs work on, with its group's id and path and its opening words."""

    id: int
    title: str
    author_id: int
    group_id: int
    path: str
    words: str
    revision_id: int | None


@dataclass(frozen=True)
class GroupAges:
    """How many wait in one group, by how long; each at most `COUNTED`."""

    slug: str
    name: str
    fresh: int
    days: int
    longer: int

    @property
    def total(self) -> int:
        return self.fresh + self.days + self.longer


@dataclass(frozen=True)
class UnansweredPage:
    """Every group on the actor's paths where somebody waits, the longest waits first; and one page of those who wait."""

    groups: tuple[GroupAges, ...]
    talks: Page[TalkRow]
    slug: str
    band: str

    @property
    def total(self) -> GroupAges:
        rows = self.groups
        return GroupAges("", "All groups", *(sum(getattr(row, band) for row in rows) for band in BANDS))

    def is_more(self, band: str) -> bool:
        """Whether counting stopped somewhere, so that more wait than `total` says."""
        return any(getattr(row, band) >= COUNTED for row in self.groups)


def to_ask(limit: int) -> list[Waiting]:
    """Discussions that wait for a day and that nobody was asked about, locked, longest waiting first. 1 statement."""
    return _to_do(A_DAY, Asked.asked_at.is_(None), limit)


def to_put_on_desk(limit: int) -> list[Waiting]:
    """Discussions that wait for three days and were not on the review desk yet, locked. 1 statement."""
    return _to_do(THREE_DAYS, Asked.on_desk_at.is_(None), limit)


def answers_lately(group_ids: Collection[int]) -> dict[int, list[Answered]]:
    """Who answered others in these groups, belongs there and may write there, the latest of each group. A statement for each."""
    since = clock.now() - LATELY
    rows = ((key, db.session.execute(_answers_in(key, since)).all()) for key in sorted(group_ids))
    return {key: [Answered(*row) for row in found] for key, found in rows if found}


def _answers_in(group_id: int, since: datetime) -> Any:
    """The latest talks of a group first, by their index, then the latest posts of these alone: a season of a large community is much."""
    columns = (Discussion.id, Discussion.title, Discussion.author_id, Discussion.last_seq, Group.path)
    latest = (
        select(*columns)
        .join(Group, Group.id == Discussion.group_id)
        .where(Discussion.group_id == group_id, Discussion.last_post_at > since)
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(MOST_LOOKED_AT)
        .subquery()
    )
    lately = and_(Post.discussion_id == latest.c.id, Post.seq > latest.c.last_seq - MOST_LOOKED_AT, Post.seq > 1)
    return (
        select(Post.author_id, latest.c.title, Post.published_at)
        .select_from(latest)
        .join(Post, lately)
        .join(Membership, and_(Membership.group_id == group_id, Membership.member_id == Post.author_id))
        .where(
            Post.state == PUBLISHED,
            Post.published_at > since,
            Post.author_id.is_distinct_from(latest.c.author_id),
            ~kept_from_writing(Post.author_id, latest.c.path, clock.now()),
        )
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(MOST_LOOKED_AT)
    )


def asked_this_week(member_ids: Iterable[int]) -> Mapping[int, int]:
    """How often each was asked in the last seven days. 1 statement."""
    rows = db.session.execute(
        select(Notice.member_id, func.count())
        .where(Notice.member_id.in_(sorted(member_ids)), Notice.kind == ASKED, Notice.created_at > clock.now() - A_WEEK)
        .group_by(Notice.member_id)
    )
    return {member_id: number for member_id, number in rows}


def unanswered_page(actor: Actor, slug: str = "", band: str = "", after: str | None = None) -> UnansweredPage:
    """What waits on the actor's paths, of one group or all, of one band or of the last thirty days. Raises NotFound.

    At most 5 statements. Without a band what is older stays out: nobody would come to those who can still be answered in time.
    """
    if not policies.read_desk(actor):
        raise NotFound
    here = _on_paths(actor)
    rows = db.session.execute(_by_group(actor, here)).all()
    found = (GroupAges(row.slug, row.name, row.fresh, row.days, row.longer) for row in rows)
    groups = tuple(one for one in found if one.total)
    narrowed = [here, Group.slug == slug] if slug else [here]
    now = clock.now()
    narrowed.append(_band(band, now) if band in BANDS else Discussion.published_at > now - LOOKED_BACK)
    return UnansweredPage(groups, waiting_talks(actor, narrowed, after), slug, band if band in BANDS else "")


def groups_to_ask(limit: int) -> set[int]:
    """Where the discussions stand that `to_ask` would find. 1 statement."""
    return set(db.session.scalars(_not_done(select(Discussion.group_id), A_DAY, Asked.asked_at.is_(None), limit)))


def _to_do(age: timedelta, not_done: ColumnElement[bool], limit: int) -> list[Waiting]:
    found = _not_done(select(Discussion, Group.path, Post.body, Post.revision_id), age, not_done, limit)
    locked = found.with_for_update(of=Discussion, skip_locked=True).execution_options(populate_existing=True)
    return [
        Waiting(talk.id, talk.title, talk.author_id or 0, talk.group_id, path, body, revision_id)
        for talk, path, body, revision_id in db.session.execute(locked)
    ]


def _not_done(columns: Any, age: timedelta, not_done: ColumnElement[bool], limit: int) -> Any:
    # A post without a draft's key came with an import: what happened elsewhere long ago is nobody's task here.
    return (
        columns.join(Group, Group.id == Discussion.group_id)
        .join(Post, Post.id == Discussion.opening_id)
        .outerjoin(Asked, Asked.discussion_id == Discussion.id)
        .where(
            Discussion.last_post_at > clock.now() - LOOKED_BACK,
            Discussion.published_at > clock.now() - LOOKED_BACK,
            Discussion.published_at <= clock.now() - age,
            waits(),
            Discussion.author_id.is_not(None),
            Group.archived_at.is_(None),
            Post.draft_key.is_not(None),
            or_(Asked.discussion_id.is_(None), not_done),
        )
        .order_by(Discussion.published_at, Discussion.id)
        .limit(limit)
    )


def _on_paths(actor: Actor) -> ColumnElement[bool]:
    """Rows of Group that the actor mentors or looks after, open for posts."""
    return and_(within_any(Group.path, actor.paths(MENTOR, MODERATOR, ADMIN)), Group.archived_at.is_(None))


def _by_group(actor: Actor, here: ColumnElement[bool]) -> Any:
    """All groups, who waits longest first. Of each the counts stop, so that they cost the same in any group."""
    now = clock.now()
    theirs = and_(Discussion.group_id == Group.id, waits(), talks.discussions_seen(actor))
    longest = select(Discussion.published_at).where(theirs).order_by(*LONGEST_FIRST).limit(1).correlate(Group)
    counts = [_few(and_(theirs, _band(band, now))).label(band) for band in BANDS]
    return select(Group.slug, Group.name, *counts).where(here).order_by(longest.scalar_subquery(), Group.id)


def _few(which: ColumnElement[bool]) -> Any:
    few = select(Discussion.id).where(which).order_by(*LONGEST_FIRST).limit(COUNTED).correlate(Group).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def _band(band: str, now: datetime) -> ColumnElement[bool]:
    day, three = now - A_DAY, now - THREE_DAYS
    if band == FRESH:
        return Discussion.published_at > day
    if band == DAYS:
        return and_(Discussion.published_at <= day, Discussion.published_at > three)
    return Discussion.published_at <= three
