"""Other words take the place of those that a post shows."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.markup import words_of
from app.core.text import one_line
from app.discussions.events import PostEdited
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import CURRENT, PAST
from app.discussions.preparing import EXCERPT


@command
def show_revision(actor: Actor, post: Post, discussion: Discussion, revision: Revision) -> None:
    """The waiting words replace the former ones."""
    former = db.session.get(Revision, post.revision_id) if post.revision_id else None
    if former is not None and former.id != revision.id:
        former.become(PAST)
    revision.become(CURRENT)
    post.show(revision, one_line(words_of(revision.html), EXCERPT))
    post.edited_at = clock.now()
    discussion.version += 1
    if post.id == discussion.opening_id:
        discussion.excerpt = post.excerpt
        discussion.title = revision.title or discussion.title
    publish(PostEdited(actor_id=actor.member_id, post_id=post.id, revision_id=revision.id))
