"""Erasing a post for good: its words, every former one, and what others quoted of it. Its number and its place in the record stay."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.discussions.commands.finding import post_by_id
from app.discussions.commands.placing import take_out
from app.discussions.commands.unnaming import rewrite_texts
from app.discussions.events import PostRemoved
from app.discussions.models import Discussion, DiscussionTag, Draft, Post, PostQuote, Revision
from app.discussions.models.post import REMOVED
from app.discussions.quotes import Change, rewritten
from app.moderation.registry import Erased

ERASED = "[erased]"
ERASED_TITLE = "An erased discussion"


@command
def erase_post(actor: Actor, post_id: int) -> Erased:
    """Take the post out of the talk, and its words out of the database; answers what they were, so that copies of them are found.

    It cannot be undone. Raises NotFound.
    """
    post, discussion, group = post_by_id(post_id)
    erased = _words_of(post, discussion)
    _empty_quotes(post)
    if post.has_place:
        take_out(post, discussion, group, REMOVED)
    else:
        post.turn(REMOVED, clock.now())
    db.session.execute(delete(Revision).where(Revision.post_id == post.id))
    db.session.execute(delete(Draft).where(Draft.post_id == post.id))
    # No text is shown any more, so that no decision on an appeal can put an empty post back.
    post.body, post.html, post.excerpt, post.revision_id, post.edited_at = ERASED, "", ERASED, None, None
    if post.id == discussion.opening_id:
        discussion.title, discussion.slug, discussion.excerpt = ERASED_TITLE, "discussion", ERASED
        db.session.execute(delete(DiscussionTag).where(DiscussionTag.discussion_id == discussion.id))
    publish(PostRemoved(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id))
    return erased


def _words_of(post: Post, discussion: Discussion) -> Erased:
    former = db.session.scalars(select(Revision.body).where(Revision.post_id == post.id)).all()
    texts = tuple(dict.fromkeys((post.body, *former)))
    if post.id != discussion.opening_id:
        return Erased(texts)
    return Erased((discussion.title, *texts), select(Post.id).where(Post.discussion_id == discussion.id))


def _empty_quotes(post: Post) -> None:
    """What others quote under the name that its author had then, in posts that quote this one."""
    kept = db.session.execute(select(PostQuote.post_id, PostQuote.name).where(PostQuote.quoted_id == post.id)).all()
    names: dict[int, set[str]] = {}
    for quoting_id, name in kept:
        names.setdefault(quoting_id, set()).add(name)
    if not names:
        return
    rewrite_texts(
        sorted(names),
        lambda quoting_id: (
            lambda text: rewritten(text, lambda quote: Change.EMPTY if quote.name in names[quoting_id] else Change.STAY)
        ),
    )
    db.session.execute(delete(PostQuote).where(PostQuote.quoted_id == post.id))
