"""Words that a moderator keeps from the talk while the post keeps its place: a hidden post, and a text without some words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.markup import mentions_in, render
from app.core.policy import Conflict
from app.core.text import slugify
from app.discussions.commands.finding import post_by_id
from app.discussions.commands.placing import let_in
from app.discussions.commands.quoting import keep_quotes
from app.discussions.commands.showing import show_revision
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import DROPPED, HELD, HIDDEN, PUBLISHED
from app.discussions.queries.revisions import waiting_revision
from app.moderation.registry import Before, Redacted


def before_of(post: Post, discussion: Discussion, waiting: Revision | None) -> Before:
    """What an appeal needs to put a post back: ids, states and counters, no words."""
    return {
        "state": post.state,
        "seq": post.seq,
        "branch_seq": post.branch_seq,
        "revision_id": post.revision_id,
        "waiting_id": waiting.id if waiting is not None else None,
        "published_at": _moment(post.published_at),
        "edited_at": _moment(post.edited_at),
        "is_locked": discussion.is_locked,
        "is_removed": discussion.removed_at is not None,
        "reply_count": discussion.reply_count,
        "people_count": discussion.people_count,
        "people_ids": list(discussion.people_ids),
        "last_post_id": discussion.last_post_id,
        "last_post_at": _moment(discussion.last_post_at),
        "answered_at": _moment(discussion.answered_at),
        "made_revision_id": None,
    }


@command
def hide(post: Post, discussion: Discussion) -> None:
    """The place stays, with every counter; the words are for the author and moderators. Raises Conflict when it is not out."""
    if not post.is_published:
        raise Conflict("not_now")
    post.turn(HIDDEN, clock.now())
    if post.is_opening:
        discussion.excerpt = ""
    discussion.version += 1


@command
def uncover(post: Post, discussion: Discussion) -> None:
    """The words of a hidden post are read again where they always stood."""
    post.turn(PUBLISHED, clock.now())
    if post.is_opening:
        discussion.excerpt = post.excerpt
    discussion.version += 1


@command
def take_words_out(actor: Actor, post_id: int, revision_id: int | None, left: Redacted) -> Before:
    """Show the post without the words concerned: what is `left` is a text of its own, and the former one stays in its history.

    A post that was held comes out with it. Answers what was before. Raises Conflict when the post is neither out nor waiting.
    """
    post, discussion, group = post_by_id(post_id)
    waiting = waiting_revision(post.id) if post.state != HELD else None
    if post.state not in (HELD, PUBLISHED):
        raise Conflict("not_now")
    before = before_of(post, discussion, waiting)
    revision = _revision_of(post, left)
    if waiting is not None:
        waiting.become(DROPPED)
    show_revision(actor, post, discussion, revision)
    if left.title is not None and post.id == discussion.opening_id:
        # The address is made of the title: what was taken out of one must not stand in the other.
        discussion.slug = slugify(left.title) or "discussion"
    if post.state == HELD:
        let_in(actor, post, discussion, group, mentions_in(post.body))
    return {**before, "made_revision_id": revision.id}


def _revision_of(post: Post, left: Redacted) -> Revision:
    last = db.session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id)) or 0
    revision = Revision(
        post_id=post.id,
        number=last + 1,
        title=left.title,
        body=left.text,
        html=render(left.text).html,
        author_id=post.author_id,
        created_at=clock.now(),
        state=HELD,
        findings={},
    )
    db.session.add(revision)
    db.session.flush()
    keep_quotes(post, left.text)
    return revision


def _moment(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
