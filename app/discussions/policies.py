"""Who may read and do what in a discussion. Each visibility rule has two faces side by side: one thing, and many in SQL."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, true

from app.accounts.actor import Actor
from app.core.policy import ALLOW, Verdict, allow_if, deny, permission
from app.core.scope import within_any
from app.discussions.models import Discussion, Post
from app.discussions.models.post import HELD, HIDDEN, PUBLISHED, REMOVED, SENT_BACK
from app.groups.audience import Audience
from app.groups.models import Group
from app.groups.policies import audience_readable, post_in, read, read_audience, readable


class Written(Protocol):
    """What these rules look at in a post: a row of the table, or of a page."""

    @property
    def author_id(self) -> int | None: ...

    @property
    def state(self) -> str: ...

    @property
    def is_opening(self) -> bool: ...


KEPT_BACK = (HELD, REMOVED, SENT_BACK, HIDDEN)
"""States of a post whose words are for its author and the moderators of the place."""


def see_discussion(actor: Actor, discussion: Discussion, group: Group) -> bool:
    """One thing: it is out, or it is the actor's own, or the actor moderates there; and its audience holds the actor."""
    if not read(actor, group) or not read_audience(actor, Audience(discussion.audience), group.id, group.path):
        return False
    return discussion.is_out or _is_own(actor, discussion.author_id) or actor.moderates(group.path)


def discussions_seen(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of Discussion joined with Group."""
    out = and_(Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
    return and_(
        readable(actor),
        audience_readable(actor, Discussion.audience, Group.id, Group.path),
        or_(out, _own(actor, Discussion.author_id), _moderated(actor)),
    )


def see_post(actor: Actor, post: Post, discussion: Discussion, group: Group) -> bool:
    """One thing: published for all who see the discussion; held, sent back, hidden and removed for the author and its moderators."""
    if not see_discussion(actor, discussion, group):
        return False
    if not read_audience(actor, Audience(post.audience), group.id, group.path):
        return False
    if post.state == PUBLISHED:
        return True
    if post.state in KEPT_BACK:
        return _is_own(actor, post.author_id) or actor.moderates(group.path)
    return False


def posts_seen(actor: Actor) -> ColumnElement[bool]:
    """Many things: the same for rows of Post joined with Discussion and Group."""
    waiting = and_(Post.state.in_(KEPT_BACK), or_(_own(actor, Post.author_id), _moderated(actor)))
    return and_(
        discussions_seen(actor),
        audience_readable(actor, Post.audience, Group.id, Group.path),
        or_(Post.state == PUBLISHED, waiting),
    )


@permission("discussion.read")
def read_discussion(actor: Actor, discussion: Discussion, group: Group) -> Verdict:
    """Read a discussion."""
    return allow_if(see_discussion(actor, discussion, group), "hidden")


@permission("discussion.start")
def start(actor: Actor, group: Group) -> Verdict:
    """Start a discussion in a group; in a divided one only its rooms are for that."""
    if group.is_divided and actor.is_active and not group.is_archived:
        return deny("divided")
    return _may_write(actor, group)


@permission("discussion.reply")
def reply(actor: Actor, discussion: Discussion, group: Group) -> Verdict:
    """Add a post to a discussion."""
    if discussion.is_locked:
        return deny("locked")
    if not discussion.is_out:
        return deny("not_now")
    return _may_write(actor, group)


@permission("post.edit")
def edit(actor: Actor, post: Written, discussion: Discussion, group: Group) -> Verdict:
    """Change one's own words: published, waiting or sent back."""
    if not _is_own(actor, post.author_id):
        return deny("not_yours")
    if post.state not in (PUBLISHED, HELD, SENT_BACK):
        return deny("not_now")
    if discussion.is_locked and post.state == PUBLISHED:
        return deny("locked")
    return _may_write(actor, group)


@permission("post.take_back")
def take_back(actor: Actor, post: Written, discussion: Discussion) -> Verdict:
    """Take one's own words back; an opening post that others answered stays."""
    if not _is_own(actor, post.author_id):
        return deny("not_yours")
    if post.state not in (PUBLISHED, HELD, SENT_BACK):
        return deny("not_now")
    if post.is_opening and discussion.reply_count:
        return deny("has_answers")
    return ALLOW


@permission("post.take_back_edit")
def take_back_edit(actor: Actor, post: Written) -> Verdict:
    """Take back a change of one's own that waits; also while one may write nothing new."""
    return allow_if(_is_own(actor, post.author_id), "not_yours")


@permission("post.read_revisions")
def read_revisions(actor: Actor, post: Written, group: Group) -> Verdict:
    """Read what a post said before: its author and the moderators there."""
    return allow_if(_is_own(actor, post.author_id) or actor.moderates(group.path), "hidden")


@permission("post.flag")
def flag(actor: Actor, post: Written) -> Verdict:
    """Tell the moderators about somebody else's post."""
    if not actor.is_active:
        return deny("sign_in")
    return allow_if(not _is_own(actor, post.author_id) and post.state == PUBLISHED, "not_now")


@permission("discussion.lock")
def lock(actor: Actor, group: Group) -> Verdict:
    """Close a discussion, and open it again."""
    return allow_if(actor.moderates(group.path), "not_moderator")


@permission("discussion.pin")
def pin(actor: Actor, group: Group) -> Verdict:
    """Let a discussion stand first in its group."""
    return allow_if(actor.moderates(group.path), "not_moderator")


@permission("discussion.move")
def move(actor: Actor, group: Group, destination: Group) -> Verdict:
    """Move a discussion: its mover moderates at both ends."""
    both = actor.moderates(group.path) and actor.moderates(destination.path)
    return allow_if(both, "not_moderator") if destination.archived_at is None else deny("group_archived")


@permission("discussion.watch")
def watch(actor: Actor) -> Verdict:
    """Hear about every post of a discussion that one may read."""
    return allow_if(actor.is_active, "sign_in")


@permission("draft.keep")
def keep_draft(actor: Actor) -> Verdict:
    """Keep words for later."""
    return allow_if(actor.is_active, "sign_in")


def _may_write(actor: Actor, group: Group) -> Verdict:
    if not actor.is_active:
        return deny("sign_in")
    if group.archived_at is not None:
        return deny("group_archived")
    return post_in(actor, group)


def _is_own(actor: Actor, author_id: int | None) -> bool:
    return actor.is_active and actor.member_id == author_id


def _own(actor: Actor, column: object) -> ColumnElement[bool]:
    if not actor.is_active:
        return ~true()
    owned: ColumnElement[bool] = column == actor.member_id  # type: ignore[assignment]
    return owned


def _moderated(actor: Actor) -> ColumnElement[bool]:
    return within_any(Group.path, actor.paths("moderator", "admin"))
