"""A discussion's page: its posts in reading order, twenty at a time, by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select, tuple_

from app.accounts.actor import MODERATOR, Actor
from app.core.db import Id, db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound, Verdict
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.discussions import policies
from app.discussions.models import Discussion, DiscussionTag, Post, ReadMark, Watch
from app.discussions.models.post import HELD, PLACED, PUBLISHED, REMOVED, SENT_BACK, WITHDRAWN
from app.discussions.queries.page_numbers import PAGE, number_of, pages_of, start_of
from app.discussions.queries.people import Author, authors
from app.discussions.queries.post_rows import Line, PostRow, Rows, lines
from app.groups.audience import Audience
from app.groups.models import Group

MEMBER = "member"


class Head(NamedTuple):
    """What a page begins with. The discussion and the group belong to no session: they are for reading alone."""

    discussion: Discussion
    group: Group
    tags: tuple[str, ...]
    read_to: int | None
    is_watching: bool


class Place(NamedTuple):
    """Where a post stands in the order in which posts came out, and who wrote it."""

    seq: int
    post_id: int
    author_id: int | None


@dataclass(frozen=True)
class DiscussionPage:
    """Everything the page shows. `first_new` is the first post that is new to the reader, `last_seq` what they have seen after it.

    `number` of `pages` is the page of twenty on which it begins. `places` are those of the posts on it that are out.
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
    places: tuple[Place, ...]
    last_seq: int
    number: int
    pages: int
    may_reply: Verdict
    may_keep_order: bool


def discussion_page(
    actor: Actor, discussion_id: int, start: str | None = None, number: int | None = None, *, wrote: bool = True
) -> DiscussionPage:
    """The page of a discussion that begins at key `start` ('branch.place'), or page `number` (the last where it has fewer), or the first.

    `wrote` is False for somebody of whom it is known that they wrote nothing in it. Raises NotFound when the actor may not see it.
    At most 10 statements, however long it is, and 1 where a post mentions somebody.
    """
    head = _head(actor, discussion_id)
    discussion, group, read_to = head.discussion, head.group, head.read_to
    key, at = _beginning(discussion, start, number)
    posts, newer, older = _line(actor, head, key)
    own = _own_waiting(actor, discussion) if wrote else ()
    known = authors(actor, [*_writers([*posts, *own]), discussion.author_id, *discussion.people_ids], group.path)
    build = Rows(actor, discussion, group, known, [*posts, *own])
    places = tuple(Place(post.seq or 0, post.id, post.author_id) for post in posts if post.is_published)
    return DiscussionPage(
        discussion=discussion,
        group=group,
        slug=discussion.public_slug,
        audience=Audience(discussion.audience),
        author=known.get(discussion.author_id, known[None]),
        posts=Page([build.row(post) for post in posts], newer=newer, older=older),
        own_waiting=tuple(build.row(post) for post in own),
        people=tuple(known[key] for key in discussion.people_ids if key in known),
        tags=head.tags,
        is_watching=head.is_watching,
        read_to=read_to,
        first_new=first_new(actor, places, read_to, discussion.last_seq),
        places=places,
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


def first_new(actor: Actor, places: Sequence[Place], read_to: int | None, last_seq: int) -> int | None:
    """The first post that is new to the actor, if it is among these; `first_new_post` finds it elsewhere."""
    if not actor.is_active or read_to is None or last_seq <= read_to:
        return None
    new = [place for place in places if place.seq > read_to and place.author_id != actor.member_id]
    return min(new).post_id if new else None


def first_new_post(actor: Actor, discussion_id: int) -> int | None:
    """The id of the first post that is new to the member, or None. Raises NotFound. 2 statements."""
    head = _head(actor, discussion_id)
    return db.session.scalar(
        select(Post.id)
        .where(Post.discussion_id == discussion_id, Post.seq > (head.read_to or 0), Post.state == PUBLISHED)
        .order_by(Post.seq)
        .limit(1)
    )


def _head(actor: Actor, discussion_id: int) -> Head:
    found = _HEAD.first(talk=discussion_id, me=actor.member_id or 0)
    if found is None:
        raise NotFound
    values = tuple(found)
    head = Head(
        Discussion(**dict(zip(_DISCUSSION, values, strict=False))),
        Group(**dict(zip(_GROUP, values[len(_DISCUSSION) :], strict=False))),
        tuple(sorted(tag for (tag,) in values[-3])),
        values[-2],
        values[-1] is not None,
    )
    if not policies.see_discussion(actor, head.discussion, head.group):
        raise NotFound
    return head


def _beginning(discussion: Discussion, start: str | None, number: int | None) -> tuple[tuple[int, ...] | None, int]:
    """The key at which the page begins, None for the beginning, and its number."""
    key = unpack_key(start, 2)
    if key is not None or number is None:
        return key, number_of(discussion, key)
    number = min(number, pages_of(discussion))
    return start_of(discussion, number), number


def _line(actor: Actor, head: Head, key: tuple[int, ...] | None) -> tuple[Sequence[Line], str | None, str | None]:
    """Posts from `key` on, and the keys of the page before and the page after."""
    reader, branch, place = _reader(actor, head.group), *(key or (0, 0))
    asked = {"talk": head.discussion.id, "me": actor.member_id, "branch": branch, "place": place}
    posts = (_FROM_KEY if key else _FROM_BEGINNING).rows(reader, **asked)
    older = pack_key(posts[PAGE].branch_seq or 0, posts[PAGE].seq or 0) if len(posts) > PAGE else None
    newer = None
    if key:
        earlier = _BEFORE_KEY.rows(reader, **asked)
        newer = pack_key(earlier[-1].branch_seq or 0, earlier[-1].seq or 0) if earlier else None
    return posts[:PAGE], newer, older


def _reader(actor: Actor, group: Group) -> str:
    """Whose line it is: a moderator's, a member's, or that of everybody."""
    if actor.moderates(group.path):
        return MODERATOR
    return MEMBER if actor.is_active else ""


def _shown(reader: str) -> tuple[ColumnElement[bool], ...]:
    """SQL for: posts in their places, hidden ones too (`Rows` leaves out their words); for their author and moderators removed ones too.

    An opening post that was taken back keeps its place.
    """
    states: list[ColumnElement[bool]] = [
        Post.state.in_(PLACED),
        and_(Post.state.in_((WITHDRAWN, REMOVED)), Post.seq == 1),
    ]
    if reader == MODERATOR:
        states.append(Post.state == REMOVED)
    elif reader == MEMBER:
        states.append(and_(Post.state == REMOVED, Post.author_id == bindparam("me", type_=Id)))
    return Post.discussion_id == bindparam("talk", type_=Id), Post.seq.is_not(None), or_(*states)


def _in_order(reader: str) -> Select[Any]:
    return lines(*_shown(reader)).order_by(Post.branch_seq, Post.seq).limit(PAGE + 1)


def _before_key(reader: str) -> Any:
    before = select(Post.branch_seq, Post.seq).where(*_shown(reader), _PLACE < _KEY)
    return before.order_by(Post.branch_seq.desc(), Post.seq.desc()).limit(PAGE)


def _head_statement() -> Select[Any]:
    me, talk = bindparam("me", type_=Id), bindparam("talk", type_=Id)
    tags = select(rows_of(DiscussionTag.tag)).where(DiscussionTag.discussion_id == Discussion.id)
    return (
        select(
            *_DISCUSSION.values(),
            *_GROUP.values(),
            tags.correlate(Discussion).scalar_subquery(),
            ReadMark.seq,
            Watch.member_id,
        )
        .select_from(Discussion)
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(ReadMark, and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == me))
        .outerjoin(Watch, and_(Watch.discussion_id == Discussion.id, Watch.member_id == me))
        .where(Discussion.id == talk)
    )


