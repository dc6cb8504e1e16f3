"""A discussion's page: its posts in reading order, twenty at a time, by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from app.accounts.actor import Actor
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound, Verdict
from app.discussions import policies
from app.discussions.models import Discussion, DiscussionTag, Post, ReadMark, Revision, Watch
from app.discussions.models.post import HELD, PUBLISHED, REMOVED, SENT_BACK, WITHDRAWN
from app.discussions.queries.people import Author, authors
from app.groups.audience import Audience
from app.groups.models import Group
from app.moderation.inputs import Place
from app.moderation.queries import place_in_line

PAGE = 20


@dataclass(frozen=True)
class Answered:
    """Whom a nested post answers."""

    post_id: int
    name: str


@dataclass(frozen=True)
class PostRow:
    """One post on the page. `depth` is 0 or 1; `waiting` is set while the post, or an edit of it, waits and the reader may know."""

    id: int
    author: Author
    at: datetime
    edited_at: datetime | None
    html: str
    state: str
    depth: int
    in_reply_to: Answered | None
    is_opening: bool
    seq: int | None
    audience: Audience
    waiting: Place | None
    edit_waits: bool
    clause: int | None
    may_reply: bool
    may_edit: bool
    may_take_back: bool
    may_flag: bool
    may_review: bool
    may_read_revisions: bool


@dataclass(frozen=True)
class DiscussionPage:
    """Everything the page shows. `first_new` is the first post that is new to the reader, `last_seq` what they have seen after it."""

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
    may_reply: Verdict
    may_keep_order: bool


def discussion_page(actor: Actor, discussion_id: int, start: str | None = None) -> DiscussionPage:
    """The page of a discussion that begins at key `start` ('branch.place'), or at its beginning.

    Raises NotFound when the actor may not see it. At most 14 statements, however long it is.
    """
    discussion, group, read_to, watching = _head(actor, discussion_id)
    key = unpack_key(start, 2)
    posts, newer, older = _line(actor, discussion, group, key)
    own = _own_waiting(actor, discussion)
    known = authors(actor, [*_writers([*posts, *own]), discussion.author_id, *discussion.people_ids], group.path)
    build = _Rows(actor, discussion, group, known, [*posts, *own])
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
        first_new=_first_new(discussion, posts, read_to) if actor.is_active else None,
        last_seq=max((post.seq or 0 for post in posts), default=0),
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
    """Published posts; for their author and moderators removed ones too; an opening post that was taken back keeps its place."""
    states: list[ColumnElement[bool]] = [
        Post.state == PUBLISHED,
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


class _Rows:
    """Builds rows from posts with what was loaded for all of them: whom they answer, edits that wait, places in line."""

    def __init__(
        self, actor: Actor, discussion: Discussion, group: Group, known: dict[int | None, Author], posts: list[Post]
    ) -> None:
        self.actor, self.discussion, self.group, self.known = actor, discussion, group, known
        self.answered = self._answered(posts)
        self.edits, self.clauses = self._waiting_words(posts)
        self.places = self._places(posts)

    def row(self, post: Post) -> PostRow:
        """The row of one post."""
        actor, group, discussion = self.actor, self.group, self.discussion
        mine_or_staff = bool(policies.read_revisions(actor, post, group))
        gone = post.state in (WITHDRAWN, REMOVED) and not (post.state == REMOVED and mine_or_staff)
        return PostRow(
            id=post.id,
            author=self.known[None] if gone else self.known.get(post.author_id, self.known[None]),
            at=post.published_at or post.created_at,
            edited_at=post.edited_at,
            html="" if gone else post.html,
            state=post.state,
            depth=0 if post.reply_to_id is None or post.seq == post.branch_seq and post.seq is not None else 1,
            in_reply_to=self.answered.get(post.reply_to_id or 0),
            is_opening=post.id == discussion.opening_id,
            seq=post.seq,
            audience=Audience(post.audience),
            waiting=self.places.get(post.id),
            edit_waits=mine_or_staff and post.id in self.edits,
            clause=self.clauses.get(post.id),
            may_reply=post.is_published and bool(policies.reply(actor, discussion, group)),
            may_edit=bool(policies.edit(actor, post, discussion, group)),
            may_take_back=bool(policies.take_back(actor, post, discussion)),
            may_flag=bool(policies.flag(actor, post)),
            may_review=actor.moderates(group.path) and post.state in (PUBLISHED, REMOVED) and not gone,
            may_read_revisions=mine_or_staff and (post.edited_at is not None or post.id in self.edits),
        )

    def _answered(self, posts: list[Post]) -> dict[int, Answered]:
        """Names of those whom posts on this page answer; most are on it, the rest is one statement."""
        wanted = {post.reply_to_id for post in posts if post.reply_to_id is not None}
        here = {post.id: post for post in posts}
        missing = sorted(wanted - set(here))
        elsewhere = db.session.execute(select(Post.id, Post.author_id, Post.state).where(Post.id.in_(missing))).all()
        known = authors(self.actor, {row.author_id for row in elsewhere}, self.group.path)
        found = {row.id: Answered(row.id, known[row.author_id].name) for row in elsewhere if row.state == PUBLISHED}
        for key in wanted & set(here):
            if here[key].is_published:
                found[key] = Answered(key, self.known.get(here[key].author_id, self.known[None]).name)
        return found

    def _waiting_words(self, posts: list[Post]) -> tuple[set[int], dict[int, int]]:
        """Posts with an edit that waits, and the clause that each waiting text is held for. 1 statement."""
        mine = [
            post.id for post in posts if post.author_id == self.actor.member_id or self.actor.moderates(self.group.path)
        ]
        waiting = [post.revision_id for post in posts if post.state == HELD]
        rows = db.session.execute(
            select(Revision.post_id, Revision.state, Revision.findings).where(
                Revision.post_id.in_(mine), or_(Revision.state == HELD, Revision.id.in_(waiting))
            )
        ).all()
        edits = {row.post_id for row in rows if row.state == HELD}
        return edits, {row.post_id: clause for row in rows if (clause := _clause(row.findings)) is not None}

    def _places(self, posts: list[Post]) -> dict[int, Place]:
        """The places in line of the reader's own waiting words."""
        mine = [post for post in posts if post.author_id is not None and post.author_id == self.actor.member_id]
        waiting = [post.id for post in mine if post.state == HELD or post.id in self.edits]
        places = {key: place_in_line("post", key) for key in waiting}
        return {key: place for key, place in places.items() if place.open_item}


