"""What becomes of discussions when somebody leaves, and what they are told about it before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.holdings import EVERYTHING, KEEP, PLACES, Leaver, ending, foresees
from app.accounts.models import Member
from app.core.db import db
from app.core.wording import many
from app.discussions.commands.departing import end_discussions, end_posts
from app.discussions.commands.unnaming import end_mentions, end_quotes, quoting
from app.discussions.models import Discussion, Mention, Post
from app.discussions.models.post import PUBLISHED


@ending("discussions.quotes")
def quotes(leaver: Leaver, cursor: int) -> int | None:
    """While the posts still say whose they are."""
    return end_quotes(leaver, cursor)


@ending("discussions.mentions")
def mentions(leaver: Leaver, cursor: int) -> int | None:
    return end_mentions(leaver, cursor)


@ending("discussions.posts")
def posts(leaver: Leaver, cursor: int) -> int | None:
    return cursor + 1 if end_posts(leaver) else None


@ending("discussions.rest")
def rest(leaver: Leaver, _cursor: int) -> int | None:
    end_discussions(leaver)
    return None


@foresees
def what_would_change(member_id: int) -> Mapping[str, list[str]]:
    """Posts, quotes and mentions, counted. 5 statements."""
    name = db.session.scalar(select(Member.display_name).where(Member.id == member_id)) or ""
    out = (Post.author_id == member_id) & (Post.state == PUBLISHED)
    written = _number(select(Post.id).where(out))
    answered = _number(_answered(member_id))
    quoted = _number(quoting(member_id, name))
    mentioned = _number(select(Mention.post_id).where(Mention.member_id == member_id))
    wrote = many(written, "post", "posts")
    named = f"{many(mentioned, 'mention', 'mentions').capitalize()} of you by others will say “somebody who has left”."
    copies = many(quoted, "post", "posts")
    return {
        KEEP: [
            f"{wrote.capitalize()} of yours: the words stay for others, by “somebody who has left”.",
            f"{copies.capitalize()} by others quote you: your name goes from them.",
            named,
        ],
        PLACES: [
            f"{wrote.capitalize()} of yours: instead of the words stands “taken back by its author”, so that answers stay readable.",
            f"{copies.capitalize()} by others quote you: your words go from them too.",
            named,
        ],
        EVERYTHING: [
            f"{wrote.capitalize()} of yours: all of it goes. {_openings(answered)}",
            f"{copies.capitalize()} by others quote you: your words go from them too.",
            named,
        ],
    }


def _openings(answered: int) -> str:
    if not answered:
        return "Nothing is left in its place."
    talks = many(answered, "discussion", "discussions")
    return f"You began {talks} that others answered: an empty place stays there, without your title, so that the answers have one."


def _answered(member_id: int) -> Any:
    """Discussions whose beginning is theirs and out, with a post of somebody else."""
    opening, answer = aliased(Post), aliased(Post)
    return (
        select(Discussion.id)
        .join(opening, opening.id == Discussion.opening_id)
        .join(answer, answer.discussion_id == Discussion.id)
        .where(
            opening.author_id == member_id,
            opening.state == PUBLISHED,
            answer.state == PUBLISHED,
            answer.author_id.is_distinct_from(member_id),
        )
        .distinct()
    )


def _number(query: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0)
