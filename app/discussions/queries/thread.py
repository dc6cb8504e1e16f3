"""A discussion's page: its posts in reading order, twenty at a time, by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from app.accounts.actor import Actor
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound, Verdict
from app.discussions import policies
from app.discussions.models import Discussion, DiscussionTag, Post, ReadMark, Watch
from app.discussions.models.post import HELD, PLACED, PUBLISHED, REMOVED, SENT_BACK, WITHDRAWN
from app.discussions.queries.page_numbers import PAGE, number_of, pages_of, start_of
from app.discussions.queries.people import Author, authors
from app.discussions.queries.post_rows import PostRow, Rows
from app.groups.audience import Audience
from app.groups.models import Group


@dataclass(frozen=True)
class DiscussionPage:
    """Everything the page shows. `first_new` is the first post that is new to the reader, `last_seq` what they have seen after it.

    `number` of `pages` is the page of twenty on which it begins.
    """

    discussion: Discussion
    group: Group
    slug: str
    audience: Audience
    author: Author
    posts: Page[PostRow]
    own_waiting: tuple[PostRow, ...]
    people: tuple[Author, ...]
    tags: tuple[str, ...]
    is_watching: bool
    read_to: int | None
    first_new: int | None
    last_seq: int
    number: int
    pages: int
    may_reply: Verdict
    may_keep_order: bool


def discussion_page(
    actor: Actor, discussion_id: int, start: str | None = None, number: int | None = None
) -> DiscussionPage:
    """The page of a discussion that begins at key `start` ('branch.place'), or page `number` (the last where it has fewer), or the first.

    Raises NotFound when the actor may not see it. At most 16 statements, however long it is.
    """
    discussion, group, read_to, watching = _head(actor, discussion_id)
    key, at = _beginning(discussion, start, number)
    posts, newer, older = _line(actor, discussion, group, key)
    own = _own_waiting(actor, discussion)
    known = authors(actor, [*_writers([*posts, *own]), discussion.author_id, *discussion.people_ids], group.path)
    build = Rows(actor, discussion, group, known, [*posts, *own])
    return DiscussionPage(
        discussion=discussion,
        group=group,
        slug=discussion.public_slug,
        audience=Audience(discussion.audience),
        author=known.get(discussion.author_id, known[None]),
        posts=Page([build.row(post) for post in posts], newer=newer, older=older),
        own_waiting=tuple(build.row(post) for post in own),
        people=tuple(known[key] for key in discussion.people_ids if key in known),
        tags=_tags(discussion.id),
        is_watching=watching,
        read_to=read_to,
        first_new=_first_new(actor, discussion, posts, read_to) if actor.is_active else None,
        last_seq=_read_up_to(discussion, posts, older),
        number=at,
        pages=pages_of(discussion),
        may_reply=policies.reply(actor, discussion, group),
        may_keep_order=actor.moderates(group.path),
    )


def post_address(actor: Actor, post_id: int) -> tuple[Discussion, str | None]:
    """The discussion of a post and the key at which the page that holds it begins (None: at its beginning).

    A page begins at the top of the post's branch where that holds it. Raises NotFound when the actor may not see it. 3 statements.
    """
    found = db.session.execute(
        select(Post, Discussion, Group)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(Post.id == post_id)
    ).first()
    if found is None or not policies.see_post(actor, found[0], found[1], found[2]):
        raise NotFound
    post, discussion = found[0], found[1]
    if post.seq is None or discussion.reply_count < PAGE:
        return discussion, None
    return discussion, _page_start(discussion, post)


def first_new_post(actor: Actor, discussion_id: int) -> int | None:
    """The id of the first post that is new to the member, or None. Raises NotFound. 3 statements."""
    discussion, _group, read_to, _watching = _head(actor, discussion_id)
    return db.session.scalar(
        select(Post.id)
        .where(Post.discussion_id == discussion.id, Post.seq > (read_to or 0), Post.state == PUBLISHED)
        .order_by(Post.seq)
        .limit(1)
    )


def _head(actor: Actor, discussion_id: int) -> tuple[Discussion, Group, int | None, bool]:
    member = actor.member_id or 0
    row = db.session.execute(
        select(Discussion, Group, ReadMark.seq, Watch.member_id)
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(ReadMark, and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == member))
        .outerjoin(Watch, and_(Watch.discussion_id == Discussion.id, Watch.member_id == member))
        .where(Discussion.id == discussion_id)
    ).first()
    if row is None or not policies.see_discussion(actor, row[0], row[1]):
        raise NotFound
    return row[0], row[1], row[2], row[3] is not None


def _beginning(discussion: Discussion, start: str | None, number: int | None) -> tuple[tuple[int, ...] | None, int]:
    """The key at which the page begins (None: at the beginning), and its number."""
    if number is not None:
        found = start_of(discussion, number)
        return found, min(number, pages_of(discussion)) if found else 1
    key = unpack_key(start, 2)
    return key, number_of(discussion, key)


def _line(
    actor: Actor, discussion: Discussion, group: Group, key: tuple[int, ...] | None
) -> tuple[Sequence[Post], str | None, str | None]:
    """Posts from `key` on, and the keys of the page before and the page after."""
    shown = _shown(actor, discussion, group)
    place = tuple_(Post.branch_seq, Post.seq)
    query = shown.order_by(Post.branch_seq, Post.seq).limit(PAGE + 1)
    posts = db.session.scalars(query.where(place >= tuple_(*key)) if key else query).all()
    older = pack_key(posts[PAGE].branch_seq or 0, posts[PAGE].seq or 0) if len(posts) > PAGE else None
    newer = None
    if key:
        before = shown.where(place < tuple_(*key)).order_by(Post.branch_seq.desc(), Post.seq.desc()).limit(PAGE)
        earlier = db.session.scalars(before).all()
        newer = pack_key(earlier[-1].branch_seq or 0, earlier[-1].seq or 0) if earlier else None
    return posts[:PAGE], newer, older


def _shown(actor: Actor, discussion: Discussion, group: Group) -> Select[Post]:
    """Posts in their places, hidden ones too (`Rows` leaves out their words); for their author and moderators removed ones as well.

    An opening post that was taken back keeps its place.
    """
    states: list[ColumnElement[bool]] = [
        Post.state.in_(PLACED),
        and_(Post.state.in_((WITHDRAWN, REMOVED)), Post.seq == 1),
    ]
    if actor.moderates(group.path):
        states.append(Post.state == REMOVED)
    elif actor.is_active:
        states.append(and_(Post.state == REMOVED, Post.author_id == actor.member_id))
    return select(Post).where(Post.discussion_id == discussion.id, Post.seq.is_not(None), or_(*states))


def _own_waiting(actor: Actor, discussion: Discussion) -> Sequence[Post]:
    """The reader's own posts here that never came out: they wait, were sent back or removed. The desk shows others'."""
    if not actor.is_active:
        return []
    return db.session.scalars(
        select(Post)
        .where(
            Post.author_id == actor.member_id,
            Post.discussion_id == discussion.id,
            Post.state.in_((HELD, SENT_BACK, REMOVED)),
            Post.seq.is_(None),
        )
        .order_by(Post.id)
        .limit(PAGE)
    ).all()


def _writers(posts: list[Post]) -> set[int | None]:
    return {post.author_id for post in posts}


def _first_new(actor: Actor, discussion: Discussion, posts: Sequence[Post], read_to: int | None) -> int | None:
    """The first new post, if it is on this page; `first_new_post` finds it elsewhere."""
    if read_to is None or discussion.last_seq <= read_to:
        return None
    unread = (post for post in posts if post.is_published and (post.seq or 0) > read_to)
    new = [post for post in unread if post.author_id != actor.member_id]
    return min(new, key=lambda post: post.seq or 0).id if new else None


def _read_up_to(discussion: Discussion, posts: Sequence[Post], older: str | None) -> int:
    """The place up to which nothing is left on later pages; on the last page everything, also the places of posts that are gone.

    A nested reply may be newer than posts on later pages: what stands there has at least the place at which the next page begins,
    or one above its branch.
    """
    following = unpack_key(older, 2)
    if following is None:
        return discussion.last_seq
    branch, place = following
    return min(max((post.seq or 0 for post in posts), default=0), place - 1, branch)


def _tags(discussion_id: int) -> tuple[str, ...]:
    query = select(DiscussionTag.tag).where(DiscussionTag.discussion_id == discussion_id).order_by(DiscussionTag.tag)
    return tuple(db.session.scalars(query))


def _page_start(discussion: Discussion, post: Post) -> str | None:
    """Where the page that holds `post` begins: the beginning, its branch, or the post itself in a branch longer than a page."""
    here = (Post.discussion_id == discussion.id, Post.state.in_(PLACED))
    assert post.seq is not None
    assert post.branch_seq is not None
    place = tuple_(Post.branch_seq, Post.seq)
    up_to_it = select(Post.branch_seq, Post.seq).where(*here, place < tuple_(post.branch_seq, post.seq))
    earlier = db.session.execute(up_to_it.order_by(Post.branch_seq.desc(), Post.seq.desc()).limit(PAGE)).all()
    if len(earlier) < PAGE:
        return None
    in_branch = sum(row.branch_seq == post.branch_seq for row in earlier)
    return pack_key(post.branch_seq, post.branch_seq if in_branch < PAGE else post.seq)
