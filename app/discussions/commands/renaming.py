"""A moderator took somebody's name back, or an appeal gave it back: quotes that name them follow, a batch in each transaction.

Nothing but the member's number comes along: the names are read where they are kept. A post whose quotes follow already is found no
more, so it does no harm to run all of it again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, delete, or_, select

from app.accounts.models import NAME, Member, TakenPart
from app.accounts.pseudonyms import is_neutral
from app.core.command import command
from app.core.db import db
from app.core.text import skeleton
from app.discussions.commands.quoting import keep_pairs, keep_quotes
from app.discussions.commands.unnaming import AT_ONCE, either_quoting, rewrite_texts
from app.discussions.models import Draft, Post, PostQuote, Revision
from app.discussions.quotes import renamed


@command
def rename_quotes(member_id: int, after: int, *, is_back: bool) -> int | None:
    """The next posts that quote the member under a name that was taken from them, or, where one was given back, under the neutral one:
    they show the name that the member has now. Answers the cursor, None when there are no more."""
    # Held against a change of the name until this batch is stored.
    row = select(Member).where(Member.id == member_id).with_for_update(read=True)
    member = db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()
    former = _former(member, is_back) if member is not None else set()
    if member is None or not former:
        return None
    found = db.session.scalars(_quoting(member_id, former, after).limit(AT_ONCE)).all()
    names = _names(member_id, found, former)
    rewrite_texts(found, lambda post_id: lambda text: renamed(text, names[post_id], member.display_name))
    _keep_pairs(member, found, former)
    if len(found) == AT_ONCE:
        return found[-1]
    _rename_in_drafts(member, former)
    return None


def _former(member: Member, is_back: bool) -> set[str]:
    """Names that are to stand in no quote of them."""
    taken = select(TakenPart.words).where(TakenPart.member_id == member.id, TakenPart.part == NAME)
    former = set(db.session.scalars(taken))
    if is_back:
        quoted = select(PostQuote.name).where(_theirs(member.id), PostQuote.name.startswith("Member "))
        former.update(name for name in db.session.scalars(quoted.distinct()) if is_neutral(name))
    return former - {member.display_name}


def _theirs(member_id: int) -> ColumnElement[bool]:
    """SQL for: a kept quote is of a post of theirs."""
    return PostQuote.quoted_id.in_(select(Post.id).where(Post.author_id == member_id))


def _quoting(member_id: int, former: Collection[str], after: int) -> Select[int]:
    """As `unnaming.quoting`, and with their own posts: as it was kept, and by the name in the words where they have written, too."""
    kept = select(PostQuote.post_id).where(_theirs(member_id), PostQuote.name.in_(former))
    leads = or_(*(Revision.body.contains(f"**{name}** wrote:", autoescape=True) for name in sorted(former)))
    return either_quoting(kept, member_id, leads, after)


def _names(member_id: int, post_ids: Sequence[int], former: Collection[str]) -> dict[int, set[str]]:
    """By post, the former names that are theirs there: somebody else may be called so by now, and be quoted under that name."""
    kept = select(PostQuote.post_id, PostQuote.name, _theirs(member_id)).where(
        PostQuote.post_id.in_(post_ids), PostQuote.name.in_(former)
    )
    theirs: dict[int, set[str]] = {post_id: set() for post_id in post_ids}
    others: dict[int, set[str]] = {post_id: set() for post_id in post_ids}
    for post_id, name, is_theirs in db.session.execute(kept):
        (theirs if is_theirs else others)[post_id].add(name)
    return {post_id: theirs[post_id] | (set(former) - others[post_id]) for post_id in post_ids}


def _keep_pairs(member: Member, post_ids: Sequence[int], former: Collection[str]) -> None:
    """What was kept of these quotes follows, and what was never kept of them is from now on."""
    of_them = (PostQuote.post_id.in_(post_ids), _theirs(member.id), PostQuote.name.in_(former))
    known = db.session.execute(select(PostQuote.post_id, PostQuote.quoted_id).where(*of_them)).all()
    db.session.execute(delete(PostQuote).where(*of_them).execution_options(synchronize_session=False))
    keep_pairs([(post_id, quoted_id, member.display_name) for post_id, quoted_id in known])
    for post in db.session.scalars(select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)):
        keep_quotes(post, post.body)


def _rename_in_drafts(member: Member, former: set[str]) -> None:
    """What others are still writing where the member has written, but for names that are somebody else's by now."""
    # A name is found by its skeleton, which has an index.
    alike = Member.skeleton.in_({skeleton(name) for name in former})
    own = former - set(db.session.scalars(select(Member.display_name).where(alike, Member.display_name.in_(former))))
    talks = select(Post.discussion_id).where(Post.author_id == member.id)
    leads = [Draft.body.contains(f"**{name}** wrote:", autoescape=True) for name in sorted(own)]
    if not leads:
        return
    for draft in db.session.scalars(select(Draft).where(Draft.discussion_id.in_(talks), or_(*leads))):
        body = renamed(draft.body, own, member.display_name)
        if body != draft.body:
            draft.body, draft.swaps = body, []
