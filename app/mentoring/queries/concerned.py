"""Whom and what a post that has just come out concerns here: asked for every post, and answered no for most."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import Id, UtcDateTime
from app.core.prepared import Prepared
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


def _build() -> Any:
    answered = aliased(Post)
    # As `newcomers.note_post` asks: who is new, or settled since a first post of these days.
    counted = or_(Newcomer.settled_at.is_(None), Newcomer.first_post_at >= bindparam("since", type_=UtcDateTime()))
    # To whom somebody answered before, another answer is nothing new.
    waits = and_(Newcomer.member_id.in_([Discussion.author_id, answered.author_id]), Newcomer.answered_at.is_(None))
    newcomers = exists().where(counted, or_(Newcomer.member_id == Post.author_id, waits))
    return (
        select(
            newcomers.correlate(Post, Discussion, answered).label("is_about_newcomers"),
            exists().where(Greeting.post_id == Post.id).correlate(Post).label("is_welcome"),
            and_(Discussion.answered_at.is_not(None), Discussion.answered_at == Post.published_at).label(
                "is_first_answer"
            ),
        )
        .select_from(Post)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .where(Post.id == bindparam("post", type_=Id))
    )


_LOOK = Prepared(_build, Concerned)
