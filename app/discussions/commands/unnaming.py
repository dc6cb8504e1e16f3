"""Somebody leaves: others' words that quote or mention them follow the choice, a batch in each transaction.

Both steps go by the number of the post, from a cursor on: broken off, they go on there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, union
from sqlalchemy.orm import aliased

from app.accounts.holdings import Leaver
from app.core.command import command
from app.core.db import db
from app.core.markup import TooLong, render
from app.core.text import one_line
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Draft, Post, PostQuote, Revision
from app.discussions.preparing import EXCERPT
from app.discussions.quotes import Change, Quote, rewritten, without_mention
from app.moderation.commands import reword

AT_ONCE = 25
"""Posts whose words are made anew in one transaction."""

WINDOW = 5000
"""Numbers of posts that one statement looks through for a handle."""

Rewrite = Callable[[str], str]


@command
def end_quotes(leaver: Leaver, after: int) -> int | None:
    """The next posts that quote them; answers the cursor, None when there are no more."""
    found = db.session.scalars(quoting(leaver.member_id, leaver.display_name, after).limit(AT_ONCE)).all()
    names = _names(leaver, found)
    change = Change.EMPTY if leaver.takes_words else Change.UNNAME
    rewrite_texts(
        found,
        lambda post_id: (
            lambda text: rewritten(text, lambda quote: change if quote.name in names.get(post_id, ()) else Change.STAY)
        ),
    )
    # What was kept of the quotes names them too, and is of no more use.
    theirs = select(Post.id).where(Post.author_id == leaver.member_id)
    done = delete(PostQuote).where(PostQuote.post_id.in_(found), PostQuote.quoted_id.in_(theirs))
    db.session.execute(done.execution_options(synchronize_session=False))
    return found[-1] if len(found) == AT_ONCE else None


@command
def end_mentions(leaver: Leaver, after: int) -> int | None:
    """The next posts that mention them, by any text they ever had; answers the cursor, None at the end, when drafts follow.

    All posts are looked through: an edit may mention somebody, and what waits has told nobody yet.
    """
    last = db.session.scalar(select(func.max(Post.id))) or 0
    if after >= last:
        _end_in_drafts(leaver)
        return None
    mention = func.lower(Revision.body).contains(f"@{leaver.username}", autoescape=True)
    inside = select(Revision.post_id).where(Revision.post_id > after, Revision.post_id <= after + WINDOW, mention)
    found = db.session.scalars(inside.distinct().order_by(Revision.post_id).limit(AT_ONCE)).all()
    rewrite_texts(found, lambda _post_id: lambda text: without_mention(text, leaver.username))
    return found[-1] if len(found) == AT_ONCE else after + WINDOW


@command
def end_late(leaver: Leaver, after: int) -> int | None:
    """The next posts that quote or mention them and were written while they were leaving; answers the cursor, None at the end.

    Whose the quoted words are can no longer be told by the posts, but their name is nobody else's until their row is gone.
    """
    lead = Revision.body.contains(f"**{leaver.display_name}** wrote:", autoescape=True)
    mention = func.lower(Revision.body).contains(f"@{leaver.username}", autoescape=True)
    late = select(Revision.post_id).where(Revision.id > _before(leaver.begun_at), or_(lead, mention))
    found = db.session.scalars(
        late.where(Revision.post_id > after).distinct().order_by(Revision.post_id).limit(AT_ONCE)
    ).all()
    rewrite_texts(found, lambda _post_id: lambda text: _unnamed(text, leaver))
    kept = delete(PostQuote).where(PostQuote.post_id.in_(found), PostQuote.name == leaver.display_name)
    db.session.execute(kept.execution_options(synchronize_session=False))
    return found[-1] if len(found) == AT_ONCE else None


def quoting(member_id: int, name: str, after: int = 0) -> Select[int]:
    """SQL for the numbers of others' posts that quote a member: as it was kept, and, from before it was, by the name in the words."""
    kept = select(PostQuote.post_id).where(PostQuote.quoted_id.in_(select(Post.id).where(Post.author_id == member_id)))
    lead = Revision.body.contains(f"**{name}** wrote:", autoescape=True)
    found = either_quoting(kept, member_id, lead, after)
    return found.where(Post.author_id.is_distinct_from(member_id))


