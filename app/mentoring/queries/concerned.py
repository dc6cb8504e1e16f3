"""Whom and what a post that has just come out concerns here: asked for every post, and answered no for most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import Id, UtcDateTime
from app.core.prepared import Prepared
from app.discussions.events import Coming
from app.discussions.models import Discussion, Post
from app.mentoring.clocks import SECOND_POST
from app.mentoring.models import Greeting, Newcomer


class Concerned(NamedTuple):
    """`is_about_newcomers`: a newcomer wrote it, or one whom nobody had answered is answered by it."""

    is_about_newcomers: bool
    is_welcome: bool
    is_first_answer: bool


def by_post(post_id: int) -> Concerned:
    """Of a post that was published in this transaction. 1 statement."""
    found: Concerned | None = _LOOK.first(post=post_id, since=clock.now() - SECOND_POST)
    return found or Concerned(False, False, False)


def by_coming(coming: Sequence[Coming]) -> list[Concerned]:
    """Of replies that are about to come out. One is nobody's welcome that waited, and a first answer where none came before. A statement
    for each, on PostgreSQL one."""
    since = clock.now() - SECOND_POST
    about = [{"author": one.author_id, "discussion": one.discussion_id, "answered": one.answered_id} for one in coming]
    found = _LOOK_AHEAD.first_of_each([{**each, "since": since} for each in about])
    return [each or Concerned(False, False, False) for each in found]


def _build() -> Any:
    answered = aliased(Post)
    is_welcome = exists().where(Greeting.post_id == Post.id).correlate(Post)
    is_first = and_(Discussion.answered_at.is_not(None), Discussion.answered_at == Post.published_at)
    newcomers = _newcomers(Post.author_id, answered)
    return (
        _asked(newcomers, is_welcome, is_first)
        .select_from(Post)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .where(Post.id == bindparam("post", type_=Id))
    )


def _build_ahead() -> Any:
    answered, author = aliased(Post), bindparam("author", type_=Id)
    is_first = and_(Discussion.answered_at.is_(None), Discussion.author_id.is_distinct_from(author))
    return (
        _asked(_newcomers(author, answered), false(), is_first)
        .select_from(Discussion)
        .outerjoin(answered, answered.id == bindparam("answered", type_=Id))
        .where(Discussion.id == bindparam("discussion", type_=Id))
    )


def _asked(newcomers: Any, is_welcome: Any, is_first: Any) -> Any:
    return select(
        newcomers.label("is_about_newcomers"), is_welcome.label("is_welcome"), is_first.label("is_first_answer")
    )


def _newcomers(author: Any, answered: Any) -> Any:
    # As `newcomers.note_post` asks: who is new, or settled since a first post of these days.
    counted = or_(Newcomer.settled_at.is_(None), Newcomer.first_post_at >= bindparam("since", type_=UtcDateTime()))
    # To whom somebody answered before, another answer is nothing new.
    waits = and_(counted, Newcomer.answered_at.is_(None))
    # Each by the key of the table: asked for all at once, PostgreSQL reads every newcomer of a small community.
    return or_(
        exists().where(counted, Newcomer.member_id == author),
        exists().where(waits, Newcomer.member_id == Discussion.author_id),
        exists().where(waits, Newcomer.member_id == answered.author_id),
    )


_LOOK_AHEAD = Prepared(_build_ahead, Concerned)
_LOOK = Prepared(_build, Concerned)
