"""Which post quotes which, kept when words are stored: when somebody takes their words back, quotes of them follow."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Member
from app.core.command import command
from app.core.db import db
from app.discussions.commands.standing import NewPost
from app.discussions.models import Post, PostQuote
from app.discussions.quotes import Quote, quotes_in

MOST_LOOKED_FOR = 200
"""Letters of a quoted line that are looked for: SQLite refuses patterns that are much longer."""


@command
def keep_quotes(post: Post | NewPost, body: str) -> None:
    """Keep whom this text of the post quotes. Nothing is ever dropped: a former text quotes them still. No statement without a quote."""
    found = [(_quoted(post, quote), quote.name) for quote in quotes_in(body)]
    keep_pairs([(post.id, quoted_id, name) for quoted_id, name in found if quoted_id is not None])


def keep_pairs(pairs: list[tuple[int, int, str]]) -> None:
    """Keep (post, quoted post, name); known ones stay as they are."""
    if not pairs:
        return
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = [{"post_id": one, "quoted_id": other, "name": name} for one, other, name in dict.fromkeys(pairs)]
    db.session.execute(insert(PostQuote).values(values).on_conflict_do_nothing())


def _quoted(post: Post | NewPost, quote: Quote) -> int | None:
    """The quoted post: one in the same discussion by somebody of that name which holds the first line, the newest of them first."""
    theirs = (
        select(Post.id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.discussion_id == post.discussion_id, Member.display_name == quote.name, _before(post))
        .order_by(Post.id.desc())
        .limit(1)
    )
    line = next((line for line in quote.words.splitlines() if line.strip()), "")[:MOST_LOOKED_FOR]
    holding = theirs.where(Post.body.contains(line, autoescape=True)) if line else theirs
    return db.session.scalar(holding) or db.session.scalar(theirs)


def _before(post: Post | NewPost) -> ColumnElement[bool]:
    """What somebody quotes was there before they wrote; with what they write now others may be written."""
    return Post.id < post.id if isinstance(post, NewPost) else Post.id != post.id
