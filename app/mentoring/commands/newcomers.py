"""Newcomers: they arrive, write, are answered, come back, and settle. What is kept of them can be told anew from posts and greetings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union_all, update
from sqlalchemy.orm import aliased

from app.accounts.models import Grant, Member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.groups.models import Membership
from app.mentoring.clocks import SECOND_POST, SETTLED, is_settled, waiting_since
from app.mentoring.commands.ending import end_claims
from app.mentoring.events import NewcomerArrived, NewcomerGreeted, NewcomerSettled
from app.mentoring.models import LEFT, Greeting, Newcomer
from app.mentoring.models import SETTLED as HAS_SETTLED


@command
def arrive(member_id: int) -> bool:
    """Put a member on the welcome desk. False for who is there, joined long ago, holds a role, or is no member."""
    member = db.session.get(Member, member_id)
    if member is None or clock.now() - member.joined_at >= SETTLED:
        return False
    if db.session.get(Newcomer, member_id) is not None or _has_role(member_id):
        return False
    newcomer = Newcomer(
        member_id=member_id, arrived_at=member.joined_at, seen_at=member.joined_at, waiting_since=member.joined_at
    )
    db.session.add(newcomer)
    refresh(newcomer)
    db.session.flush()
    publish(NewcomerArrived(actor_id=member_id, member_id=member_id))
    return True


@command
def note_post(post_id: int) -> None:
    """A post came out, was taken out or came back: tell anew what that means for newcomers who wrote it or were answered by it."""
    post = db.session.get(Post, post_id)
    if post is None:
        return
    for newcomer in _locked(_concerned(post), wrote_since=clock.now() - SECOND_POST):
        if post.author_id == newcomer.member_id:
            # When it was written, which may be long before it came out.
            newcomer.seen_at = max(newcomer.seen_at, post.created_at)
        refresh(newcomer)


@command
def note_greeting(member_id: int) -> None:
    """A mentor's words reached the newcomer."""
    for newcomer in _locked([member_id]):
        refresh(newcomer)


@command
def note_seen(member_id: int, at: datetime) -> None:
    """They are here."""
    for newcomer in _locked([member_id]):
        newcomer.seen_at = max(newcomer.seen_at, at)
        if newcomer.greeted_at is not None and newcomer.returned_at is None and at > newcomer.greeted_at:
            newcomer.returned_at = at
        newcomer.waiting_since = waiting_since(newcomer.times)


@command
def note_groups(member_id: int) -> None:
    """They joined or left a group."""
    for newcomer in _locked([member_id]):
        if newcomer.first_post_id is None:
            newcomer.group_id = _first_group(member_id)


@command
def follow_group(group_id: int, into_id: int) -> None:
    """A group goes up in another one: who came by it came by that one."""
    moved = update(Newcomer).where(Newcomer.group_id == group_id).values(group_id=into_id)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))


@command
def follow_discussions(discussion_ids: Collection[int], group_id: int) -> None:
    """Discussions stand in another group: so does whoever wrote there first."""
    there = Post.discussion_id.in_(discussion_ids)
    # By who wrote there: first posts have no index of their own.
    writers, posts = select(Post.author_id).where(there), select(Post.id).where(there)
    theirs = update(Newcomer).where(Newcomer.member_id.in_(writers), Newcomer.first_post_id.in_(posts))
    moved = theirs.values(group_id=group_id)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))


@command
def settle(member_id: int, ending: str = LEFT) -> None:
    """New no longer, before their time: given a role, or suspended for good. Their mentor's claim ends with `ending`."""
    for newcomer in _locked([member_id]):
        newcomer.settled_at = clock.now()
        end_claims([member_id], ending)
        publish(NewcomerSettled(actor_id=None, member_id=member_id))


@command
def unsettle(member_id: int) -> None:
    """New again: a suspension was lifted before the time of settling had come."""
    newcomer = db.session.get(Newcomer, member_id, with_for_update=True)
    if newcomer is None or newcomer.settled_at is None or _has_role(member_id):
        return
    if not is_settled(newcomer.times, clock.now()):
        newcomer.settled_at = None


@command
def settle_old(member_ids: Collection[int]) -> None:
    """The time of these is over."""
    for newcomer in _locked(member_ids):
        if is_settled(newcomer.times, clock.now()):
            settle(newcomer.member_id, HAS_SETTLED)


def refresh(newcomer: Newcomer) -> None:
    """Tell anew from posts and greetings what happened to a newcomer; inside a command that holds the row. 3 or 4 statements."""
    greeted_before = newcomer.greeted_at
    _tell_posts(newcomer)
    _tell_answer(newcomer)
    if newcomer.greeted_at is None or newcomer.seen_at <= newcomer.greeted_at:
        newcomer.returned_at = None
    elif newcomer.returned_at is None or newcomer.returned_at <= newcomer.greeted_at:
        newcomer.returned_at = newcomer.seen_at
    newcomer.waiting_since = waiting_since(newcomer.times)
    if newcomer.greeted_at is not None and greeted_before is None and newcomer.greeted_by is not None:
        by_id = newcomer.greeted_by
        publish(NewcomerGreeted(actor_id=by_id, member_id=newcomer.member_id, by_id=by_id))