def _clause(findings: dict[str, Any]) -> int | None:
    found = findings.get("findings", [])
    return found[0]["clause"] if found else None


def _writers(posts: list[Post]) -> set[int | None]:
    return {post.author_id for post in posts}


def _first_new(discussion: Discussion, posts: Sequence[Post], read_to: int | None) -> int | None:
    """The first new post, if it is on this page; `first_new_post` finds it elsewhere."""
    if read_to is None or discussion.last_seq <= read_to:
        return None
    new = [post for post in posts if post.is_published and (post.seq or 0) > read_to]
    return min(new, key=lambda post: post.seq or 0).id if new else None


def _tags(discussion_id: int) -> tuple[str, ...]:
    query = select(DiscussionTag.tag).where(DiscussionTag.discussion_id == discussion_id).order_by(DiscussionTag.tag)
    return tuple(db.session.scalars(query))


def _page_start(discussion: Discussion, post: Post) -> str | None:
    """Where the page that holds `post` begins: the beginning, its branch, or the post itself in a branch longer than a page."""
    here = (Post.discussion_id == discussion.id, Post.state == PUBLISHED)
    assert post.seq is not None
    assert post.branch_seq is not None
    place = tuple_(Post.branch_seq, Post.seq)
    up_to_it = select(Post.branch_seq, Post.seq).where(*here, place < tuple_(post.branch_seq, post.seq))
    earlier = db.session.execute(up_to_it.order_by(Post.branch_seq.desc(), Post.seq.desc()).limit(PAGE)).all()
    if len(earlier) < PAGE:
        return None
    in_branch = sum(row.branch_seq == post.branch_seq for row in earlier)
    return pack_key(post.branch_seq, post.branch_seq if in_branch < PAGE else post.seq)
