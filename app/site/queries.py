"""What the first page and "For you" show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, Actor
from app.accounts.models import Grant, Member
from app.accounts.queries import resting
from app.core import clock
from app.core.among import among, numbers
from app.core.by_version import ByVersion
from app.core.db import db
from app.core.kept import Kept
from app.core.prepared import Prepared
from app.core.versions import ALL, Key
from app.discussions.inputs import MENTION, REPLY, SUBJECT
from app.discussions.models import FIGURES, TALKS, Discussion, Draft
from app.discussions.models.post import SENT_BACK
from app.discussions.queries.drafts import WaitingRow, waiting_posts
from app.discussions.queries.followed import Followed, followed_talks
from app.discussions.queries.lists import Quoted, TalkRow, latest_open_to_all, longest_waiting
from app.discussions.queries.news import GroupNews, group_news
from app.groups.models import GROUP, TREE
from app.groups.queries import Directory, Listed, directory, my_groups
from app.mentoring.inputs import GREETING
from app.moderation.kinds import WORRIED
from app.moderation.models import OPEN, ReviewItem
from app.moderation.models.items import DESK
from app.moderation.queries.line import usual_minutes
from app.notifications.queries import NoticeRow, newest, unread_count
from app.site import wording

MOST_HEARD = 3
LOOKED_AT = 9
"""Latest discussions among which the sentences of the first page are found."""
REPLIES = 5
WAITING = 5
ON_THEIR_WAY = 3
FOLLOWED = 8
MOST_MEMBERS = 10_000
"""Members are counted no further, so that counting them takes as long in any community."""
ANSWERS = (REPLY, MENTION, GREETING)
"""Kinds of notices that somebody's words are behind."""


@dataclass(frozen=True)
class House:
    """Who is here, and how long a held post usually waits (None: too few to say). `members` are counted up to `MOST_MEMBERS`."""

    members: int
    mentors: int
    moderators: int
    usual_minutes: int | None

    @property
    def has_more_members(self) -> bool:
        return self.members >= MOST_MEMBERS


@dataclass(frozen=True)
class Heard:
    """A sentence that somebody said in a discussion which everybody may read."""

    words: str
    talk: Quoted


@dataclass(frozen=True)
class HomePage:
    """The first page, but for what people talk about. `open_to_all`: some group can be read without an account."""

    groups: Directory
    house: House

    @property
    def open_to_all(self) -> bool:
        return any(group.access == "public" for group in self.groups.groups)


@dataclass(frozen=True)
class MyGroup:
    """One of the member's groups, and what is new in it."""

    group: Listed
    news: GroupNews


@dataclass(frozen=True)
class ForYou:
    """A member's own page.

    `new_replies` counts all that are unread, `other_news` the unread notices of other kinds; `more_wait`: more people wait than
    are shown; `more_on_their_way` likewise for the member's own posts. `followed` begins with what somebody wrote in last.
    """

    replies: Sequence[NoticeRow]
    new_replies: int
    other_news: int
    followed: Sequence[Followed]
    waiting: Sequence[TalkRow]
    more_wait: bool
    groups: Sequence[MyGroup]
    on_their_way: Sequence[WaitingRow]
    more_on_their_way: bool
    drafts: int

    @property
    def is_something_sent_back(self) -> bool:
        """Whether one of the posts shown waits for a change by its author."""
        return any(row.state == SENT_BACK for row in self.on_their_way)

    @property
    def people_waiting(self) -> int:
        """How many different people began what waits here."""
        return len({talk.author.member_id for talk in self.waiting})


def home_page(actor: Actor) -> HomePage:
    """1 statement, and 2 more when the figures of the house are not in memory."""
    return HomePage(directory(actor), house())


def heard() -> tuple[Heard, ...]:
    """What people talk about, in some sentences. 2 statements, none for a page that has found that nothing has changed."""
    return _heard.get()