def _own_waiting_statement() -> Select[Any]:
    mine = (Post.author_id == bindparam("me", type_=Id), Post.discussion_id == bindparam("talk", type_=Id))
    waiting = lines(*mine, Post.state.in_((HELD, SENT_BACK, REMOVED)), Post.seq.is_(None))
    return waiting.order_by(Post.id).limit(PAGE)


_DISCUSSION = {column.key: column for column in Discussion.__table__.columns}
_GROUP = {column.key: column for column in Group.__table__.columns}
_PLACE = tuple_(Post.branch_seq, Post.seq)
_KEY = tuple_(bindparam("branch", type_=Integer()), bindparam("place", type_=Integer()))
_HEAD = Prepared(_head_statement)
_FROM_BEGINNING = Prepared(_in_order, Line)
_FROM_KEY = Prepared(lambda reader: _in_order(reader).where(_PLACE >= _KEY), Line)
_BEFORE_KEY = Prepared(_before_key)
_OWN_WAITING = Prepared(_own_waiting_statement, Line)


def _own_waiting(actor: Actor, discussion: Discussion) -> Sequence[Line]:
    """The reader's own posts here that never came out: they wait, were sent back or removed. The desk shows others'."""
    return _OWN_WAITING.rows(me=actor.member_id, talk=discussion.id) if actor.is_active else ()


def _writers(posts: Sequence[Line]) -> set[int | None]:
    """Who wrote them, and the posts that they answer."""
    return {key for post in posts for key in (post.author_id, post.answered_author_id)}


def _read_up_to(discussion: Discussion, posts: Sequence[Line], older: str | None) -> int:
    """The place up to which nothing is left on later pages; on the last page everything, also the places of posts that are gone.

    A nested reply may be newer than posts on later pages: what stands there has at least the place at which the next page begins,
    or one above its branch.
    """
    following = unpack_key(older, 2)
    if following is None:
        return discussion.last_seq
    branch, place = following
    return min(max((post.seq or 0 for post in posts), default=0), place - 1, branch)


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
