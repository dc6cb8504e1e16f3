"""What becomes of discussions when somebody leaves, and what they are told about it before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.holdings import CHOICES, EVERYTHING, KEEP, PLACES, WHATEVER, Leaver, ending, foresees
from app.accounts.models import Member
from app.core.db import db
from app.core.wording import many
from app.discussions.commands.departing import end_discussions, end_posts
from app.discussions.commands.unnaming import end_late, end_mentions, end_quotes, quoting
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


@ending("discussions.late")
def late(leaver: Leaver, cursor: int) -> int | None:
    """What was written about them while all this went on."""
    return end_late(leaver, cursor)


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
    return {**_choices(written, quoted, answered), WHATEVER: _mentions(mentioned)}


def _choices(written: int, quoted: int, answered: int) -> dict[str, list[str]]:
    if not written:
        return {choice: ["Nothing that you wrote can be read by others now."] for choice in CHOICES}
    posts = many(written, "post", "posts")
    stay, give_way, go = ("stays", "gives way", "goes") if written == 1 else ("stay", "give way", "go")
    return {
        KEEP: [f"{posts} {stay} for others to read, by “somebody who has left”.", *_quotes(quoted, "your name")],
        PLACES: [
            f"{posts} {give_way} to a line that says that the words were taken back, so that answers stay readable.",
            *_quotes(quoted, "your words"),
        ],
        EVERYTHING: [f"{posts} {go}.", *_openings(answered), *_quotes(quoted, "your words")],
    }


def _quotes(number: int, what: str) -> list[str]:
    if not number:
        return []
    lose = "that quotes you loses" if number == 1 else "that quote you lose"
    return [f"{many(number, 'post', 'posts')} by others {lose} {what}."]


def _mentions(number: int) -> list[str]:
    if not number:
        return []
    become = "becomes" if number == 1 else "become"
    return [f"{many(number, 'mention', 'mentions')} of you by others {become} “somebody who has left”."]


def _openings(number: int) -> list[str]:
    if not number:
        return []
    keep = "keeps" if number == 1 else "keep"
    talks = many(number, "discussion", "discussions")
    return [f"{talks} that you began and others answered {keep} an empty place at the beginning, without your title."]


def _answered(member_id: int) -> Any:
    """Discussions whose beginning is theirs and out, with a post of somebody else."""
    opening, answer = aliased(Post), aliased(Post)
    is_theirs = exists().where(
        opening.id == Discussion.opening_id, opening.author_id == member_id, opening.state == PUBLISHED
    )
    is_answered = exists().where(
        answer.discussion_id == Discussion.id,
        answer.state == PUBLISHED,
        answer.author_id.is_distinct_from(member_id),
    )
    return select(Discussion.id).where(Discussion.author_id == member_id, is_theirs, is_answered)


def _number(query: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0)