def house() -> House:
    """Read anew every few seconds: it is the same for everybody."""
    return _house.get()


def for_you(actor: Actor) -> ForYou:
    """At most 19 statements, and 3 for each own post that is shown on its way."""
    member_id = actor.member_id or 0
    replies = newest(actor, REPLIES, kinds=ANSWERS)
    new_replies = unread_count(member_id, ANSWERS)
    groups = my_groups(actor)
    news = group_news(actor, [group.id for group in groups], WAITING + 1)
    waiting = longest_waiting(actor, [key for one in news.values() for key in one.longest], WAITING + 1)
    on_their_way = waiting_posts(actor, ON_THEIR_WAY + 1)
    return ForYou(
        replies=replies,
        new_replies=new_replies,
        other_news=unread_count(member_id) - new_replies,
        followed=followed_talks(actor, FOLLOWED),
        waiting=waiting[:WAITING],
        more_wait=len(waiting) > WAITING,
        groups=_busiest_first(groups, news),
        on_their_way=on_their_way[:ON_THEIR_WAY],
        more_on_their_way=len(on_their_way) > ON_THEIR_WAY,
        drafts=db.session.scalar(select(func.count()).where(Draft.author_id == member_id)) or 0,
    )


def _busiest_first(groups: Sequence[Listed], news: dict[int, GroupNews]) -> list[MyGroup]:
    found = [MyGroup(group, news.get(group.id, GroupNews())) for group in groups]
    return sorted(found, key=lambda mine: (-mine.news.new, -mine.news.waiting, mine.group.name.casefold()))


def _read_heard() -> tuple[Heard, ...]:
    """Latest talks with an answer, one of each group while there are enough groups, the same for everybody. 2 statements."""
    talks = [talk for talk in latest_open_to_all(LOOKED_AT) if talk.excerpt and talk.reply_count]
    tender = _tender([talk.id for talk in talks])
    fit = [talk for talk in talks if talk.id not in tender]
    first_of_group = {talk.group_id: talk for talk in reversed(fit)}
    chosen = [talk for talk in fit if first_of_group[talk.group_id] is talk]
    chosen += [talk for talk in fit if talk not in chosen]
    return tuple(Heard(wording.said(talk.excerpt), talk) for talk in chosen[:MOST_HEARD])


def _tender(ids: Sequence[int]) -> frozenset[int]:
    """Discussions that are not put on the first page: somebody was worried about the writer, or a moderator has yet to look."""
    return frozenset([key for (key,) in _TENDER.rows(talks=ids)]) if ids else frozenset()


def _tender_statement() -> Select[Any]:
    opening = and_(ReviewItem.subject_kind == SUBJECT, ReviewItem.subject_id == Discussion.opening_id)
    is_tender = or_(ReviewItem.kind == WORRIED, ReviewItem.state == OPEN)
    return select(Discussion.id).join(ReviewItem, opening).where(among(Discussion.id, [numbers("talks")]), is_tender)


def _read_house() -> House:
    row = db.session.execute(
        select(
            select(func.count()).select_from(select(Member.id).limit(MOST_MEMBERS).subquery()).scalar_subquery(),
            _holders(MENTOR).scalar_subquery(),
            _holders(MODERATOR, ADMIN).scalar_subquery(),
        )
    ).one()
    return House(*row, usual_minutes=usual_minutes())


def _holders(*kinds: str) -> Select:
    """How many people hold one of these roles anywhere."""
    now = clock.now()
    return select(func.count(Grant.member_id.distinct())).where(
        Grant.kind.in_(kinds), Grant.in_force(now), ~resting(now)
    )


_TENDER = Prepared(_tender_statement)
_house: Kept[House] = Kept("site.house", _read_house)
_heard: ByVersion[tuple[Heard, ...]] = ByVersion(
    "site.heard", (Key(GROUP, ALL), Key(FIGURES, ALL), TREE, TALKS, DESK), _read_heard
)
