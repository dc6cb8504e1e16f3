"""How posts plug into moderation (a post can be reviewed) and into notifications (what a notice about a post says)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.among import among, numbers
from app.core.db import db
from app.core.policy import NotFound
from app.core.prepared import Prepared
from app.core.text import one_line
from app.discussions import policies
from app.discussions.commands.erasing import erase_post
from app.discussions.commands.rewinding import rewind
from app.discussions.commands.waiting import apply_decision
from app.discussions.commands.withholding import take_words_out
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import HELD, PUBLISHED
from app.discussions.queries.people import authors
from app.groups.models import Group
from app.moderation.actions import ALL, usual
from app.moderation.registry import (
    Before,
    SubjectView,
    Surrounding,
    register_erasure,
    register_person_fact,
    register_redaction,
    register_rewind,
    register_subject,
)

EARLIER = 3
"""Posts of the talk just before that the desk shows."""


class PostSubject:
    """A post under review. A published post with an edit that waits is shown as held: the edit is what is judged."""

    kind = SUBJECT

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """What the desk shows of posts. 2 statements."""
        rows = db.session.execute(
            select(Post, Discussion, Group)
            .join(Discussion, Post.discussion_id == Discussion.id)
            .join(Group, Discussion.group_id == Group.id)
            .where(Post.id.in_(list(ids)))
        ).all()
        edits = self._edits([row[0].id for row in rows])
        return {row[0].id: _view(row[0], row[1], row[2], edits.get(row[0].id)) for row in rows}

    def places(self, ids: Collection[int]) -> dict[int, str]:
        """The names of their groups alone. 1 statement."""
        return {row.id: row.name for row in _PLACES.rows(posts=ids)}

    def flaggable(self, actor: Actor, subject_id: int) -> SubjectView:
        """The post, if the actor may tell the moderators about it. Raises NotFound."""
        row = db.session.execute(
            select(Post, Discussion, Group)
            .join(Discussion, Post.discussion_id == Discussion.id)
            .join(Group, Discussion.group_id == Group.id)
            .where(Post.id == subject_id)
        ).first()
        if row is None or not policies.see_post(actor, row[0], row[1], row[2]) or not policies.flag(actor, row[0]):
            raise NotFound
        return _view(row[0], row[1], row[2], None)

    def surroundings(self, subject_id: int) -> list[Surrounding]:
        """The posts that came out just before, and the one that is answered, oldest first. 4 statements."""
        post = db.session.get(Post, subject_id)
        if post is None:
            return []
        before = select(Post).where(
            Post.discussion_id == post.discussion_id, Post.state == PUBLISHED, Post.id != post.id
        )
        if post.seq is not None:
            before = before.where(Post.seq < post.seq)
        earlier = list(db.session.scalars(before.order_by(Post.seq.desc()).limit(EARLIER)))
        names = authors(Actor(), {item.author_id for item in earlier}, "/")
        return [
            Surrounding(names[item.author_id].name, item.published_at or item.created_at, one_line(item.excerpt, 280))
            for item in reversed(earlier)
        ]

    def actions(self, view: SubjectView) -> tuple[str, ...]:
        """What a moderator may decide, by state."""
        return usual(view.state, ALL)

    def apply(self, actor: Actor, subject_id: int, action: str, revision_id: int | None) -> Before:
        """Do what was decided, inside the decision's transaction."""
        return apply_decision(actor, subject_id, action, revision_id)

    def _edits(self, ids: list[int]) -> dict[int, Revision]:
        rows = db.session.scalars(select(Revision).where(Revision.post_id.in_(ids), Revision.state == HELD))
        return {row.post_id: row for row in rows}


_PLACES = Prepared(
    lambda: (
        select(Post.id, Group.name)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(among(Post.id, [numbers("posts")]))
    )
)


def _view(post: Post, discussion: Discussion, group: Group, edit: Revision | None) -> SubjectView:
    shown = edit or post
    return SubjectView(
        kind=SUBJECT,
        id=post.id,
        what="discussion" if post.id == discussion.opening_id else "reply",
        title=discussion.title,
        place=group.name,
        text=shown.body,
        html=shown.html,
        state=HELD if edit is not None and post.state == PUBLISHED else post.state,
        url=f"/posts/{post.id}",
        author_id=post.author_id,
        scope_path=group.path,
        revision_id=edit.id if edit is not None else post.revision_id,
        is_closed=discussion.is_locked,
    )


def posts_of(actor: Actor, member_id: int) -> tuple[str, str] | None:
    """How many posts of a member are out, for the desk; counting stops at a thousand."""
    few = select(Post.id).where(Post.author_id == member_id, Post.state == PUBLISHED).limit(1000).subquery()
    found = db.session.scalar(select(func.count()).select_from(few)) or 0
    return "Posts", f"{found:,}" if found < 1000 else "1,000 or more"


register_subject(PostSubject())
register_redaction(SUBJECT, take_words_out)
register_rewind(SUBJECT, rewind)
register_erasure(SUBJECT, erase_post)
register_person_fact(posts_of)