def _tell_posts(newcomer: Newcomer) -> None:
    """First and second post that are out, and the group they stand for."""
    rows = db.session.execute(
        select(Post.id, Post.created_at, Post.published_at, Discussion.group_id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(
            Post.author_id == newcomer.member_id,
            Post.state == PUBLISHED,
            Post.published_at >= newcomer.arrived_at,
        )
        .order_by(Post.published_at, Post.id)
        .limit(2)
    ).all()
    first, second = (*rows, None, None)[:2]
    newcomer.seen_at = max([newcomer.seen_at, *(row.published_at for row in rows)])
    newcomer.first_post_id = first.id if first else None
    newcomer.first_post_at = first.published_at if first else None
    newcomer.second_post_at = second.published_at if second else None
    newcomer.group_id = first.group_id if first else _first_group(newcomer.member_id)


def _tell_answer(newcomer: Newcomer) -> None:
    """The first answer to what they wrote, and whoever turned to them first."""
    answer = _first_answer(newcomer) if newcomer.first_post_at is not None else None
    greeting = db.session.execute(
        select(Greeting.sent_at, Greeting.mentor_id)
        # Words that wait for a moderator have no html yet; a welcome that is a post is an answer like any other, once it is out.
        .where(Greeting.newcomer_id == newcomer.member_id, Greeting.html != "")
        .order_by(Greeting.sent_at, Greeting.id)
        .limit(1)
    ).first()
    newcomer.answered_at = answer.published_at if answer else None
    found = [(answer.published_at, answer.author_id)] if answer else []
    found += [(greeting.sent_at, greeting.mentor_id)] if greeting else []
    newcomer.greeted_at, newcomer.greeted_by = min(found, key=lambda one: one[0], default=(None, None))


def _first_answer(newcomer: Newcomer) -> Any:
    """A post of somebody else in a discussion of theirs, or in reply to a post of theirs.

    Each is found by an index: asked for in one, with OR between them, PostgreSQL reads all posts there are.
    """
    in_talk, replying, own = aliased(Post), aliased(Post), aliased(Post)
    first_in_talk = (
        select(in_talk.id)
        .where(in_talk.discussion_id == Discussion.id, *_answers(in_talk, newcomer))
        # Places are taken as posts come out; an index has them in order.
        .order_by(in_talk.seq)
        .limit(1)
        .scalar_subquery()
    )
    in_talks = select(first_in_talk).where(Discussion.author_id == newcomer.member_id)
    replies = (
        select(replying.published_at, replying.author_id, replying.id)
        .join(own, own.id == replying.reply_to_id)
        .where(own.author_id == newcomer.member_id, *_answers(replying, newcomer))
        .order_by(replying.published_at, replying.id)
        .limit(1)
    )
    both = union_all(
        select(Post.published_at, Post.author_id, Post.id).where(Post.id.in_(in_talks)), select(replies.subquery())
    ).subquery()
    return db.session.execute(select(both).order_by(both.c.published_at, both.c.id).limit(1)).first()


def _answers(post: Any, newcomer: Newcomer) -> tuple[ColumnElement[bool], ...]:
    """Somebody else's, out since they first wrote."""
    return (
        post.state == PUBLISHED,
        post.author_id.is_distinct_from(newcomer.member_id),
        post.published_at >= newcomer.first_post_at,
    )


def _concerned(post: Post) -> set[int]:
    """Who wrote a post, and whom it answers."""
    discussion = db.session.get(Discussion, post.discussion_id)
    answered = db.session.get(Post, post.reply_to_id) if post.reply_to_id is not None else None
    people = (post.author_id, discussion.author_id if discussion else None, answered.author_id if answered else None)
    return {key for key in people if key is not None}


def _locked(member_ids: Collection[int], wrote_since: datetime | None = None) -> list[Newcomer]:
    """The newcomers among these, locked until the transaction ends; also who settled, but first wrote since then."""
    counted: ColumnElement[bool] = Newcomer.settled_at.is_(None)
    if wrote_since is not None:
        counted = or_(counted, Newcomer.first_post_at >= wrote_since)
    found = select(Newcomer).where(Newcomer.member_id.in_(sorted(member_ids)), counted)
    return list(db.session.scalars(found.order_by(Newcomer.member_id).with_for_update()))


def _first_group(member_id: int) -> int | None:
    joined = select(Membership.group_id).where(Membership.member_id == member_id)
    return db.session.scalar(joined.order_by(Membership.joined_at, Membership.group_id).limit(1))


def _has_role(member_id: int) -> bool:
    held = select(Grant.id).where(Grant.member_id == member_id, Grant.in_force(clock.now()))
    return db.session.scalar(held.limit(1)) is not None