def either_quoting(kept: Select[int], member_id: int, lead: ColumnElement[bool], after: int) -> Select[int]:
    """SQL for the numbers of posts above `after`, in order: those of `kept`, and, where the member has written, those with a text for which
    `lead` holds. Each are found by an index: with OR between the two PostgreSQL looks through all posts there are."""
    talks = select(Post.discussion_id).where(Post.author_id == member_id)
    beside = aliased(Post)
    written = (
        select(Revision.post_id)
        .join(beside, beside.id == Revision.post_id)
        .where(beside.discussion_id.in_(talks), beside.id > after, lead)
    )
    found = union(kept.where(PostQuote.post_id > after), written)
    return select(Post.id).where(Post.id.in_(found)).order_by(Post.id)


def _before(moment: datetime) -> int:
    """The number of a text from before `moment`, not far before: texts have numbers in the order in which they were written."""
    number = db.session.scalar(select(func.max(Revision.id))) or 0
    while number > 0:
        number -= WINDOW
        last = select(Revision.created_at).where(Revision.id <= number).order_by(Revision.id.desc()).limit(1)
        written = db.session.scalar(last)
        if written is None or written < moment:
            break
    return number


def _names(leaver: Leaver, post_ids: Sequence[int]) -> dict[int, set[str]]:
    """By post, the names under which it quotes them."""
    theirs = select(Post.id).where(Post.author_id == leaver.member_id)
    kept = select(PostQuote.post_id, PostQuote.name).where(
        PostQuote.post_id.in_(post_ids), PostQuote.quoted_id.in_(theirs)
    )
    names = {post_id: {leaver.display_name} for post_id in post_ids}
    for post_id, name in db.session.execute(kept):
        names[post_id].add(name)
    return names


def rewrite_texts(post_ids: Sequence[int], rewrite_of: Callable[[int], Rewrite]) -> None:
    """Change every text that these posts have or had, and what is made of it."""
    talks = select(Post.discussion_id).where(Post.id.in_(post_ids))
    locked = select(Discussion).where(Discussion.id.in_(talks)).order_by(Discussion.id).with_for_update()
    discussions = {one.id: one for one in db.session.scalars(locked.execution_options(populate_existing=True))}
    posts = {one.id: one for one in db.session.scalars(select(Post).where(Post.id.in_(post_ids)))}
    reword(SUBJECT, post_ids, lambda post_id, text: rewrite_of(post_id)(text))
    revisions = select(Revision).where(Revision.post_id.in_(post_ids)).order_by(Revision.id)
    for revision in db.session.scalars(revisions):
        post = posts[revision.post_id]
        if not _change(revision, rewrite_of(post.id)) or revision.id != post.revision_id:
            continue
        words = one_line(render(revision.body).words, EXCERPT)
        post.show(revision, words)
        discussion = discussions[post.discussion_id]
        discussion.version += 1
        if post.id == discussion.opening_id:
            discussion.excerpt = words


def _change(revision: Revision, rewrite: Rewrite) -> bool:
    body = rewrite(revision.body)
    if body == revision.body:
        return False
    revision.body, revision.html = body, _html(body)
    return True


def _html(body: str) -> str:
    try:
        return render(body).html
    except TooLong:
        # "@li" became longer, and the text was as long as one may be. Its words are shown plainly then.
        return render(body[: len(body) // 2], plain=True).html


def _end_in_drafts(leaver: Leaver) -> None:
    """What others are still writing."""
    marks = (f"@{leaver.username}", f"**{leaver.display_name.lower()}** wrote:")
    holds = or_(*(func.lower(Draft.body).contains(mark, autoescape=True) for mark in marks))
    for draft in db.session.scalars(select(Draft).where(holds, Draft.author_id != leaver.member_id)):
        draft.body = _unnamed(draft.body, leaver)
        draft.swaps = []


def _unnamed(text: str, leaver: Leaver) -> str:
    """The text without quotes under their present name, and without mentions of them."""
    change = Change.EMPTY if leaver.takes_words else Change.UNNAME

    def of_leaver(quote: Quote) -> Change:
        return change if quote.name == leaver.display_name else Change.STAY

    return rewritten(without_mention(text, leaver.username), of_leaver)
