"""Telling people of a new post: whom it answers, whom it mentions, and who follows the discussion. One notice a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.arriving import actors_at_hand
from app.core.among import among, numbers
from app.core.command import command
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.discussions.commands.standing import OF_POST, PostThere
from app.discussions.inputs import MENTION, REPLY, WATCHED
from app.discussions.models import Discussion, Mention, Post, Watch
from app.discussions.models.post import PUBLISHED
from app.groups.audience import Audience
from app.groups.models import Group, Membership
from app.notifications.commands import Telling, notify_of


class PostTold(NamedTuple):
    """A post, where it stands, and whom it may concern. A row of `watchers` ends with None where they have left the group."""

    id: int
    seq: int | None
    answered_author_id: int | None
    mentions: list[list[int]]
    watchers: list[list[int | None]]
    there: PostThere

    @property
    def is_for_all(self) -> bool:
        """Whether whoever follows the discussion may read it wherever they belong."""
        return self.there.audience < Audience.GROUP

    @property
    def answered(self) -> list[int]:
        return [key for key in (self.answered_author_id, self.there.talk_author_id) if key is not None]

    @property
    def mentioned(self) -> list[int]:
        return [key for (key,) in self.mentions]

    @property
    def followed_by(self) -> list[tuple[int, bool]]:
        """Who follows the discussion, and whether it is known already that they may read it: some left the group, or it has moved."""
        if self.seq == 1 or not self.there.is_out:
            return []
        rows = [(key, self.is_for_all or belongs is not None) for key, belongs in self.watchers if key is not None]
        return sorted(rows, key=lambda row: not row[1])


@command
def tell(post_id: int) -> None:
    """Write the notices of a published post. Safe to run twice: a person is told once of a post, for the strongest reason."""
    notify_of(whom_to_tell((post_id,)))


def whom_to_tell(post_ids: Sequence[int]) -> list[Telling]:
    """Who is to be told of these posts, as far as they are published, in their order. 2 statements."""
    posts = _told(post_ids)
    actors = actors_at_hand({key for post in posts for key in _asked(post)})
    return [telling for post in posts for telling in _tellings(post, actors)]


def _asked(post: PostTold) -> Iterable[int]:
    """Those of whom it must be known who they are."""
    unsure = (key for key, may_read in post.followed_by if not may_read)
    return (key for key in (*post.answered, *post.mentioned, *unsure) if key != post.there.author_id)


def _tellings(post: PostTold, actors: Mapping[int, Actor]) -> Iterable[Telling]:
    told = {post.there.author_id}
    sure = {key for key, may_read in post.followed_by if may_read}
    for kind, people in (
        (REPLY, post.answered),
        (MENTION, post.mentioned),
        (WATCHED, [key for key, _ in post.followed_by]),
    ):
        fresh = [
            key
            for key in dict.fromkeys(people)
            if key not in told
            and ((kind == WATCHED and key in sure) or (key in actors and post.there.is_seen_by(actors[key])))
        ]
        told.update(fresh)
        if fresh:
            yield Telling(fresh, kind, f"post:{post.id}", "post", post.id, post.there.author_id)


def _told(post_ids: Sequence[int]) -> list[PostTold]:
    """Those that are there and out. 1 statement."""
    rows = {row[0]: PostTold._make((*row[:5], PostThere._make(row[5:]))) for row in _TOLD.rows(posts=post_ids)}
    return [rows[key] for key in dict.fromkeys(post_ids) if key in rows and rows[key].there.state == PUBLISHED]


def _build() -> Any:
    answered = aliased(Post)
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
        .where(among(Post.id, [numbers("posts")]))
    )


_TOLD = Prepared(_build)
