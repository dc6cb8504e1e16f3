"""How a discussion that nobody answered stands on the review desk. It is about nobody's words, so nothing is ruled on it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.discussions.models import Discussion, Post
from app.groups.models import Group
from app.moderation.kinds import UNANSWERED
from app.moderation.registry import PUBLISHED, REMOVED, SubjectView, register_subject
from app.moderation.wordless import WordlessSubject


class UnansweredSubject(WordlessSubject):
    """A discussion that waits. It is answered, or closed as seen; who thinks its words break a guideline reports the post."""

    kind = UNANSWERED

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """What the desk shows of discussions. 1 statement."""
        rows = db.session.execute(
            select(Discussion, Post, Group)
            .join(Post, Post.id == Discussion.opening_id)
            .join(Group, Group.id == Discussion.group_id)
            .where(Discussion.id.in_(list(ids)))
        )
        return {talk.id: _view(talk, post, group) for talk, post, group in rows}


def _view(talk: Discussion, post: Post, group: Group) -> SubjectView:
    return SubjectView(
        kind=UNANSWERED,
        id=talk.id,
        what="discussion",
        title=talk.title,
        place=group.name,
        text=post.body,
        html=post.html,
        state=PUBLISHED if talk.is_out else REMOVED,
        url=f"/discussions/{talk.id}",
        author_id=talk.author_id,
        scope_path=group.path,
        revision_id=post.revision_id,
    )


register_subject(UnansweredSubject())
