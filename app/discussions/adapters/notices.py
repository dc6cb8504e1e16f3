"""What notices about posts say. The words are loaded when the page is shown, and only if the reader may still see the post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.among import among, numbers
from app.core.db import db
from app.core.prepared import Prepared
from app.discussions import policies
from app.discussions.commands.standing import OF_POST, PostThere
from app.discussions.inputs import MENTION, REPLY, WATCHED
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.discussions.queries.people import authors
from app.groups.models import Group
from app.notifications.models import Notice
from app.notifications.registry import Loader, NoticeKind, NoticeView, register_kind


def _loader(title: Callable[[str, str], str]) -> Loader:
    """A loader of notices about posts whose line is `title(who, discussion)`. 3 statements."""

    def load(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
        ids = [notice.subject_id for notice in notices]
        rows = db.session.execute(
            select(Post, Discussion)
            .join(Discussion, Post.discussion_id == Discussion.id)
            .join(Group, Discussion.group_id == Group.id)
            .where(Post.id.in_(ids), Post.state == PUBLISHED, policies.posts_seen(actor))
        ).all()
        people = authors(actor, {row[0].author_id for row in rows}, "/")
        found = {row[0].id: row for row in rows}
        views = {}
        for notice in notices:
            if notice.subject_id not in found:
                continue
            post, discussion = found[notice.subject_id]
            writer = people[post.author_id]
            views[notice.id] = NoticeView(
                title=title(writer.name, discussion.title),
                words=post.excerpt,
                url=f"/posts/{post.id}",
                who=writer.name,
                role=writer.role,
                when=post.published_at,
            )
        return views

    return load


def _are_shown(asked: Sequence[tuple[Actor, int]]) -> list[bool]:
    """For each: whether a post is out, for them too. The one-thing face of `load`. 1 statement."""
    rows = _SHOWN.rows(posts={post_id for _, post_id in asked})
    out = {row[0]: there for row in rows if (there := PostThere._make(row[1:])).state == PUBLISHED}
    return [post_id in out and out[post_id].is_seen_by(actor) for actor, post_id in asked]


def _build() -> Any:
    return (
        select(Post.id, *OF_POST)
        .select_from(Post)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(among(Post.id, [numbers("posts")]))
    )


_SHOWN = Prepared(_build)

register_kind(
    NoticeKind(
        name=REPLY,
        label="Replies to me",
        mail_words="Somebody answered you",
        load=_loader(lambda who, title: f"{who} replied in “{title}”"),
        are_shown=_are_shown,
    )
)
register_kind(
    NoticeKind(
        name=MENTION,
        label="When somebody mentions me",
        mail_words="Somebody mentioned you",
        load=_loader(lambda who, title: f"{who} mentioned you in “{title}”"),
        are_shown=_are_shown,
    )
)
register_kind(
    NoticeKind(
        name=WATCHED,
        label="New posts in discussions I follow",
        mail_words="There is something new in a discussion you follow",
        load=_loader(lambda who, title: f"{who} wrote in “{title}”"),
        are_shown=_are_shown,
    )
)
