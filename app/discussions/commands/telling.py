"""Telling people of a new post: whom it answers, whom it mentions, and who follows the discussion. One notice a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from app.accounts.arriving import actors_at_hand
from app.core.command import command
from app.core.db import Id
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.discussions.commands.standing import OF_POST, PostThere
from app.discussions.inputs import MENTION, REPLY, WATCHED
from app.discussions.models import Discussion, Mention, Post, Watch
from app.discussions.models.post import PUBLISHED
from app.groups.audience import Audience
from app.groups.models import Group, Membership
from app.notifications.commands import notify_many


class PostTold(NamedTuple):
    """A post, where it stands, and whom it may concern. A row of `watchers` ends with None where they have left the group."""

    id: int
    seq: int | None
    answered_author_id: int | None
    mentions: list[list[int]]
    watchers: list[list[int | None]]
    there: PostThere


@command
def tell(post_id: int) -> None:
    """Write the notices of a published post. Safe to run twice: a person is told once of a post, for the strongest reason."""
    post = _told(post_id)
    if post is None or post.there.state != PUBLISHED:
        return
    told = {post.there.author_id}
    for kind, people in (
        (REPLY, _who_may_see((post.answered_author_id, post.there.talk_author_id), post, told)),
        (MENTION, _who_may_see((key for (key,) in post.mentions), post, told)),
        (WATCHED, _watchers(post, told)),
    ):
        fresh = [key for key in dict.fromkeys(people) if key not in told]
        told.update(fresh)
        if fresh:
            notify_many(
                fresh,
                kind,
                key=f"post:{post.id}",
                subject_kind="post",
                subject_id=post.id,
                actor_id=post.there.author_id,
            )


def _watchers(post: PostTold, told: set[int | None]) -> Iterable[int]:
    """Who follows the discussion and may read it still: some have left the group, or it has moved."""
    if post.seq == 1 or not post.there.is_out:
        return
    for_all = post.there.audience < Audience.GROUP
    yield from (key for key, belongs in post.watchers if key is not None and (for_all or belongs is not None))
    if not for_all:
        yield from _who_may_see((key for key, belongs in post.watchers if belongs is None), post, told)


def _who_may_see(member_ids: Iterable[int | None], post: PostTold, told: set[int | None]) -> Iterable[int]:
    """Those of whom it is not known that they were told. Lazily: whoever was told meanwhile is not looked at. 1 statement each."""
    for key in member_ids:
        if key is not None and key not in told and any(map(post.there.is_seen_by, actors_at_hand((key,)).values())):
            yield key


def _told(post_id: int) -> PostTold | None:
    """None when it is gone. 1 statement."""
    found = _TOLD.first(post=post_id)
    if found is None:
        return None
    key, seq, answered, mentions, watchers, *there = found
    return PostTold(key, seq, answered, mentions, watchers, PostThere._make(there))


def _build() -> Any:
    answered, post = aliased(Post), bindparam("post", type_=Id)
    belongs = and_(Membership.member_id == Watch.member_id, Membership.group_id == Discussion.group_id)
    watchers = (
        select(rows_of(Watch.member_id, Membership.member_id))
        .select_from(Watch)
        .outerjoin(Membership, belongs)
        .where(Watch.discussion_id == Discussion.id)
    )
    mentions = select(rows_of(Mention.member_id)).where(Mention.post_id == Post.id)
    return (
        select(
            *(Post.id, Post.seq, answered.author_id),
            mentions.correlate(Post).scalar_subquery(),
            watchers.correlate(Discussion).scalar_subquery(),
            *OF_POST,
        )
        .select_from(Post)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(answered, answered.id == Post.reply_to_id)
        .where(Post.id == post)
    )


_TOLD = Prepared(_build)
