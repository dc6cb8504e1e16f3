"""A post takes its place in the discussion, leaves it, or comes back; the counters follow, in the same transaction."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from app.accounts.actor import Actor
from app.accounts.queries import members_named
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.discussions.commands.standing import KnownPlace, KnownTalk, NewPost
from app.discussions.events import PostPublished
from app.discussions.models import Discussion, Mention, Post
from app.discussions.models.post import PLACED, PUBLISHED
from app.groups.commands import count_discussions
from app.groups.models import Group


@command
def let_in(actor: Actor, post: Post, discussion: Discussion, group: Group, mentions: tuple[str, ...]) -> None:
    """Publish the post now: it takes the next place, its time is this moment, and it is new to everybody. Idempotent."""
    if post.is_published:
        return
    was_here = _has_posts(discussion.id, post.author_id)
    seq = _next_place(post.id, discussion)
    # More than one more place: a reply of the same author that is on its way has been here since, and looks again (`BEYOND`).
    discussion.version += 1
    post.publish(seq, _branch(post) or seq, clock.now())
    _count_in(post, discussion, was_here)
    promise_to_tell(post.id)
    announce(actor, post, discussion, group, mentions)


def opened(post: NewPost, discussion: Discussion) -> NewPost:
    """The opening post with its place, its author counted in; inside the command that writes it, before it is written."""
    seq = discussion.take_first_place()
    found = post._replace(seq=seq, branch_seq=seq)
    _count_in(found, discussion, was_here=False)
    return found


def promise_to_tell(*post_ids: int) -> None:
    """People will be told of posts that come out with this command. They need no place yet, so it is promised before one is taken."""
    defer("discussions.tell", post_ids=post_ids)


def announce(
    actor: Actor,
    post: Post | NewPost,
    discussion: Discussion | KnownTalk,
    group: Group | KnownPlace,
    mentions: tuple[str, ...],
) -> None:
    """What is owed once a post stands in its place: packages above hear of it. Inside a command that has promised to tell people."""
    if post.seq == 1 and isinstance(discussion, Discussion):
        discussion.published_at = post.published_at
        count_discussions(group.id, 1)
    _keep_mentions(post, mentions)
    publish(PostPublished(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id, group_id=group.id))


@command
def take_out(post: Post, discussion: Discussion, group: Group, state: str) -> None:
    """A post leaves its place; with its opening post the whole discussion does."""
    post.turn(state, clock.now())
    db.session.flush()
    if post.author_id is not None and not _has_posts(discussion.id, post.author_id):
        discussion.unseat(post.author_id)
    if post.is_opening:
        discussion.removed_at = clock.now()
        count_discussions(group.id, -1)
        discussion.version += 1
        return
    discussion.reply_count = max(0, discussion.reply_count - 1)
    _find_last(discussion)


@command
def put_back(post: Post, discussion: Discussion, group: Group) -> None:
    """A removed post returns to its former place, with the counters as if it had never left."""
    if post.has_place or post.seq is None:
        return
    was_here = _has_posts(discussion.id, post.author_id)
    post.turn(PUBLISHED, clock.now())
    if post.author_id is not None:
        discussion.seat(post.author_id, was_here)
    if post.is_opening:
        discussion.removed_at = None
        count_discussions(group.id, 1)
        discussion.version += 1
        return
    discussion.reply_count += 1
    db.session.flush()
    _find_last(discussion)


def _next_place(post_id: int, discussion: Discussion) -> int:
    return discussion.take_first_place() if post_id == discussion.opening_id else discussion.take_place()


def _branch(post: Post) -> int | None:
    """The place of the branch that the post hangs on; None when it begins one. The opening post has no branch of its own."""
    if post.reply_to_id is None:
        return None
    return db.session.scalar(select(Post.branch_seq).where(Post.id == post.reply_to_id, Post.seq > 1))


def _count_in(post: Post | NewPost, discussion: Discussion, was_here: bool) -> None:
    if post.seq != 1:
        discussion.reply_count += 1
    if post.author_id is not None:
        discussion.seat(post.author_id, was_here)
    moment = post.published_at or clock.now()
    if post.seq == discussion.last_seq:
        discussion.last_post_at, discussion.last_post_id = moment, post.id
    if post.seq != 1 and post.author_id != discussion.author_id and discussion.answered_at is None:
        discussion.answered_at = moment
    if post.seq != 1 and post.author_id == discussion.author_id and discussion.answered_at is None:
        discussion.asked_again_at = moment


def _find_last(discussion: Discussion) -> None:
    """The last post and the first answer, found again after a post left or came back."""
    last = db.session.execute(
        select(Post.id, Post.published_at)
        .where(Post.discussion_id == discussion.id, Post.state.in_(PLACED))
        .order_by(Post.seq.desc())
        .limit(1)
    ).first()
    if last is not None and last.published_at is not None:
        discussion.last_post_id, discussion.last_post_at = last.id, last.published_at
    discussion.answered_at = db.session.scalar(
        select(Post.published_at)
        .where(
            Post.discussion_id == discussion.id,
            Post.state.in_(PLACED),
            Post.seq > 1,
            # Whose posts are nobody's any more cannot be told: they count as answers.
            or_(Post.author_id.is_(None), Post.author_id != discussion.author_id),
        )
        # They came out in this order, and an index has it: the smallest of all times reads the whole discussion.
        .order_by(Post.seq)
        .limit(1)
    )
    discussion.version += 1


def _has_posts(discussion_id: int, author_id: int | None) -> bool:
    here = exists().where(Post.discussion_id == discussion_id, Post.author_id == author_id, Post.state.in_(PLACED))
    return bool(db.session.scalar(select(here)))


def _keep_mentions(post: Post | NewPost, handles: tuple[str, ...]) -> None:
    if not handles:
        return
    known = set(db.session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)))
    for member_id in members_named(handles).values():
        if member_id not in known and member_id != post.author_id:
            db.session.add(Mention(post_id=post.id, member_id=member_id))
