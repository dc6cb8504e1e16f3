"""Greetings: what became of one, and its page for the two people it is between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core.db import db
from app.core.markup import render, words_of
from app.core.policy import NotFound
from app.core.scope import ROOT
from app.core.text import one_line
from app.discussions.models import Discussion, Post
from app.discussions.models.post import HELD, PUBLISHED, REMOVED, SENT_BACK
from app.discussions.policies import posts_seen, see_post
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.inputs import GREETING
from app.mentoring.letter import Named
from app.mentoring.models import Greeting, Introduction, Newcomer
from app.moderation.models import ReviewItem
from app.moderation.policies import readable as items_readable

GONE = "Somebody who has left"
FIRST_WORDS = 180
"""Letters of a welcome that a notice shows."""


@dataclass(frozen=True)
class Met:
    """Somebody whom the welcome named. `id` is the introduction's."""

    id: int
    who: Named


@dataclass(frozen=True)
class GreetingPage:
    """A welcome as its reader sees it. `url` opens the post, '' when it was for the newcomer alone. `flag_url`: where it is reported."""

    id: int
    html: str
    state: str
    sent_at: datetime
    thanked_at: datetime | None
    mentor: Named | None
    newcomer: Named
    url: str
    title: str
    flag_url: str
    met: Sequence[Met]
    is_for_me: bool
    is_mine: bool

    @property
    def is_out(self) -> bool:
        return self.state == PUBLISHED


@dataclass(frozen=True)
class GreetingShown:
    """A welcome in a notice: the names of both, and its first words."""

    greeting: Greeting
    mentor: str
    newcomer: str
    words: str


def state_of(greeting: Greeting, post_state: str | None) -> str:
    """'published', 'held', 'sent_back' or 'removed'. A welcome that stands in a discussion shares the fate of its post.

    Words for the newcomer alone are out once they have `html`, held while they have a `body` only, removed when both are empty.
    """
    if greeting.post_id is not None:
        return post_state if post_state in (PUBLISHED, HELD, SENT_BACK) else REMOVED
    if greeting.html:
        return PUBLISHED
    return HELD if greeting.body else REMOVED


def is_out() -> ColumnElement[bool]:
    """SQL for: it can be read. For rows of Greeting, outer-joined with its Post."""
    return or_(and_(Greeting.post_id.is_(None), Greeting.html != ""), Post.state == PUBLISHED)


def counts() -> ColumnElement[bool]:
    """SQL for: the newcomer has it, or it is on its way, so that nobody writes a second one."""
    alone = and_(Greeting.post_id.is_(None), or_(Greeting.html != "", Greeting.body != ""))
    return or_(alone, Post.state.in_((PUBLISHED, HELD, SENT_BACK)))


def greeting_page(actor: Actor, greeting_id: int) -> GreetingPage:
    """The page of a welcome. Raises NotFound for everybody else, and for its newcomer while it is not out. At most 5 statements."""
    mentor, newcomer = aliased(Member), aliased(Member)
    row = db.session.execute(
        select(Greeting, mentor, newcomer, Post, Discussion, Group)
        .join(newcomer, newcomer.id == Greeting.newcomer_id)
        .outerjoin(mentor, mentor.id == Greeting.mentor_id)
        .outerjoin(Post, Post.id == Greeting.post_id)
        .outerjoin(Discussion, Discussion.id == Post.discussion_id)
        .outerjoin(Group, Group.id == Discussion.group_id)
        .where(Greeting.id == greeting_id)
    ).one_or_none()
    if row is None or not _may_read(actor, row[0]):
        raise NotFound
    greeting, by, to, post, discussion, group = row
    state = state_of(greeting, post.state if post else None)
    if post is not None and not see_post(actor, post, discussion, group):
        raise NotFound
    if actor.member_id == greeting.newcomer_id and state != PUBLISHED:
        raise NotFound
    return GreetingPage(
        id=greeting.id,
        html=post.html if post else greeting.html or render(greeting.body).html,
        state=state,
        sent_at=greeting.sent_at,
        thanked_at=greeting.thanked_at,
        mentor=named(by) if by else None,
        newcomer=named(to),
        url=f"/posts/{post.id}" if post else "",
        title=discussion.title if discussion else "",
        flag_url=f"/posts/{post.id}/flag" if post else f"/greetings/{greeting.id}/flag",
        met=_met(actor, greeting) if state == PUBLISHED else (),
        is_for_me=actor.member_id == greeting.newcomer_id,
        is_mine=actor.member_id == greeting.mentor_id,
    )


def greetings_shown(actor: Actor, greeting_ids: Sequence[int | None]) -> dict[int, GreetingShown]:
    """Welcomes between the actor and somebody that can be read, by id. One statement, and one for those in a discussion."""
    mentor, newcomer = aliased(Member), aliased(Member)
    parties = or_(Greeting.newcomer_id == actor.member_id, Greeting.mentor_id == actor.member_id)
    rows = db.session.execute(
        select(Greeting, mentor.display_name, newcomer.display_name)
        .join(newcomer, newcomer.id == Greeting.newcomer_id)
        .outerjoin(mentor, mentor.id == Greeting.mentor_id)
        .outerjoin(Post, Post.id == Greeting.post_id)
        .where(Greeting.id.in_([key for key in greeting_ids if key is not None]), parties, is_out())
    ).all()
    excerpts = _excerpts(actor, [row[0].post_id for row in rows if row[0].post_id is not None])
    return {
        greeting.id: GreetingShown(
            greeting, by or GONE, to, excerpts[greeting.post_id] if greeting.post_id else _first_words(greeting)
        )
        for greeting, by, to in rows
        if greeting.post_id is None or greeting.post_id in excerpts
    }


def named(member: Member) -> Named:
    """How a page names a member."""
    return Named(member.id, member.display_name, member.username)


def _first_words(greeting: Greeting) -> str:
    return one_line(words_of(greeting.html), FIRST_WORDS)


def _excerpts(actor: Actor, post_ids: Sequence[int]) -> dict[int, str]:
    if not post_ids:
        return {}
    rows = db.session.execute(
        select(Post.id, Post.excerpt)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .where(Post.id.in_(post_ids), posts_seen(actor))
    )
    return {post_id: excerpt for post_id, excerpt in rows}


def _may_read(actor: Actor, greeting: Greeting) -> bool:
    """The two it is between; and whoever has it on the review desk, because it was reported or waits there."""
    if policies.read_greeting(actor, greeting):
        return True
    if not actor.is_staff:
        return False
    item = exists().where(
        ReviewItem.subject_kind == GREETING, ReviewItem.subject_id == greeting.id, items_readable(actor)
    )
    return bool(db.session.scalar(select(item)))


def _met(actor: Actor, greeting: Greeting) -> tuple[Met, ...]:
    """Whom it named, without those that the newcomer declined themselves."""
    by_other = and_(Introduction.declined_by.is_not(None), Introduction.declined_by != greeting.newcomer_id)
    rows = db.session.execute(
        select(Introduction.id, Member)
        .join(Member, Member.id == Introduction.member_id)
        .where(Introduction.greeting_id == greeting.id, or_(Introduction.declined_at.is_(None), by_other))
        .order_by(Introduction.id)
    )
    return tuple(Met(made_id, named(member)) for made_id, member in rows)


def scope_of(newcomer: Newcomer | None) -> str:
    """The path whose moderators read what is reported of words for this newcomer alone: that of the group they came by."""
    path = db.session.scalar(select(Group.path).where(Group.id == newcomer.group_id)) if newcomer else None
    return path or ROOT
