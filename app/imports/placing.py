"""Posts take their places in a discussion at the times they had elsewhere, with the counters as if they had come out here. Pure."""

from __future__ import annotations

from datetime import datetime

from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED


def keep_first_place(discussion: Discussion) -> None:
    """The opening post waits for a moderator: its replies begin at the second place, so that it still comes out as the first."""
    discussion.take_first_place()


def take_place(post: Post, discussion: Discussion, answered: Post | None, is_opening: bool, here: set[int]) -> None:
    """Publish `post` at its own time. `here` are the authors who have posts out in this discussion; the author joins them."""
    moment = post.created_at
    seq = discussion.take_first_place() if is_opening else discussion.take_place()
    post.publish(seq, _branch(answered) or seq, moment)
    if is_opening:
        discussion.published_at = moment
    else:
        discussion.reply_count += 1
        _answer(post, discussion, moment)
    if post.author_id is not None:
        discussion.seat(post.author_id, post.author_id in here)
        here.add(post.author_id)
    discussion.last_post_at = moment


def _branch(answered: Post | None) -> int | None:
    """The place of the branch that the post hangs on; the opening post has no branch of its own."""
    if answered is None or answered.state != PUBLISHED or answered.seq is None or answered.seq == 1:
        return None
    return answered.branch_seq


def _answer(post: Post, discussion: Discussion, moment: datetime) -> None:
    if discussion.answered_at is not None:
        return
    if post.author_id != discussion.author_id:
        discussion.answered_at = moment
    else:
        discussion.asked_again_at = moment
