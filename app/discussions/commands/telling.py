"""Telling people of a new post: whom it answers, whom it mentions, and who follows the discussion. One notice a person."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, select

from app.accounts.queries import actor_of
from app.core.command import command
from app.core.db import db
from app.discussions import policies
from app.discussions.inputs import MENTION, REPLY, WATCHED
from app.discussions.models import Discussion, Mention, Post, Watch
from app.groups.audience import Audience
from app.groups.models import Group, Membership
from app.notifications.commands import notify_many


@command
def tell(post_id: int) -> None:
    """Write the notices of a published post. Safe to run twice: a person is told once of a post, for the strongest reason."""
    row = db.session.execute(
        select(Post, Discussion, Group)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(Post.id == post_id)
    ).first()
    if row is None or not row[0].is_published:
        return
    post, discussion, group = row
    told: set[int] = set() if post.author_id is None else {post.author_id}
    for kind, people in (
        (REPLY, _answered(post, discussion)),
        (MENTION, db.session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)).all()),
        (WATCHED, _watchers(post, discussion, group)),
    ):
        fresh = [key for key in dict.fromkeys(people) if key not in told]
        allowed = fresh if kind == WATCHED else _who_may_see(fresh, post, discussion, group)
        told.update(allowed)
        notify_many(
            allowed, kind, key=f"post:{post.id}", subject_kind="post", subject_id=post.id, actor_id=post.author_id
        )


def _answered(post: Post, discussion: Discussion) -> list[int]:
    """The author of the post that is answered, and of the discussion."""
    answered = db.session.get(Post, post.reply_to_id) if post.reply_to_id else None
    people = [answered.author_id if answered else None, discussion.author_id]
    return [key for key in people if key is not None]


def _watchers(post: Post, discussion: Discussion, group: Group) -> list[int]:
    """Who follows the discussion and may read it still: some have left the group, or it has moved."""
    if post.is_opening or not discussion.is_out:
        return []
    belongs = and_(Membership.member_id == Watch.member_id, Membership.group_id == group.id)
    rows = db.session.execute(
        select(Watch.member_id, Membership.member_id)
        .outerjoin(Membership, belongs)
        .where(Watch.discussion_id == discussion.id)
    ).all()
    for_all = post.audience < Audience.GROUP
    inside = [key for key, member in rows if for_all or member is not None]
    outside = [key for key, member in rows if not for_all and member is None]
    return [*inside, *_who_may_see(outside, post, discussion, group)]


def _who_may_see(member_ids: Iterable[int], post: Post, discussion: Discussion, group: Group) -> list[int]:
    return [key for key in member_ids if policies.see_post(actor_of(key), post, discussion, group)]
