"""Somebody leaves: what they wrote follows their choice, a batch of posts in each transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from app.accounts.holdings import EVERYTHING, KEEP, Leaver
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.discussions.commands.placing import take_out
from app.discussions.events import PostWithdrawn
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, DiscussionTag, Mention, Post, Revision
from app.discussions.models.post import CURRENT, PLACED, REMOVED, WITHDRAWN
from app.discussions.wording import TAKEN_BACK, TAKEN_TITLE
from app.groups.models import Group
from app.moderation.models import OPEN, ReviewItem

POSTS_AT_ONCE = 20
"""Posts that one transaction ends: on SQLite everybody else who writes waits for it."""


@command
def end_posts(leaver: Leaver) -> bool:
    """The next posts of somebody who leaves; whether there are more. What nobody else could read goes in any case."""
    mine = select(Post.id, Post.discussion_id).where(Post.author_id == leaver.member_id).order_by(Post.id)
    found = db.session.execute(mine.limit(POSTS_AT_ONCE)).all()
    if not found:
        return False
    places = _Places([row.id for row in found], [row.discussion_id for row in found], leaver)
    for post in places.posts:
        places.end(post)
    places.end_revisions()
    db.session.flush()
    return len(found) == POSTS_AT_ONCE


@command
def end_discussions(leaver: Leaver) -> None:
    """Discussions that they began and have no post in, and lists of people that name them still."""
    left = update(Discussion).where(Discussion.author_id == leaver.member_id).values(author_id=None)
    db.session.execute(left.execution_options(synchronize_session=False))
    db.session.execute(delete(Mention).where(Mention.member_id == leaver.member_id))
    db.session.expire_all()


class _Places:
    """A batch of posts with their discussions and groups, locked in the order in which everybody locks them."""

    def __init__(self, post_ids: Sequence[int], discussion_ids: Sequence[int], leaver: Leaver) -> None:
        self.leaver = leaver
        self.emptied: list[int] = []
        items = select(ReviewItem.id).where(
            ReviewItem.subject_kind == SUBJECT, ReviewItem.subject_id.in_(post_ids), ReviewItem.state == OPEN
        )
        db.session.scalars(items.order_by(ReviewItem.id).with_for_update()).all()
        talks = select(Discussion).where(Discussion.id.in_(discussion_ids)).order_by(Discussion.id).with_for_update()
        self.discussions = {one.id: one for one in db.session.scalars(talks.execution_options(populate_existing=True))}
        posts = select(Post).where(Post.id.in_(post_ids)).order_by(Post.id).with_for_update()
        self.posts = db.session.scalars(posts.execution_options(populate_existing=True)).all()
        groups = select(Group).where(Group.id.in_({one.group_id for one in self.discussions.values()}))
        self.groups = {one.id: one for one in db.session.scalars(groups)}

    def end(self, post: Post) -> None:
        """Do with one post what its author chose."""
        discussion = self.discussions[post.discussion_id]
        had_place = post.has_place
        if not (had_place and self._keeps_place(post, discussion)):
            self._go(post, discussion)
        if not post.is_published or self.leaver.choice != KEEP:
            self._empty(post, discussion)
        post.author_id = post.draft_key = None
        if discussion.author_id == self.leaver.member_id and post.id == discussion.opening_id:
            discussion.author_id = None
        db.session.flush()
        if had_place and post.has_place and not self._is_here(discussion):
            discussion.unseat(self.leaver.member_id)
        discussion.version += 1

    def end_revisions(self) -> None:
        """Former words, and changes that never came out, go in any case; the last words go where the post is empty now."""
        mine = Revision.post_id.in_([post.id for post in self.posts])
        shown = [post.revision_id for post in self.posts if post.revision_id is not None]
        kept = update(Revision).where(mine).execution_options(synchronize_session=False)
        blank: dict[str, Any] = {"title": None, "body": TAKEN_BACK, "html": "", "state": CURRENT}
        blank["findings"] = {"findings": []}
        db.session.execute(delete(Revision).where(mine, Revision.id.not_in(shown)))
        db.session.execute(kept.values(author_id=None))
        db.session.execute(kept.where(Revision.post_id.in_(self.emptied)).values(blank))

    def _keeps_place(self, post: Post, discussion: Discussion) -> bool:
        """Taking everything, only what others answered keeps its place: the beginning of a discussion."""
        if self.leaver.choice != EVERYTHING:
            return True
        return post.id == discussion.opening_id and _has_others(discussion.id, self.leaver.member_id)

    def _go(self, post: Post, discussion: Discussion) -> None:
        """The post is no more: only its number stays, so that nothing else gets it. A removed one stays removed."""
        if post.has_place:
            take_out(post, discussion, self.groups[discussion.group_id], WITHDRAWN)
            publish(PostWithdrawn(actor_id=None, post_id=post.id, discussion_id=discussion.id))
        elif post.state != REMOVED:
            post.turn(WITHDRAWN, clock.now())

    def _empty(self, post: Post, discussion: Discussion) -> None:
        """Take the words out of the post, and with an opening post out of its discussion; its revisions follow."""
        self.emptied.append(post.id)
        post.body, post.html, post.excerpt, post.edited_at = TAKEN_BACK, "", TAKEN_BACK, None
        if post.id == discussion.opening_id:
            discussion.title, discussion.slug, discussion.excerpt = TAKEN_TITLE, "discussion", TAKEN_BACK
            db.session.execute(delete(DiscussionTag).where(DiscussionTag.discussion_id == discussion.id))

    def _is_here(self, discussion: Discussion) -> bool:
        here = exists().where(
            Post.discussion_id == discussion.id, Post.author_id == self.leaver.member_id, Post.state.in_(PLACED)
        )
        return bool(db.session.scalar(select(here)))


def _has_others(discussion_id: int, member_id: int) -> bool:
    """Whether somebody else's post is out in the discussion; somebody who has left counts."""
    others = exists().where(
        Post.discussion_id == discussion_id,
        Post.author_id.is_distinct_from(member_id),
        Post.state.in_(PLACED),
        func.coalesce(Post.seq, 0) > 1,
    )
    return bool(db.session.scalar(select(others)))
